import { type PromptVersion } from "../../entities.ts";
import { invalidParameter, MlflowError } from "../../errors.ts";
import {
  inWordsOfPrompts,
  isPrompt,
  isPromptTag,
  nameOfModel,
  promptExperimentsAfterRegistering,
  promptExperimentsTag,
  promptSource,
  promptTextTag,
  promptVersionOf,
  promptVersionTags,
} from "../../prompt.ts";
import { type RegistryWrites } from "../../store.ts";
import { checkPromptName } from "../../validation.ts";
import { type SqliteContext } from "../context.ts";
import { type WritableDatabase } from "../database.ts";
import { getRegisteredModel } from "../registry/models.ts";
import { mlflowMajor } from "./major.ts";
import { insertVersion } from "./modelVersions.ts";
import { insertModel, putModelTag } from "./registeredModels.ts";

type NewPrompt = Parameters<RegistryWrites["registerPrompt"]>[0];

/** `MlflowClient.register_prompt`: a version of a registered model with tags, and the model where it is the first. */
export function promptWrites(context: SqliteContext): Pick<RegistryWrites, "registerPrompt"> {
  return {
    registerPrompt: async (prompt) => {
      checkPromptName(prompt.name);
      const version = context.write((database) => inWordsOfPrompts(() => register(database, prompt, context)));
      context.changed([{ kind: "models", names: [prompt.name] }]);
      return version;
    },
  };
}

function register(
  database: WritableDatabase,
  { name, template, commitMessage, tags = {} }: NewPrompt,
  { revision }: SqliteContext,
): PromptVersion {
  const major = mlflowMajor(database);
  if (major === 1) {
    throw new MlflowError(
      "NOT_IMPLEMENTED",
      `This database (schema ${revision}) was written by an MLflow that knows no prompts. They came with MLflow 2.21, ` +
        "whose 'mlflow db upgrade' brings it up to date.",
    );
  }
  if (major === 2 && typeof template !== "string") {
    throw invalidParameter("MLflow 2, which wrote this database, knows prompts of text only, not of chat messages.");
  }
  const now = Date.now();
  const model = promptModel(database, name);
  if (model === undefined) {
    insertModel(database, { name, description: commitMessage, tags: { [isPromptTag]: "true", ...tags } }, now);
  } else {
    for (const [key, value] of Object.entries(tags)) putModelTag(database, name, key, value);
  }
  // In version 2 the tags of a prompt were not those of its versions too.
  const versionTags =
    typeof template === "string" && major === 2
      ? { [isPromptTag]: "true", [promptTextTag]: template }
      : promptVersionTags(template, tags);
  const version = insertVersion(
    database,
    { name, source: promptSource, description: commitMessage, tags: versionTags },
    now,
  );
  const experiments = promptExperimentsAfterRegistering(model?.tags[promptExperimentsTag]);
  if (major === 3 && experiments !== undefined) putModelTag(database, name, promptExperimentsTag, experiments);
  return promptVersionOf(version);
}

/** @throws MlflowError INVALID_PARAMETER_VALUE where a model that is no prompt has the name */
function promptModel(database: WritableDatabase, name: string) {
  let model;
  try {
    model = getRegisteredModel(database, name);
  } catch {
    // Not there: it is the first version.
    return undefined;
  }
  if (isPrompt(model)) return model;
  throw nameOfModel(name);
}
