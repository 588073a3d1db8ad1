import { listKeys } from "../../disk/keyFolder.ts";
import { readMetaFile } from "../../disk/metaFile.ts";
import { maxTextBytes, readText, reasonOf } from "../../disk/readFile.ts";
import { type Continuation, readLatest } from "../../metrics/latest.ts";
import {
  makeColumns,
  type MetricCells,
  metricLayout,
  reserve,
  rowLayout,
  type Rows,
  RowState,
  type TextCells,
  textLayout,
  trimmed,
} from "../table/columns.ts";
import { type Dictionary, makeDictionary } from "../table/dictionary.ts";
import { readLinks } from "./links.ts";
import { type RunMeta, runMeta, runningStatus, unreadableMeta } from "./meta.ts";
import { trusted } from "../../disk/stamps.ts";
import { stampFolders } from "./folderStamp.ts";

/** Folders of one experiment to be read, and how much of each. */
export interface ScanRequest {
  /** The experiment's folder. */
  folder: string;
  experimentId: string;
  names: readonly string[];
  /** Everything; else only meta.yaml. */
  withDetails: boolean;
}

/** What was read of the folders: row i is of `names[i]`. */
export interface RunChunk {
  rows: Rows;
  metrics: MetricCells;
  /** Of params and tags. */
  texts: TextCells;
  dictionary: string[];
}

/** The code of a text that is not kept, for its length: whoever needs it reads its file. */
export const longText = -2;
/** Texts up to this many bytes are kept. */
export const keptTextBytes = 4096;
/** The texts of a run are read whole up to this sum, and the first kilobytes of each beyond it. */
const maxRunTextBytes = 16 << 20;

/**
 * Reads runs, to be called inside `withYaml`. Whatever is damaged is told in the run's problems.
 *
 * @param continuations of long metric files by path, used and renewed
 */
export function scanRuns(request: ScanRequest, continuations = new Map<string, Continuation>()): RunChunk {
  const { folder, experimentId, names, withDetails } = request;
  const dictionary = makeDictionary();
  const rows = makeColumns(rowLayout, names.length);
  const metrics = makeColumns(metricLayout, withDetails ? names.length * 8 : 0);
  const texts = makeColumns(textLayout, withDetails ? names.length * 16 : 0);
  rows.length = names.length;
  const scan = { rows, metrics, texts, dictionary, continuations };
  for (let row = 0; row < names.length; row++) {
    const runFolder = `${folder}/${names[row]!}`;
    const readingTime = Date.now();
    scanMeta(scan, row, runFolder, names[row]!, experimentId, readingTime);
    if (withDetails && rows.state[row] === RowState.run) scanDetails(scan, row, runFolder, readingTime);
  }
  return {
    rows,
    metrics: trimmed(metrics, metricLayout),
    texts: trimmed(texts, textLayout),
    dictionary: dictionary.texts(),
  };
}

interface Scan {
  rows: Rows;
  metrics: MetricCells;
  texts: TextCells;
  dictionary: Dictionary;
  continuations: Map<string, Continuation>;
}

function scanMeta(
  scan: Scan,
  row: number,
  runFolder: string,
  runId: string,
  experimentId: string,
  readingTime: number,
) {
  const { rows, dictionary } = scan;
  rows.runName[row] = rows.userId[row] = rows.artifactUri[row] = rows.metaProblems[row] = -1;
  rows.links[row] = rows.problems[row] = -1;
  rows.readAt[row] = readingTime;
  rows.metaMtime[row] = rows.metaSize[row] = NaN;
  const path = `${runFolder}/meta.yaml`;
  const file = readMetaFile(path);
  if (file === undefined) {
    rows.state[row] = RowState.notARun;
    return;
  }
  const meta: RunMeta =
    file.meta === undefined ? unreadableMeta(`meta.yaml ${file.problem ?? "is empty"}.`) : runMeta(file.meta, runId);
  rows.metaMtime[row] = trusted(file.mtime, readingTime);
  rows.metaSize[row] = file.size;
  const isForeign = meta.experimentId !== undefined && meta.experimentId !== experimentId;
  rows.state[row] = isForeign ? RowState.ofOtherExperiment : RowState.run;
  rows.status[row] = meta.status;
  rows.isDeleted[row] = meta.stage === "deleted" ? 1 : 0;
  rows.startTime[row] = meta.startTime ?? NaN;
  rows.endTime[row] = meta.endTime ?? NaN;
  rows.runName[row] = codeOf(dictionary, meta.runName === "" ? undefined : meta.runName);
  rows.userId[row] = codeOf(dictionary, meta.userId);
  rows.artifactUri[row] = codeOf(dictionary, meta.artifactUri);
  rows.metaProblems[row] = codeOf(dictionary, meta.problems.length === 0 ? undefined : meta.problems.join("\n"));
}

function scanDetails(scan: Scan, row: number, runFolder: string, readingTime: number) {
  const { rows, metrics, texts, dictionary } = scan;
  const problems: string[] = [];
  const links = readLinks(runFolder, problems);
  const params = listKeys(`${runFolder}/params`);
  const tags = listKeys(`${runFolder}/tags`);
  const measured = listKeys(`${runFolder}/metrics`);
  for (const [kind, found] of [
    ["params", params],
    ["tags", tags],
    ["metrics", measured],
  ] as const) {
    for (const inner of found.folders) (links.folders ??= []).push(`${kind}/${inner}`);
    for (const problem of found.problems) problems.push(`${kind}: ${problem}`);
  }
  rows.hasDetails[row] = 1;
  rows.foldersStamp[row] = stampFolders(runFolder, links, readingTime);

  const budget = { left: maxRunTextBytes };
  rows.paramsStart[row] = texts.length;
  scanTexts(scan, runFolder, "params", params.keys, budget, readingTime, problems);
  rows.paramsCount[row] = texts.length - rows.paramsStart[row];
  rows.tagsStart[row] = texts.length;
  scanTexts(scan, runFolder, "tags", tags.keys, budget, readingTime, problems);
  rows.tagsCount[row] = texts.length - rows.tagsStart[row];
  rows.metricsStart[row] = metrics.length;
  scanMetrics(scan, runFolder, measured.keys, rows.status[row] === runningStatus, readingTime, problems);
  rows.metricsCount[row] = metrics.length - rows.metricsStart[row];

  rows.links[row] = Object.keys(links).length === 0 ? -1 : dictionary.code(JSON.stringify(links));
  rows.problems[row] = codeOf(dictionary, problems.length === 0 ? undefined : problems.join("\n"));
}

function scanTexts(
  scan: Scan,
  runFolder: string,
  kind: "params" | "tags",
  keys: readonly string[],
  budget: { left: number },
  readingTime: number,
  problems: string[],
) {
  const { texts, dictionary } = scan;
  reserve(texts, textLayout, keys.length);
  for (const key of keys) {
    try {
      const { text, mtime, size, problem } = readText(`${runFolder}/${kind}/${key}`, textLimit(budget.left));
      budget.left -= Math.min(size, maxTextBytes);
      if (problem !== undefined) problems.push(`${kind}/${key} ${problem}.`);
      const cell = texts.length++;
      texts.key[cell] = dictionary.code(key);
      texts.value[cell] = size > keptTextBytes ? longText : dictionary.code(text);
      texts.mtime[cell] = trusted(mtime, readingTime);
      texts.size[cell] = size;
    } catch (error) {
      problems.push(`${kind}/${key} ${reasonOf(error)}.`);
    }
  }
}

function textLimit(left: number): number {
  return Math.max(2 * keptTextBytes, Math.min(maxTextBytes, left));
}

function scanMetrics(
  scan: Scan,
  runFolder: string,
  keys: readonly string[],
  isRunning: boolean,
  readingTime: number,
  problems: string[],
) {
  const { metrics, dictionary, continuations } = scan;
  reserve(metrics, metricLayout, keys.length);
  for (const key of keys) {
    const path = `${runFolder}/metrics/${key}`;
    try {
      const { latest, mtime, size, problem, continuation } = readLatest(path, isRunning, continuations.get(path));
      if (problem !== undefined) problems.push(`Metric '${key}' is malformed: ${problem}.`);
      if (continuation !== undefined) continuations.set(path, continuation);
      if (latest === undefined) continue;
      const cell = metrics.length++;
      metrics.key[cell] = dictionary.code(key);
      metrics.value[cell] = latest.value;
      metrics.timestamp[cell] = latest.timestamp;
      metrics.step[cell] = latest.step;
      metrics.mtime[cell] = trusted(mtime, readingTime);
      metrics.size[cell] = size;
    } catch (error) {
      problems.push(`Metric '${key}' ${reasonOf(error)}.`);
    }
  }
}

function codeOf(dictionary: Dictionary, text: string | undefined): number {
  return text === undefined ? -1 : dictionary.code(alone(text));
}

/** A copy: a part of a text keeps the whole of it in memory. */
function alone(text: string): string {
  return Buffer.from(text).toString();
}
