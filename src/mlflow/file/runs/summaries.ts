import { setImmediate } from "node:timers/promises";
import { systemError } from "../../errors.ts";
import { metricSummaries, type SummaryKind, summaryKinds } from "../../metricSummary.ts";
import { type NumberColumn } from "../../store.ts";
import { isValidKey } from "../disk/keyFolder.ts";
import { statOf, trusted } from "../disk/stamps.ts";
import { readHistory } from "../metrics/history.ts";
import { type RunRow } from "./row.ts";
import { runFolder, type RunsTable } from "./table/table.ts";

/** What the histories of a metric came down to when they were read, by row of the table. */
interface KnownSummaries {
  /** NaN, which equals nothing, where the file was not read or too young to be trusted. */
  mtime: Float64Array;
  size: Float64Array;
  values: Record<SummaryKind, NumberColumn>;
}

/** So many metrics of an experiment are remembered; the one used least lately goes first. */
const maxKeys = 8;
/** For so long the store answers nobody else. */
const sliceMs = 12;

const known = new WeakMap<RunsTable, Map<string, KnownSummaries>>();

/** Reads the histories that changed since they were last summed up. */
export async function summaryColumns(
  window: readonly RunRow[],
  asked: readonly { kind: SummaryKind; key: string }[],
): Promise<(column: { kind: SummaryKind; key: string }) => NumberColumn> {
  const answers = new Map<string, Record<SummaryKind, NumberColumn>>();
  let pause = performance.now();
  for (const key of new Set(asked.map((column) => column.key))) {
    const answer = emptySummaries(window.length);
    answers.set(key, answer);
    if (!isValidKey(key)) continue;
    for (const [place, { searched, row }] of window.entries()) {
      const summaries = summariesOf(searched.table, key);
      bringUpToDate(summaries, searched.table, row, key);
      copyRow(answer, place, summaries.values, row);
      if (performance.now() - pause < sliceMs) continue;
      await setImmediate();
      pause = performance.now();
    }
  }
  return ({ kind, key }) => {
    const { values, present } = answers.get(key)![kind];
    // Buffers are transferred, each but once.
    return { kind: "number", values: values.slice(), present: present.slice() };
  };
}

function summariesOf(table: RunsTable, key: string): KnownSummaries {
  const byKey = known.get(table) ?? new Map<string, KnownSummaries>();
  known.set(table, byKey);
  let summaries = byKey.get(key);
  const rows = table.names.length;
  if (summaries === undefined || summaries.mtime.length < rows) {
    const grown = { mtime: unread(rows), size: unread(rows), values: emptySummaries(rows) };
    if (summaries !== undefined) {
      grown.mtime.set(summaries.mtime);
      grown.size.set(summaries.size);
      for (const kind of summaryKinds) {
        grown.values[kind].values.set(summaries.values[kind].values);
        grown.values[kind].present.set(summaries.values[kind].present);
      }
    }
    summaries = grown;
  }
  byKey.delete(key);
  byKey.set(key, summaries);
  for (const oldest of byKey.keys()) {
    if (byKey.size <= maxKeys) break;
    byKey.delete(oldest);
  }
  return summaries;
}

function unread(rows: number): Float64Array {
  return new Float64Array(rows).fill(NaN);
}

function emptySummaries(length: number): Record<SummaryKind, NumberColumn> {
  const column = (): NumberColumn => {
    return { kind: "number", values: new Float64Array(length), present: new Uint8Array(length) };
  };
  return { min: column(), max: column(), mean: column(), minSteps: column(), maxSteps: column() };
}

function bringUpToDate(summaries: KnownSummaries, table: RunsTable, row: number, key: string): void {
  const path = `${runFolder(table, row)}/metrics/${key}`;
  const readingTime = Date.now();
  const stat = statOf(path);
  if (stat !== undefined && stat.mtimeMs === summaries.mtime[row] && stat.size === summaries.size[row]) return;
  const one = metricSummaries(1);
  // A missing file is the rule where runs log different metrics: to open it would cost more than the look did.
  const history = stat === undefined ? undefined : read(path);
  history?.values.forEach((value, point) => one.add(0, value, history.steps[point]!));
  for (const kind of summaryKinds) copyColumn(summaries.values[kind], row, one.column(kind), 0);
  summaries.mtime[row] = history === undefined ? NaN : trusted(history.mtime, readingTime);
  summaries.size[row] = history?.size ?? NaN;
}

function read(path: string): ReturnType<typeof readHistory> {
  try {
    return readHistory(path);
  } catch (error) {
    throw systemError(`Could not read ${path}`, error);
  }
}

function copyRow(
  to: Record<SummaryKind, NumberColumn>,
  place: number,
  from: Record<SummaryKind, NumberColumn>,
  row: number,
): void {
  for (const kind of summaryKinds) copyColumn(to[kind], place, from[kind], row);
}

function copyColumn(to: NumberColumn, place: number, from: NumberColumn, row: number): void {
  to.values[place] = from.values[row]!;
  to.present[place] = from.present[row]!;
}
