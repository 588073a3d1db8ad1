import { type Prompt } from "../../entities.ts";
import { isPromptTag, onlyPrompts, promptOf } from "../../prompt.ts";
import { type Page, type SearchQuery } from "../../store.ts";
import { type Database } from "../database.ts";
import { searchRegisteredModels } from "./models.ts";
import { versionsOfModels } from "./versions.ts";

/** @throws MlflowError as `AbstractStore.search_prompts` of `mlflow/store/model_registry` does */
export function searchPrompts(database: Database, query: SearchQuery): Page<"prompts", Prompt> {
  const { registeredModels, nextPageToken } = searchRegisteredModels(database, {
    ...query,
    filter: onlyPrompts(query.filter),
  });
  const versions = versionsOfModels(
    database,
    registeredModels.map(({ name }) => name),
  ).filter(({ tags }) => isPromptTag in tags);
  const byName = Map.groupBy(versions, ({ name }) => name);
  return { prompts: registeredModels.map((model) => promptOf(model, byName.get(model.name) ?? [])), nextPageToken };
}
