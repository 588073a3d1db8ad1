import { type ModelVersion } from "../../entities.ts";
import { isPromptTag, onlyPrompts, promptOf } from "../../prompt.ts";
import { type RegistryReads } from "../../store.ts";
import { member, objects, textIfAny } from "../http/json.ts";
import { inParallel } from "../http/parallel.ts";
import { searchFields } from "../searchFields.ts";
import { type Server } from "../server.ts";
import { fromAllPages } from "../tokenPages.ts";
import { decodeModelVersion, decodeRegisteredModel } from "./decode.ts";

const maxModels = 100;
const maxVersions = 10_000;

export function registryReads(server: Server): RegistryReads {
  const searchRegisteredModels: RegistryReads["searchRegisteredModels"] = async (query = {}) => {
    const answer = await server.get("2.0/mlflow/registered-models/search", searchFields(query, maxModels));
    const fields = member({ answer }, "answer");
    return {
      registeredModels: objects(fields.registered_models).map(decodeRegisteredModel),
      nextPageToken: textIfAny(fields.next_page_token),
    };
  };

  const searchModelVersions: RegistryReads["searchModelVersions"] = async (query = {}) => {
    const answer = await server.get("2.0/mlflow/model-versions/search", searchFields(query, maxVersions));
    const fields = member({ answer }, "answer");
    return {
      modelVersions: objects(fields.model_versions).map(decodeModelVersion),
      nextPageToken: textIfAny(fields.next_page_token),
    };
  };

  async function versionsOfPrompt(name: string): Promise<ModelVersion[]> {
    const filter = `name = '${name}' AND tags.\`${isPromptTag}\` = 'true'`;
    return fromAllPages(async (pageToken) => {
      const { modelVersions, nextPageToken } = await searchModelVersions({ filter, pageToken });
      return { items: modelVersions, nextPageToken };
    });
  }

  return {
    searchRegisteredModels,
    searchModelVersions,
    async getRegisteredModel(name) {
      const answer = await server.get("2.0/mlflow/registered-models/get", { name });
      return decodeRegisteredModel(member(answer, "registered_model"));
    },
    async getModelVersion(name, version) {
      const answer = await server.get("2.0/mlflow/model-versions/get", { name, version });
      return decodeModelVersion(member(answer, "model_version"));
    },
    async searchPrompts(query = {}) {
      const page = await searchRegisteredModels({ ...query, filter: onlyPrompts(query.filter) });
      const prompts = await inParallel(page.registeredModels, 4, async (model) => {
        const versions = await versionsOfPrompt(model.name);
        // Searches of a database leave out the aliases of versions; the model has them.
        const aliases = Object.entries(model.aliases);
        const aliasesOf = ({ version }: ModelVersion) =>
          aliases.filter(([, named]) => named === version).map(([alias]) => alias);
        return promptOf(
          model,
          versions.map((version) => ({ ...version, aliases: aliasesOf(version) })),
        );
      });
      return { prompts, nextPageToken: page.nextPageToken };
    },
  };
}
