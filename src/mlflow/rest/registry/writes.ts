import { MlflowError } from "../../errors.ts";
import {
  inWordsOfPrompts,
  isPrompt,
  isPromptTag,
  nameOfModel,
  promptExperimentsAfterRegistering,
  promptExperimentsTag,
  promptSource,
  promptVersionOf,
  promptVersionTags,
} from "../../prompt.ts";
import { type RegistryReads, type RegistryWrites } from "../../store.ts";
import { checkPromptName } from "../../validation.ts";
import { member } from "../http/json.ts";
import { type Server } from "../server.ts";
import { tagList } from "../tracking/writes.ts";
import { decodeModelVersion, decodeRegisteredModel } from "./decode.ts";

/** What MLflow's client sends (`mlflow/store/model_registry/rest_store.py`). */
export function registryWrites(
  server: Server,
  { getRegisteredModel }: Pick<RegistryReads, "getRegisteredModel">,
): RegistryWrites {
  const write = (method: "POST" | "PATCH" | "DELETE", path: string, body: object) =>
    server.write(method, `2.0/mlflow/${path}`, body);

  const createRegisteredModel: RegistryWrites["createRegisteredModel"] = async ({ name, tags = {}, description }) => {
    const answer = await write("POST", "registered-models/create", { name, tags: tagList(tags), description });
    return decodeRegisteredModel(member(answer, "registered_model"));
  };

  const createModelVersion: RegistryWrites["createModelVersion"] = async (version) => {
    const { name, source, runId, tags = {}, description } = version;
    const body = { name, source, run_id: runId, tags: tagList(tags), description };
    const answer = await write("POST", "model-versions/create", body);
    return decodeModelVersion(member(answer, "model_version"));
  };

  async function setRegisteredModelTag(name: string, key: string, value: string): Promise<void> {
    await write("POST", "registered-models/set-tag", { name, key, value });
  }

  async function deleteRegisteredModel(name: string): Promise<void> {
    await write("DELETE", "registered-models/delete", { name });
  }

  /** The steps of `MlflowClient.register_prompt`; as there, a model made for a version that fails is removed again. */
  const registerPrompt: RegistryWrites["registerPrompt"] = async ({ name, template, commitMessage, tags = {} }) => {
    checkPromptName(name);
    const existing = await getRegisteredModel(name).catch((error: unknown) => {
      if (error instanceof MlflowError && error.errorCode === "RESOURCE_DOES_NOT_EXIST") return undefined;
      throw error;
    });
    if (existing === undefined) {
      await createRegisteredModel({ name, description: commitMessage, tags: { [isPromptTag]: "true", ...tags } });
    } else if (isPrompt(existing)) {
      for (const [key, value] of Object.entries(tags)) await setRegisteredModelTag(name, key, value);
    } else throw nameOfModel(name);
    const version = await createModelVersion({
      name,
      source: promptSource,
      tags: promptVersionTags(template, tags),
      description: commitMessage,
    }).catch(async (error: unknown) => {
      if (existing === undefined) await deleteRegisteredModel(name);
      throw error;
    });
    const experiments = promptExperimentsAfterRegistering(existing?.tags[promptExperimentsTag]);
    if (experiments !== undefined) await setRegisteredModelTag(name, promptExperimentsTag, experiments);
    return promptVersionOf(version);
  };

  return {
    createRegisteredModel,
    createModelVersion,
    setRegisteredModelTag,
    deleteRegisteredModel,
    registerPrompt: (wanted) => registerPrompt(wanted).catch(refusePrompt),
    async renameRegisteredModel(name, newName) {
      await write("POST", "registered-models/rename", { name, new_name: newName });
    },
    async updateRegisteredModel({ name, description }) {
      await write("PATCH", "registered-models/update", { name, description });
    },
    async deleteRegisteredModelTag(name, key) {
      await write("DELETE", "registered-models/delete-tag", { name, key });
    },
    async setRegisteredModelAlias(name, alias, version) {
      await write("POST", "registered-models/alias", { name, alias, version });
    },
    async deleteRegisteredModelAlias(name, alias) {
      await write("DELETE", "registered-models/alias", { name, alias });
    },
    async updateModelVersion({ name, version, description }) {
      await write("PATCH", "model-versions/update", { name, version, description });
    },
    async deleteModelVersion(name, version) {
      await write("DELETE", "model-versions/delete", { name, version });
    },
    async setModelVersionTag(name, version, key, value) {
      await write("POST", "model-versions/set-tag", { name, version, key, value });
    },
    async deleteModelVersionTag(name, version, key) {
      await write("DELETE", "model-versions/delete-tag", { name, version, key });
    },
    async transitionModelVersionStage({ name, version, stage, archiveExistingVersions }) {
      await write("POST", "model-versions/transition-stage", {
        name,
        version,
        stage,
        archive_existing_versions: archiveExistingVersions,
      });
    },
  };
}

function refusePrompt(error: unknown): never {
  return inWordsOfPrompts(() => {
    throw error;
  });
}
