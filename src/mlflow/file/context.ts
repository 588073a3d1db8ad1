import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { doesNotExist, invalidParameter } from "../errors.ts";
import type { Change, OpenOptions } from "../store.ts";

// What every topic of a file store shares: where it lies, whether it may be written, and whom to tell of a write.
// Folders are always looked up on the disk: another process may have moved them a moment ago.

export interface FileStoreContext {
  readonly uri: string;
  /** The store's folder as it was given (`…/mlruns`), absolute; it may be a link. */
  readonly root: string;
  readonly options: OpenOptions;
  /** Why writes are refused; `undefined` where they are possible. */
  readonly readOnlyReason: string | undefined;
  /** To be called after a write of this process: what was known of it is read anew, and who watches is told. */
  changed(changes: readonly Change[]): void;
}

export interface ExperimentFolder {
  experimentId: string;
  path: string;
  /** True below `.trash/`: MLflow moves a deleted experiment there. */
  isTrashed: boolean;
}

export interface RunFolder {
  runId: string;
  path: string;
  experiment: ExperimentFolder;
}

export const trashFolder = ".trash";
export const metaFile = "meta.yaml";
/** Folders of the root that are no experiments. */
const reservedInRoot: ReadonlySet<string> = new Set([trashFolder, "models"]);
/** Folders of an experiment that are no runs (`FileStore.RESERVED_EXPERIMENT_FOLDERS`). */
export const reservedInExperiment: ReadonlySet<string> = new Set(["tags", "datasets", "traces", "models"]);

const experimentIdPattern = /^[a-zA-Z0-9][\p{L}\p{N}_-]{0,63}$/u;
const runIdPattern = /^[a-zA-Z0-9][\p{L}\p{N}_-]{0,255}$/u;

/** @throws MlflowError INVALID_PARAMETER_VALUE, as `_validate_experiment_id` does */
export function checkExperimentId(experimentId: string): void {
  if (!experimentIdPattern.test(experimentId)) throw invalidParameter(`Invalid experiment ID: '${experimentId}'`);
}

/** @throws MlflowError INVALID_PARAMETER_VALUE, as `_validate_run_id` does */
export function checkRunId(runId: string): void {
  if (!runIdPattern.test(runId)) {
    throw invalidParameter(`Invalid value ${asciiJson(runId)} for parameter 'run_id' supplied.`);
  }
}

export function isExperimentId(name: string): boolean {
  return experimentIdPattern.test(name);
}

export function isRunId(name: string): boolean {
  return runIdPattern.test(name);
}

/** Every folder that could be an experiment's, those of the root first; whether one has a `meta.yaml` is not looked at. */
export function listExperimentFolders(root: string): ExperimentFolder[] {
  return [
    ...foldersBelow(root, (name) => !reservedInRoot.has(name)).map((name) => experimentFolder(root, name, false)),
    ...foldersBelow(join(root, trashFolder)).map((name) => experimentFolder(root, name, true)),
  ];
}

/**
 * The folders with that id: the one that MLflow uses first. There are two where stores were merged, one with the runs
 * of a deleted experiment of the same id.
 *
 * @throws MlflowError INVALID_PARAMETER_VALUE for an impossible id
 */
export function findExperimentFolders(context: { root: string }, experimentId: string): ExperimentFolder[] {
  checkExperimentId(experimentId);
  if (reservedInRoot.has(experimentId)) return [];
  return [false, true]
    .map((isTrashed) => experimentFolder(context.root, experimentId, isTrashed))
    .filter(({ path }) => isFolder(path));
}

/**
 * Where a run lies, active or deleted. Other than MLflow it need not have all of its sub-folders, which Git loses, and
 * a folder that is listed as a run is found whatever its name.
 *
 * @throws MlflowError INVALID_PARAMETER_VALUE for an impossible id, RESOURCE_DOES_NOT_EXIST where there is no such run
 */
export function findRunFolder(context: { root: string }, runId: string): RunFolder {
  if (!/^\.*$|[\\/]/.test(runId) && !reservedInExperiment.has(runId)) {
    for (const experiment of listExperimentFolders(context.root)) {
      const path = join(experiment.path, runId);
      if (isThere(join(path, metaFile))) return { runId, path, experiment };
    }
  }
  checkRunId(runId);
  throw doesNotExist(`Run '${runId}' not found`);
}

/**
 * What a path inside the store belongs to, by its place alone; `undefined` outside of any experiment.
 */
export function ownerOfPath(
  root: string,
  path: string,
): { experiment: ExperimentFolder; runId?: string; rest: string[] } | undefined {
  if (!path.startsWith(root) || !/^[\\/]/.test(path.slice(root.length))) return undefined;
  const parts = path
    .slice(root.length)
    .split(/[\\/]/)
    .filter((part) => part !== "");
  const isTrashed = parts[0] === trashFolder;
  if (isTrashed) parts.shift();
  const [experimentId, child, ...rest] = parts;
  if (experimentId === undefined || (!isTrashed && reservedInRoot.has(experimentId))) return undefined;
  const experiment = experimentFolder(root, experimentId, isTrashed);
  if (child === undefined) return { experiment, rest: [] };
  if (reservedInExperiment.has(child) || !isRunId(child)) return { experiment, rest: [child, ...rest] };
  return { experiment, runId: child, rest };
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A link that leads to itself, a name too long or with a zero in it.
    return false;
  }
}

/** Text as Python's `json.dumps` writes it in messages. */
export function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    // A link that leads to itself, or a folder that may not be entered.
    return false;
  }
}

export function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    // A part of the path is itself a file, as where one tag's key begins another's.
    return false;
  }
}

function experimentFolder(root: string, experimentId: string, isTrashed: boolean): ExperimentFolder {
  return {
    experimentId,
    path: isTrashed ? join(root, trashFolder, experimentId) : join(root, experimentId),
    isTrashed,
  };
}

/** Names in the order of the directory, which is the order of MLflow's lists before they are sorted. */
function foldersBelow(path: string, isWanted: (name: string) => boolean = () => true): string[] {
  let names: string[];
  try {
    names = readdirSync(path);
  } catch {
    // The trash is made when something is first deleted.
    return [];
  }
  return names.filter((name) => isWanted(name) && isFolder(join(path, basename(name))));
}
