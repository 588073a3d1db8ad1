import { type RegistryWrites } from "../../store.ts";
import { type SqliteContext } from "../context.ts";
import { modelVersionWrites } from "./modelVersions.ts";
import { promptWrites } from "./prompts.ts";
import { registeredModelWrites } from "./registeredModels.ts";

/** Writes of the model registry; each is one transaction. */
export function sqliteRegistryWrites(context: SqliteContext): RegistryWrites {
  return { ...registeredModelWrites(context), ...modelVersionWrites(context), ...promptWrites(context) };
}
