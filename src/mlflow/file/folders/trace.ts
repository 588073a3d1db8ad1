import { join } from "node:path";
import type { Assessment, TraceInfo } from "../../entities.ts";
import { doesNotExist } from "../../errors.ts";
import { decodeAssessment, decodeTraceInfo } from "../../trace.ts";
import { parseAssessmentYaml } from "./assessmentYaml.ts";
import { namesInOrder } from "./directoryOrder.ts";
import { type ExperimentFolder, isFolder, listExperimentFolders } from "../context.ts";
import { isValidKey } from "../disk/keyFolder.ts";
import { type Meta, type MetaValue, YamlNeeded } from "../disk/meta.ts";
import { readMetaFile } from "../disk/metaFile.ts";
import { isMissing, readText, reasonOf } from "../disk/readFile.ts";
import { readTexts } from "./texts.ts";

// Traces: `EID/traces/TID/{trace_info.yaml,tags,request_metadata,assessments,artifacts/traces.json}`.

export interface TraceFolder {
  traceId: string;
  path: string;
  experiment: ExperimentFolder;
}

export const traceInfoFile = "trace_info.yaml";
export const assessmentsFolder = "assessments";

/** Inputs and outputs of a trace may be a metadata of any length. */
const maxTextBytes = 4 << 20;

/** Folders of an experiment's traces, in the order of the directory. */
export function listTraceFolders(experiment: ExperimentFolder): TraceFolder[] {
  const traces = join(experiment.path, "traces");
  return namesInOrder(traces).map((traceId) => ({ traceId, path: join(traces, traceId), experiment }));
}

/** @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export function findTraceFolder(root: string, traceId: string): TraceFolder {
  if (/^[\p{L}\p{N}_.-]+$/u.test(traceId) && !/^\.+$/.test(traceId)) {
    for (const experiment of listExperimentFolders(root)) {
      const path = join(experiment.path, "traces", traceId);
      if (isFolder(path)) return { traceId, path, experiment };
    }
  }
  throw doesNotExist(`Trace with ID '${traceId}' not found`);
}

/**
 * What `trace_info.yaml` says, without tags, metadata and assessments; to be called inside `withYaml`.
 *
 * @returns undefined for a folder without one, which MLflow skips; a damaged one is a trace with problems
 */
export function readTraceHead({ traceId, path, experiment }: TraceFolder): TraceInfo | undefined {
  const file = readMetaFile(join(path, traceInfoFile));
  if (file === undefined) return undefined;
  const problems = file.problem === undefined ? [] : [`${traceInfoFile} ${file.problem}.`];
  const parts = { tags: {}, metadata: {}, assessments: [] };
  const unreadable: TraceInfo = {
    traceId,
    experimentId: experiment.experimentId,
    status: "STATE_UNSPECIFIED",
    timestampMs: 0,
    ...parts,
  };
  if (file.meta === undefined) return { ...unreadable, problems };
  try {
    const info = decodeTraceInfo(plain(file.meta), parts);
    if (info.traceId !== traceId) problems.push(`${traceInfoFile} names another trace, ${info.traceId}.`);
    const named = { ...info, traceId, experimentId: info.experimentId || experiment.experimentId };
    return problems.length === 0 ? named : { ...named, problems };
  } catch (error) {
    return { ...unreadable, problems: [...problems, `${traceInfoFile} is damaged. ${(error as Error).message}`] };
  }
}

/** The head with everything that lies beside it. */
export function completeTrace(head: TraceInfo, path: string): TraceInfo {
  const problems = [...(head.problems ?? [])];
  const metadata = readTexts(join(path, "request_metadata"), "The metadata", problems, maxTextBytes);
  const info: TraceInfo = {
    ...head,
    // MLflow 2 kept both in the metadata alone.
    requestPreview: head.requestPreview ?? metadata["mlflow.traceInputs"],
    responsePreview: head.responsePreview ?? metadata["mlflow.traceOutputs"],
    metadata,
    tags: readTexts(join(path, "tags"), "The tag", problems, maxTextBytes),
    assessments: readAssessments(path, problems),
  };
  return problems.length === 0 ? info : { ...info, problems };
}

/** One tag or metadata, for a filter that names it. */
export function readTraceText(path: string, kind: "tags" | "request_metadata", key: string): string | undefined {
  if (!isValidKey(key)) return undefined;
  try {
    return readText(join(path, kind, key), maxTextBytes).text;
  } catch {
    // It has none.
    return undefined;
  }
}

function readAssessments(path: string, problems: string[]): Assessment[] {
  const folder = join(path, assessmentsFolder);
  return namesInOrder(folder).flatMap((name) => {
    try {
      return decodeAssessment(parseAssessmentYaml(readText(join(folder, name)).text));
    } catch (error) {
      if (error instanceof YamlNeeded) throw error;
      const isSystems = (error as NodeJS.ErrnoException).code !== undefined;
      if (!isMissing(error)) {
        problems.push(
          `The assessment ${name} ${isSystems ? reasonOf(error) : `is damaged. ${(error as Error).message}`}`,
        );
      }
      return [];
    }
  });
}

function plain(meta: Meta): Record<string, unknown> {
  return Object.fromEntries([...meta].map(([key, value]) => [key, plainValue(value)]));
}

function plainValue(value: MetaValue): unknown {
  if (value instanceof Map) return plain(value);
  return Array.isArray(value) ? value.map(plainValue) : value;
}
