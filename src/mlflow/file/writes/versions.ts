import { join } from "node:path";
import { parseArtifactUri } from "../../artifacts/uri.ts";
import type { ModelVersion } from "../../entities.ts";
import { MlflowError } from "../../errors.ts";
import type { RegistryWrites } from "../../store.ts";
import { canonicalStage, checkModelVersionTag, checkTagKey } from "../../validation.ts";
import { type FileStoreContext, metaFile } from "../context.ts";
import { YamlNeeded } from "../disk/meta.ts";
import {
  deletedStage,
  readAliases,
  readVersions,
  registryFolder,
  versionFolder,
  versionNumbers,
} from "../folders/registry.ts";
import { existingLoggedModel } from "../loggedModels.ts";
import { checkFileModelName, existingModel, existingVersion } from "../registry.ts";
import type { FileChange, FileChanges } from "./fileChanges.ts";
import { openVersion, versionMetaChange } from "./modelMeta.ts";
import { removalOf, touched } from "./models.ts";
import type { WriteModel } from "./registry.ts";
import { dumpYaml } from "./yamlDump.ts";

type VersionWrites = Pick<
  RegistryWrites,
  | "createModelVersion"
  | "updateModelVersion"
  | "deleteModelVersion"
  | "setModelVersionTag"
  | "deleteModelVersionTag"
  | "transitionModelVersionStage"
>;

export function versionWrites({ root }: FileStoreContext, write: WriteModel): VersionWrites {
  return {
    createModelVersion: async (wanted) => {
      const { name } = wanted;
      const made = await write(name, `Could not create a version of '${name}'`, () => {
        const { version, storageLocation } = newVersion(root, wanted);
        const files = [...versionCreation(root, version, storageLocation), touched(root, name)];
        return { newFolder: versionFolder(root, name, Number(version.version)), files, made: version };
      });
      return made!;
    },

    updateModelVersion: async ({ name, version, description }) => {
      await write(name, `Could not update version ${version} of '${name}'`, () => {
        const { number } = openVersion(root, name, version);
        const changes = { description, last_updated_timestamp: Date.now() };
        return { files: [versionMetaChange(root, name, number, changes)] };
      });
    },

    deleteModelVersion: async (name, version) => {
      await write(name, `Could not delete version ${version} of '${name}'`, () => deletion(root, name, version));
    },

    setModelVersionTag: async (name, version, key, value) => {
      await write(name, `Could not set the tag '${key}'`, () => {
        checkModelVersionTag(key, value);
        const owner = versionFolder(root, name, openVersion(root, name, version).number);
        return { files: [{ owner, path: join(owner, "tags", key), content: value }, touched(root, name)] };
      });
    },

    deleteModelVersionTag: async (name, version, key) => {
      await write(name, `Could not delete the tag '${key}'`, () => {
        checkTagKey(key);
        const owner = versionFolder(root, name, openVersion(root, name, version).number);
        return removalOf({ owner, path: join(owner, "tags", key) }, () => touched(root, name));
      });
    },

    transitionModelVersionStage: async (change) => {
      const { name, version } = change;
      await write(name, `Could not move version ${version} of '${name}' to another stage`, () =>
        transition(root, change),
      );
    },
  };
}

/** @throws MlflowError as `FileStore.create_model_version` does, whatever it was in one message */
export function newVersion(
  root: string,
  { name, source, runId, tags = {}, description }: Parameters<RegistryWrites["createModelVersion"]>[0],
): { version: ModelVersion; storageLocation: string } {
  checkFileModelName(name);
  for (const [key, value] of Object.entries(tags)) checkModelVersionTag(key, value);
  const origin = originOf(root, source);
  try {
    existingModel(root, name);
  } catch (error) {
    if (error instanceof YamlNeeded) throw error;
    throw new MlflowError(
      "INTERNAL_ERROR",
      `Model Version creation error (name=${name}). Error: ${(error as Error).message}. Giving up after 3 attempts.`,
    );
  }
  const now = Date.now();
  return {
    storageLocation: origin.location,
    version: {
      name,
      // A deleted version keeps its number.
      version: String((versionNumbers(root, name).at(-1) ?? 0) + 1),
      currentStage: "None",
      description,
      runId: runId || origin.runId,
      source,
      status: "READY",
      tags,
      aliases: [],
      creationTimestamp: now,
      lastUpdatedTimestamp: now,
    },
  };
}

export function versionCreation(root: string, version: ModelVersion, storageLocation: string): FileChange[] {
  const owner = join(registryFolder(root), version.name, `version-${version.version}`);
  const meta = {
    creation_timestamp: version.creationTimestamp ?? null,
    current_stage: version.currentStage,
    deployment_job_state: null,
    description: version.description ?? null,
    last_updated_timestamp: version.lastUpdatedTimestamp ?? null,
    model_id: null,
    name: version.name,
    run_id: version.runId ?? null,
    run_link: null,
    source: version.source ?? null,
    status: version.status,
    status_message: null,
    storage_location: storageLocation,
    user_id: null,
    version: Number(version.version),
    workspace: "default",
  };
  const tags = Object.entries(version.tags).map(([key, content]) => ({
    owner,
    path: join(owner, "tags", key),
    content,
  }));
  return [...tags, { owner, path: join(owner, metaFile), content: dumpYaml(meta) }];
}

/** Where the files of a source are; for `models:/…` those of the model or version that it names. */
function originOf(root: string, source: string): { location: string; runId?: string } {
  if (!/^models:/i.test(source)) return { location: source };
  try {
    const named = parseArtifactUri(source);
    if (named.kind === "loggedModel") {
      const model = existingLoggedModel(root, named.modelId);
      return { location: model.artifactLocation ?? "", runId: model.sourceRunId };
    }
    if (named.kind !== "modelVersion" || named.version === undefined) {
      throw new Error("It names no version: give its number.");
    }
    const { version, storageLocation } = existingVersion(root, named.name, named.version);
    return { location: storageLocation ?? version.source ?? "" };
  } catch (error) {
    if (error instanceof YamlNeeded) throw error;
    throw new MlflowError(
      "INTERNAL_ERROR",
      `Unable to fetch model from model URI source artifact location '${source}'.Error: ${(error as Error).message}`,
    );
  }
}

function deletion(root: string, name: string, version: string): FileChanges {
  const { number, version: found } = openVersion(root, name, version);
  const modelFolder = join(registryFolder(root), name);
  const changes = { current_stage: deletedStage, last_updated_timestamp: Date.now() };
  const aliases = Object.entries(readAliases(root, name)).filter(([alias]) => !found.aliases.includes(alias));
  const removals = found.aliases.map((alias) => ({ owner: modelFolder, path: join(modelFolder, "aliases", alias) }));
  return {
    files: [
      versionMetaChange(root, name, number, changes),
      ...removals,
      touched(root, name, Object.fromEntries(aliases)),
    ],
  };
}

function transition(
  root: string,
  { name, version, stage, archiveExistingVersions }: Parameters<RegistryWrites["transitionModelVersionStage"]>[0],
): FileChanges {
  if (stage.trim() === "") throw new MlflowError("INTERNAL_ERROR", "The stage must not be an empty string.");
  const wanted = canonicalStage(stage);
  if (archiveExistingVersions && wanted !== "Staging" && wanted !== "Production") {
    throw new MlflowError(
      "INTERNAL_ERROR",
      `Model version transition cannot archive existing model versions because '${stage}' is not an Active stage. ` +
        "Valid stages are ['Staging', 'Production']",
    );
  }
  const { number } = openVersion(root, name, version);
  const now = Date.now();
  const replaced = archiveExistingVersions
    ? readVersions(root, name).filter(
        ({ version: other }) => other.currentStage === wanted && Number(other.version) !== number,
      )
    : [];
  const archived = replaced.map(({ version: other }) =>
    versionMetaChange(root, name, Number(other.version), { current_stage: "Archived", last_updated_timestamp: now }),
  );
  return {
    files: [
      ...archived,
      versionMetaChange(root, name, number, { current_stage: wanted, last_updated_timestamp: now }),
      touched(root, name),
    ],
  };
}
