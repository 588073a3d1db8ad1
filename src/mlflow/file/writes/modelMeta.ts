import { join } from "node:path";
import { metaFile } from "../context.ts";
import { existingModel, existingVersion } from "../registry.ts";
import { readAliases, registryFolder, type StoredVersion, versionFolder } from "../folders/registry.ts";
import type { FileChange } from "./fileChanges.ts";
import { editMeta, type MetaChanges, openMeta } from "./metaEdit.ts";

/**
 * What changes in a registered model's `meta.yaml`. MLflow writes it after every change below it, with a new time and a
 * copy of the aliases.
 *
 * @param aliases as they are afterwards; as they are now if absent
 */
export function modelMetaChange(
  root: string,
  name: string,
  changes: MetaChanges,
  aliases: Record<string, string> = readAliases(root, name),
): FileChange {
  const owner = join(registryFolder(root), name);
  const path = join(owner, metaFile);
  return { owner, path, content: editMeta(openMeta(path).text, { ...changes, aliases }) };
}

export function versionMetaChange(root: string, name: string, number: number, changes: MetaChanges): FileChange {
  const owner = versionFolder(root, name, number);
  const path = join(owner, metaFile);
  return { owner, path, content: editMeta(openMeta(path).text, changes) };
}

/** @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export function modelFolder(root: string, name: string): string {
  existingModel(root, name);
  return join(registryFolder(root), name);
}

/** @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export function openVersion(root: string, name: string, version: string): StoredVersion & { number: number } {
  const found = existingVersion(root, name, version);
  return { ...found, number: Number(found.version.version) };
}
