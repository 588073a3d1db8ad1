import { readdirSync } from "node:fs";
import { join } from "node:path";
import { localArtifacts } from "../artifacts/local.ts";
import { artifactRoot, type ArtifactSource } from "../artifacts/root.ts";
import { doesNotExist } from "../errors.ts";
import type { ArtifactReads } from "../store.ts";
import { canonicalStage } from "../validation.ts";
import { type FileStoreContext, findRunFolder, metaFile } from "./context.ts";
import { metaText, withYaml, YamlNeeded } from "./disk/meta.ts";
import { readMetaFile } from "./disk/metaFile.ts";
import { findLoggedModelFolder } from "./folders/loggedModel.ts";
import { existingVersion } from "./registry.ts";
import { readAliases, readVersions } from "./folders/registry.ts";

/** Artifacts of a file store, beside its runs or wherever its experiments put them. */
export function fileArtifacts(context: FileStoreContext): ArtifactReads {
  const source = fileArtifactSource(context);
  return localArtifacts((owner) => withYaml(() => artifactRoot(source, owner)));
}

/** To be used inside `withYaml`. */
export function fileArtifactSource(context: FileStoreContext): ArtifactSource {
  const { root, options } = context;
  return {
    folder: root,
    artifactRoots: options.artifactRoots,
    run: (runId) => placeIn(findRunFolder(context, runId).path, "artifact_uri"),
    loggedModel: (modelId) => placeIn(findLoggedModelFolder(root, modelId).path, "artifact_location"),
    modelVersion: (name, version) => {
      const { version: stored, storageLocation } = existingVersion(root, name, version);
      return { source: stored.source, storageLocation, modelId: stored.modelId };
    },
    findVersion: (name, { alias, stage }) => findVersion(root, name, alias, stage),
    outputModels: (runId) => outputModels(context, runId),
  };
}

function placeIn(folder: string, uriKey: string): { uri: string | undefined; folder: string } {
  const meta = readMetaFile(join(folder, metaFile))?.meta;
  return { uri: meta === undefined ? undefined : metaText(meta, uriKey), folder: join(folder, "artifacts") };
}

function findVersion(root: string, name: string, alias: string | undefined, stage: string | undefined): string {
  const aliases = alias === undefined ? {} : readAliases(root, name);
  if (alias !== undefined && alias.toLowerCase() !== "latest") {
    const version = Object.hasOwn(aliases, alias) ? aliases[alias] : undefined;
    if (version === undefined) throw doesNotExist(`Registered model alias ${alias} not found.`);
    return version;
  }
  const wanted = stage === undefined ? undefined : canonicalStage(stage);
  const versions = readVersions(root, name).filter(
    ({ isDeleted, version }) => !isDeleted && (wanted === undefined || version.currentStage === wanted),
  );
  const latest = versions.at(-1)?.version.version;
  if (latest !== undefined) return latest;
  throw doesNotExist(
    `No versions of model with name '${name}'${stage === undefined ? "" : ` and stage '${stage}'`} found`,
  );
}

/** The folders of `RUN/outputs` are named for the models; their names are in the models' own files. */
function outputModels(context: FileStoreContext, runId: string): { modelId: string; name: string }[] {
  let modelIds: string[];
  try {
    modelIds = readdirSync(join(findRunFolder(context, runId).path, "outputs"));
  } catch {
    // A run of MLflow 1 or 2, or none at all.
    return [];
  }
  return modelIds.flatMap((modelId) => {
    try {
      const meta = readMetaFile(join(findLoggedModelFolder(context.root, modelId).path, metaFile))?.meta;
      const name = meta === undefined ? undefined : metaText(meta, "name");
      return name === undefined ? [] : [{ modelId, name }];
    } catch (error) {
      if (error instanceof YamlNeeded) throw error;
      // The model did not come along.
      return [];
    }
  });
}
