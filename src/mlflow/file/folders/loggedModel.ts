import { join } from "node:path";
import type { LoggedModel, LoggedModelMetric } from "../../entities.ts";
import { doesNotExist, type MlflowError } from "../../errors.ts";
import { type ExperimentFolder, isFolder, listExperimentFolders, metaFile } from "../context.ts";
import { listKeys } from "../disk/keyFolder.ts";
import { type Meta, metaNumber, metaText } from "../disk/meta.ts";
import { readMetaFile } from "../disk/metaFile.ts";
import { isMissing, readText, reasonOf } from "../disk/readFile.ts";
import { pythonFloat, pythonInt } from "../metrics/lines.ts";
import { keysInOrder, namesInOrder } from "./directoryOrder.ts";
import { readTexts } from "./texts.ts";

// Logged models of MLflow 3: `EID/models/m-HEX32/{meta.yaml,tags,params,metrics,artifacts}`.

export interface LoggedModelFolder {
  modelId: string;
  path: string;
  experiment: ExperimentFolder;
}

/** `LoggedModelStatus` by its number in the file. */
const statuses = ["UNSPECIFIED", "PENDING", "READY", "FAILED"];
const maxMetricBytes = 16 << 20;

/** Folders of an experiment's logged models, in the order of the directory. */
export function listLoggedModelFolders(experiment: ExperimentFolder): LoggedModelFolder[] {
  const models = join(experiment.path, "models");
  return namesInOrder(models)
    .map((modelId) => ({ modelId, path: join(models, modelId), experiment }))
    .filter(({ path }) => isFolder(path));
}

/** @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export function findLoggedModelFolder(root: string, modelId: string): LoggedModelFolder {
  if (/^[\p{L}\p{N}_.-]+$/u.test(modelId) && !/^\.+$/.test(modelId)) {
    for (const experiment of listExperimentFolders(root)) {
      const path = join(experiment.path, "models", modelId);
      if (isFolder(path)) return { modelId, path, experiment };
    }
  }
  throw modelNotFound(modelId);
}

export function modelNotFound(modelId: string): MlflowError {
  return doesNotExist(`Model '${modelId}' not found`);
}

/**
 * Reads a logged model, to be called inside `withYaml`.
 *
 * @returns undefined for a folder without `meta.yaml`, which is none, and for a deleted model
 */
export function readLoggedModel({ modelId, path, experiment }: LoggedModelFolder): LoggedModel | undefined {
  const file = readMetaFile(join(path, metaFile));
  if (file === undefined) return undefined;
  const problems = file.problem === undefined ? [] : [`${metaFile} ${file.problem}.`];
  const meta: Meta = file.meta ?? new Map<string, never>();
  if (metaText(meta, "lifecycle_stage") === "deleted") return undefined;
  const named = metaText(meta, "model_id");
  if (named !== undefined && named !== modelId) problems.push(`${metaFile} names another model, ${named}.`);
  const model: LoggedModel = {
    modelId,
    name: metaText(meta, "name") ?? "",
    // Another than the folder's is for the caller to refuse.
    experimentId: metaText(meta, "experiment_id") ?? experiment.experimentId,
    sourceRunId: metaText(meta, "source_run_id"),
    modelType: metaText(meta, "model_type"),
    status: statuses[metaNumber(meta, "status") ?? 0] ?? "UNSPECIFIED",
    artifactLocation: metaText(meta, "artifact_location"),
    tags: readTexts(join(path, "tags"), "The tag", problems),
    params: readTexts(join(path, "params"), "The parameter", problems),
    metrics: readMetrics(join(path, "metrics"), problems),
    creationTimestamp: metaNumber(meta, "creation_timestamp"),
    lastUpdatedTimestamp: metaNumber(meta, "last_updated_timestamp"),
  };
  return problems.length === 0 ? model : { ...model, problems };
}

function readMetrics(folder: string, problems: string[]): LoggedModelMetric[] {
  const listed = listKeys(folder);
  problems.push(...listed.problems);
  return keysInOrder(folder, listed.keys).flatMap((key) => {
    try {
      const { text, problem } = readText(join(folder, key), maxMetricBytes);
      if (problem !== undefined) problems.push(`The metric ${key} ${problem}.`);
      return latestOf(key, text, problems);
    } catch (error) {
      if (!isMissing(error)) problems.push(`The metric ${key} ${reasonOf(error)}.`);
      return [];
    }
  });
}

/** Of each data set, named or none, the greatest by (step, timestamp, value), as MLflow takes it. */
function latestOf(key: string, text: string, problems: string[]): LoggedModelMetric[] {
  const latest = new Map<string, LoggedModelMetric>();
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  if (lines.length === 0) problems.push(`The metric ${key} is empty.`);
  for (const [i, line] of lines.entries()) {
    const point = parseLine(key, line);
    if (point === undefined) {
      problems.push(`The metric ${key} cannot be read in line ${i + 1}.`);
      continue;
    }
    const group = JSON.stringify([point.datasetName, point.datasetDigest]);
    const best = latest.get(group);
    if (best === undefined || isGreater(point, best)) latest.set(group, point);
  }
  return [...latest.values()];
}

/** `timestamp value step runId [datasetName datasetDigest]`; a data set's name may hold spaces, which MLflow fails on. */
function parseLine(key: string, line: string): LoggedModelMetric | undefined {
  const [time = "", number = "", count = "", runId, ...dataset] = line.trim().split(" ");
  const timestamp = pythonInt(time);
  const value = pythonFloat(number);
  const step = pythonInt(count);
  if (timestamp === undefined || value === undefined || step === undefined || runId === undefined) return undefined;
  const point = { key, value, timestamp, step, runId };
  if (dataset.length === 0) return point;
  if (dataset.length === 1) return undefined;
  return { ...point, datasetName: dataset.slice(0, -1).join(" "), datasetDigest: dataset.at(-1) };
}

/** Python's comparison of tuples: where NaN meets anything, neither is greater. */
function isGreater(a: LoggedModelMetric, b: LoggedModelMetric): boolean {
  if (a.step !== b.step) return a.step > b.step;
  return a.timestamp === b.timestamp ? a.value > b.value : a.timestamp > b.timestamp;
}
