import { readdirSync } from "node:fs";
import { join } from "node:path";
import { listExperimentFolders, metaFile } from "../context.ts";
import { listKeys } from "../disk/keyFolder.ts";
import { statOf } from "../disk/stamps.ts";

// What shows by stats alone whether something changed that is not kept in tables: experiments, and registered models.

/** Experiments with their folders, meta files and tags. */
export function experimentsSignature(root: string): string {
  return listExperimentFolders(root)
    .map(({ path }) => `${path}:${stampOf(join(path, metaFile))}:${tagsStamp(join(path, "tags"))}`)
    .join("\n");
}

/** By name of the registered model: MLflow rewrites its meta.yaml with every change of it, but not of a version's text. */
export function modelSignatures(root: string): Map<string, string> {
  const signatures = new Map<string, string>();
  for (const name of modelNames(root)) {
    const folder = join(root, "models", name);
    const versions = namesIn(folder).filter((inner) => inner.startsWith("version-"));
    const parts = [
      stampOf(join(folder, metaFile)),
      tagsStamp(join(folder, "tags")),
      tagsStamp(join(folder, "aliases")),
      ...versions.map((version) => {
        const path = join(folder, version);
        return `${version}:${stampOf(join(path, metaFile))}:${tagsStamp(join(path, "tags"))}`;
      }),
    ];
    signatures.set(name, parts.join());
  }
  return signatures;
}

export function modelNames(root: string): string[] {
  return namesIn(join(root, "models"));
}

/** By experiment's folder: when traces came or went. */
export function tracesStamp(experimentFolder: string): string {
  return stampOf(join(experimentFolder, "traces"));
}

function tagsStamp(folder: string): string {
  const keys = statOf(folder) === undefined ? [] : listKeys(folder).keys;
  return keys.map((key) => `${key}=${stampOf(join(folder, key))}`).join();
}

function stampOf(path: string): string {
  const stat = statOf(path);
  return stat === undefined ? "" : `${stat.mtimeMs}/${stat.size}/${stat.ino}`;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // MLflow 1 has no registry, and a file may lie in the place of a folder.
    return [];
  }
}
