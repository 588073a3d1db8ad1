import { join } from "node:path";
import { compareCodePoints } from "../../codePoints.ts";
import type { ModelStage, ModelVersion, RegisteredModel } from "../../entities.ts";
import { isFolder, metaFile } from "../context.ts";
import { type Meta, metaNumber, metaText } from "../disk/meta.ts";
import { readMetaFile } from "../disk/metaFile.ts";
import { namesInOrder } from "./directoryOrder.ts";
import { readTexts } from "./texts.ts";

// The registry's folders: `models/NAME/{meta.yaml,tags,aliases}` and below it `version-N/{meta.yaml,tags}`. All of it is
// read inside `withYaml`, and what is damaged becomes a problem of the entity.

/** A version that was deleted stays in its folder, and its number is not used again. */
export const deletedStage = "Deleted_Internal";

export function registryFolder(root: string): string {
  return join(root, "models");
}

/** Names of all models and prompts; a folder that holds neither a `meta.yaml` nor a version is none. */
export function listModelNames(root: string): string[] {
  const folder = registryFolder(root);
  return namesInOrder(folder).filter((name) => {
    const inner = namesInOrder(join(folder, name));
    return inner.includes(metaFile) || inner.some((child) => versionNumber(child) !== undefined);
  });
}

/** @returns undefined where there is no such folder */
export function readModel(root: string, name: string): RegisteredModel | undefined {
  const folder = join(registryFolder(root), name);
  if (!isFolder(folder)) return undefined;
  const problems: string[] = [];
  const meta = readMeta(folder, name, problems);
  return withProblems(
    {
      name,
      description: metaText(meta, "description"),
      tags: readTexts(join(folder, "tags"), "The tag", problems),
      aliases: readAliases(root, name, problems),
      creationTimestamp: time(meta, "creation_timestamp", problems),
      lastUpdatedTimestamp: time(meta, "last_updated_timestamp", problems),
    },
    problems,
  );
}

/** alias → version; `aliases/` is the truth, what `meta.yaml` says of them a copy. */
export function readAliases(root: string, name: string, problems: string[] = []): Record<string, string> {
  const aliases = readTexts(join(registryFolder(root), name, "aliases"), "The alias", problems);
  return Object.fromEntries(Object.entries(aliases).map(([alias, version]) => [alias, version.trim()]));
}

/** What a file store knows of a version besides the entity. */
export interface StoredVersion {
  version: ModelVersion;
  /** Where its files are; MLflow prefers it to the source. */
  storageLocation?: string;
  isDeleted: boolean;
}

/** All versions of a model, deleted ones too, in ascending order. */
export function readVersions(root: string, name: string): StoredVersion[] {
  const folder = join(registryFolder(root), name);
  const aliases = readAliases(root, name);
  return versionNumbers(root, name).flatMap((number) => readVersionFolder(folder, name, number, aliases) ?? []);
}

/** Numbers of all versions, deleted ones too, in ascending order. */
export function versionNumbers(root: string, name: string): number[] {
  return namesInOrder(join(registryFolder(root), name))
    .flatMap((child) => versionNumber(child) ?? [])
    .sort((a, b) => a - b);
}

/** @returns undefined where there is no such folder */
export function readVersion(root: string, name: string, number: number): StoredVersion | undefined {
  return readVersionFolder(join(registryFolder(root), name), name, number, readAliases(root, name));
}

export function versionFolder(root: string, name: string, number: number): string {
  return join(registryFolder(root), name, `version-${number}`);
}

function readVersionFolder(
  modelFolder: string,
  name: string,
  number: number,
  modelAliases: Record<string, string>,
): StoredVersion | undefined {
  const folder = join(modelFolder, `version-${number}`);
  if (!isFolder(folder)) return undefined;
  const problems: string[] = [];
  const version = String(number);
  const meta = readMeta(folder, name, problems);
  const named = metaText(meta, "version");
  if (named !== undefined && named.trim() !== version) problems.push(`${metaFile} names another version, ${named}.`);
  const stage = metaText(meta, "current_stage") ?? "None";
  const aliases = Object.keys(modelAliases).filter((alias) => modelAliases[alias] === version);
  return {
    storageLocation: metaText(meta, "storage_location"),
    isDeleted: stage === deletedStage,
    version: withProblems(
      {
        name,
        version,
        currentStage: stage as ModelStage,
        description: metaText(meta, "description"),
        runId: metaText(meta, "run_id"),
        source: metaText(meta, "source"),
        status: metaText(meta, "status") ?? "READY",
        statusMessage: metaText(meta, "status_message"),
        userId: metaText(meta, "user_id"),
        modelId: metaText(meta, "model_id"),
        runLink: metaText(meta, "run_link"),
        tags: readTexts(join(folder, "tags"), "The tag", problems),
        aliases: aliases.sort(compareCodePoints),
        creationTimestamp: time(meta, "creation_timestamp", problems),
        lastUpdatedTimestamp: time(meta, "last_updated_timestamp", problems),
      },
      problems,
    ),
  };
}

/** The number of a version's folder; other folders of a model are none of its versions. */
function versionNumber(folderName: string): number | undefined {
  const digits = /^version-(0|[1-9]\d{0,14})$/.exec(folderName)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function readMeta(folder: string, name: string, problems: string[]): Meta {
  const { meta, problem } = readMetaFile(join(folder, metaFile)) ?? { problem: "is missing" };
  if (problem !== undefined) problems.push(`${metaFile} ${problem}.`);
  const named = meta === undefined ? undefined : metaText(meta, "name");
  if (named !== undefined && named !== name) problems.push(`${metaFile} names another model, ${named}.`);
  return meta ?? new Map<string, never>();
}

function time(meta: Meta, key: string, problems: string[]): number | undefined {
  const value = metaNumber(meta, key);
  if (value === undefined || Number.isFinite(value)) return value;
  problems.push(`${metaFile} has a ${key} that is not a number.`);
  return undefined;
}

function withProblems<T extends RegisteredModel | ModelVersion>(entity: T, problems: string[]): T {
  return problems.length === 0 ? entity : { ...entity, problems };
}
