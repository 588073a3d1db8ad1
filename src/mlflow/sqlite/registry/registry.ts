import { type RegistryReads } from "../../store.ts";
import { type SqliteContext } from "../context.ts";
import { searchPrompts } from "./prompts.ts";
import { getRegisteredModel, searchRegisteredModels } from "./models.ts";
import { getModelVersion, searchModelVersions } from "./versions.ts";

/** The model registry of a database; empty where it has no tables for one. */
export function sqliteRegistry(context: SqliteContext): RegistryReads {
  return {
    searchRegisteredModels: async (query = {}) => context.read((database) => searchRegisteredModels(database, query)),
    getRegisteredModel: async (name) => context.read((database) => getRegisteredModel(database, name)),
    searchModelVersions: async (query = {}) => context.read((database) => searchModelVersions(database, query)),
    getModelVersion: async (name, version) => context.read((database) => getModelVersion(database, name, version)),
    searchPrompts: async (query = {}) => context.read((database) => searchPrompts(database, query)),
  };
}
