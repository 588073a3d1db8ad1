import { sep } from "node:path";
import type { ModelVersion, RegisteredModel } from "../entities.ts";
import { doesNotExist, invalidParameter } from "../errors.ts";
import { isPromptTag, onlyPrompts, promptOf } from "../prompt.ts";
import type { Row } from "../search/evaluate.ts";
import type { RegistryReads, SearchQuery } from "../store.ts";
import { checkModelName, validModelVersion } from "../validation.ts";
import type { FileStoreContext } from "./context.ts";
import { withYaml } from "./disk/meta.ts";
import { listModelNames, readModel, readVersion, readVersions, type StoredVersion } from "./folders/registry.ts";
import { searchPage } from "./searchPage.ts";

/** The model registry of a file store; empty for one of MLflow 1, which had none. */
export function fileRegistry({ root }: FileStoreContext): RegistryReads {
  return {
    searchRegisteredModels: (query = {}) => withYaml(() => searchModels(root, query)),
    getRegisteredModel: (name) => withYaml(() => existingModel(root, name)),
    searchModelVersions: (query = {}) =>
      withYaml(() => {
        const { found, nextPageToken } = searchPage("modelVersions", query, () => listVersionRows(root));
        return { modelVersions: found.map(({ version }) => version), nextPageToken };
      }),
    getModelVersion: (name, version) => withYaml(() => existingVersion(root, name, version).version),
    searchPrompts: (query = {}) =>
      withYaml(() => {
        const { registeredModels, nextPageToken } = searchModels(root, { ...query, filter: onlyPrompts(query.filter) });
        const prompts = registeredModels.map((model) => promptOf(model, promptVersions(root, model.name)));
        return { prompts, nextPageToken };
      }),
  };
}

/** @throws MlflowError RESOURCE_DOES_NOT_EXIST; INVALID_PARAMETER_VALUE for a name that no model can have */
export function existingModel(root: string, name: string): RegisteredModel {
  checkFileModelName(name);
  const model = readModel(root, name);
  if (model === undefined) throw doesNotExist(`Registered Model with name=${name} not found`);
  return model;
}

/** @throws MlflowError RESOURCE_DOES_NOT_EXIST, for a deleted version too */
export function existingVersion(root: string, name: string, version: string): StoredVersion {
  checkFileModelName(name);
  const number = validModelVersion(version);
  if (readModel(root, name) === undefined) throw doesNotExist(`Registered Model with name=${name} not found`);
  const found = readVersion(root, name, number);
  if (found === undefined || found.isDeleted) {
    throw doesNotExist(`Model Version (name=${name}, version=${number}) not found`);
  }
  return found;
}

/** What MLflow asks of a name that becomes a folder. @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkFileModelName(name: string): void {
  checkModelName(name);
  if (name.includes(sep)) {
    throw invalidParameter(`Invalid name: '${name}'. Registered model name cannot contain path separator`);
  }
  if (name.includes("%")) {
    throw invalidParameter(`Invalid name: '${name}'. Registered model name cannot contain '%' character`);
  }
}

function searchModels(
  root: string,
  query: SearchQuery,
): { registeredModels: RegisteredModel[]; nextPageToken?: string } {
  const { found, nextPageToken } = searchPage("registeredModels", query, () =>
    listModelNames(root)
      .flatMap((name) => readModel(root, name) ?? [])
      .map((model) => ({ model, row: modelRow(model) })),
  );
  return { registeredModels: found.map(({ model }) => model), nextPageToken };
}

function listVersionRows(root: string): { version: ModelVersion; row: Row }[] {
  return listModelNames(root).flatMap((name) =>
    readVersions(root, name)
      .filter(({ isDeleted }) => !isDeleted)
      .map(({ version }) => ({ version, row: versionRow(version) })),
  );
}

function promptVersions(root: string, name: string): ModelVersion[] {
  return readVersions(root, name)
    .filter(({ isDeleted, version }) => !isDeleted && Object.hasOwn(version.tags, isPromptTag))
    .map(({ version }) => version);
}

function modelRow(model: RegisteredModel): Row {
  const attributes: Record<string, string | number | undefined> = {
    name: model.name,
    creation_timestamp: model.creationTimestamp,
    last_updated_timestamp: model.lastUpdatedTimestamp,
  };
  return { attribute: (key) => attributes[key], tag: (key) => ownText(model.tags, key) };
}

function versionRow(version: ModelVersion): Row {
  const attributes: Record<string, string | number | undefined> = {
    name: version.name,
    version_number: Number(version.version),
    run_id: version.runId,
    source_path: version.source,
    creation_timestamp: version.creationTimestamp,
    last_updated_timestamp: version.lastUpdatedTimestamp,
  };
  return { attribute: (key) => attributes[key], tag: (key) => ownText(version.tags, key) };
}

function ownText(texts: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(texts, key) ? texts[key] : undefined;
}
