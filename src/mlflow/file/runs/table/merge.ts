import { type MetricCells, metricLayout, reserve, RowState, type TextCells, textLayout } from "./columns.ts";
import { type KeyKind } from "./keyColumns.ts";
import { type RunChunk } from "../scan/scan.ts";
import { cellKinds, dropDetails, type RunsTable } from "./table.ts";

/** The table's codes for those of a chunk. */
interface Recode {
  key(code: number): number;
  /** @param former the code at the same place so far, which stays where the text does */
  value(code: number, former: number): number;
}

/**
 * Takes over what was read of some rows.
 *
 * @param rowNumbers row i of the chunk is row `rowNumbers[i]` of the table
 * @returns those of the rows whose content differs from what was known; details that were not known do not differ
 */
export function mergeChunk(table: RunsTable, rowNumbers: ArrayLike<number>, chunk: RunChunk): number[] {
  const keyCodes = new Int32Array(chunk.dictionary.length).fill(-1);
  const recode: Recode = {
    key: (code) => {
      if (keyCodes[code] === -1) keyCodes[code] = table.keys.code(chunk.dictionary[code]!);
      return keyCodes[code]!;
    },
    value: valueCodes(table, chunk.dictionary),
  };
  const changed: number[] = [];
  reserve(table.metrics, metricLayout, chunk.metrics.length);
  reserve(table.texts, textLayout, chunk.texts.length);
  for (let i = 0; i < chunk.rows.length; i++) {
    const row = rowNumbers[i]!;
    // A folder may have gone while it was read, or another thread may have read it later.
    if (table.rows.state[row] === RowState.gone || chunk.rows.readAt[i]! < table.rows.readAt[row]!) continue;
    table.rows.readAt[row] = chunk.rows.readAt[i]!;
    const isStillNone = table.rows.state[row] === RowState.unknown && chunk.rows.state[i] === RowState.notARun;
    let isChanged = mergeMeta(table, row, chunk, i, recode) && !isStillNone;
    if (chunk.rows.hasDetails[i] === 1) isChanged = mergeDetails(table, row, chunk, i, recode) || isChanged;
    else if (chunk.rows.state[i] !== RowState.run) dropDetails(table, row);
    if (isChanged) changed.push(row);
  }
  if (table.unusedCells > 1000 && table.unusedCells * 2 > table.metrics.length + table.texts.length) compact(table);
  // Be it only for the stamps.
  table.isUnsaved = true;
  return changed;
}

const metaNumbers = ["state", "status", "isDeleted", "startTime", "endTime"] as const;
const metaTexts = ["runName", "userId", "artifactUri", "metaProblems"] as const;

function mergeMeta(table: RunsTable, row: number, chunk: RunChunk, i: number, recode: Recode): boolean {
  const { rows } = table;
  let isChanged = false;
  for (const name of metaNumbers) {
    const value = chunk.rows[name][i]!;
    if (Object.is(rows[name][row], value)) continue;
    rows[name][row] = value;
    isChanged = true;
  }
  for (const name of metaTexts) {
    const code = recode.value(chunk.rows[name][i]!, rows[name][row]!);
    if (rows[name][row] === code) continue;
    rows[name][row] = code;
    isChanged = true;
  }
  rows.metaMtime[row] = chunk.rows.metaMtime[i]!;
  rows.metaSize[row] = chunk.rows.metaSize[i]!;
  return isChanged;
}

function mergeDetails(table: RunsTable, row: number, chunk: RunChunk, i: number, recode: Recode): boolean {
  const { rows } = table;
  const isFirst = rows.hasDetails[row] === 0;
  const links = recode.value(chunk.rows.links[i]!, isFirst ? -1 : rows.links[row]!);
  const problems = recode.value(chunk.rows.problems[i]!, isFirst ? -1 : rows.problems[row]!);
  let isChanged = rows.links[row] !== links || rows.problems[row] !== problems;
  rows.hasDetails[row] = 1;
  rows.seenAt[row] = performance.now();
  rows.foldersStamp[row] = chunk.rows.foldersStamp[i]!;
  rows.links[row] = links;
  rows.problems[row] = problems;
  for (const kind of ["metrics", "params", "tags"] as const) {
    isChanged = mergeCells(table, row, kind, chunk, i, recode) || isChanged;
  }
  if (isFirst) return false;
  if (isChanged) table.keyColumns.forget(row);
  return isChanged;
}

/** Writes the cells over the row's former ones where they have room there, else behind all others. */
function mergeCells(table: RunsTable, row: number, kind: KeyKind, chunk: RunChunk, i: number, recode: Recode): boolean {
  const { cells: name, start, count } = cellKinds[kind];
  const { rows } = table;
  const from = chunk.rows[start][i]!;
  const length = chunk.rows[count][i]!;
  const formerLength = rows[count][row]!;
  const former = rows[start][row]!;
  let to = former;
  let isChanged = length !== formerLength;
  if (length > formerLength) {
    table.unusedCells += formerLength;
    to = rows[start][row] = table[name].length;
    table[name].length += length;
  } else {
    table.unusedCells += formerLength - length;
  }
  rows[count][row] = length;
  for (let k = 0; k < length; k++) {
    if (name === "metrics") isChanged = copyMetric(table.metrics, to + k, chunk.metrics, from + k, recode) || isChanged;
    else {
      const formerCode = k < formerLength ? table.texts.value[former + k]! : -1;
      isChanged = copyText(table.texts, to + k, chunk.texts, from + k, recode, formerCode) || isChanged;
    }
  }
  return isChanged;
}

function copyMetric(to: MetricCells, cell: number, from: MetricCells, i: number, recode: Recode): boolean {
  const key = recode.key(from.key[i]!);
  const isChanged =
    to.key[cell] !== key ||
    !Object.is(to.value[cell], from.value[i]) ||
    to.timestamp[cell] !== from.timestamp[i] ||
    to.step[cell] !== from.step[i];
  to.key[cell] = key;
  to.value[cell] = from.value[i]!;
  to.timestamp[cell] = from.timestamp[i]!;
  to.step[cell] = from.step[i]!;
  to.mtime[cell] = from.mtime[i]!;
  to.size[cell] = from.size[i]!;
  return isChanged;
}

function copyText(to: TextCells, cell: number, from: TextCells, i: number, recode: Recode, former: number): boolean {
  const key = recode.key(from.key[i]!);
  const value = recode.value(from.value[i]!, former);
  // A text too long to be kept has but its stamp to be told apart by.
  const isChanged =
    to.key[cell] !== key || to.value[cell] !== value || (value < -1 && to.mtime[cell] !== from.mtime[i]);
  to.key[cell] = key;
  to.value[cell] = value;
  to.mtime[cell] = from.mtime[i]!;
  to.size[cell] = from.size[i]!;
  return isChanged;
}

/** Codes of a table's values for those of a chunk, where a text is added at most once. */
export function valueCodes(table: RunsTable, dictionary: readonly string[]): Recode["value"] {
  const codes = new Int32Array(dictionary.length).fill(-1);
  return (code, former) => {
    if (code < 0) return code;
    if (former >= 0 && table.values.text(former) === dictionary[code]) return former;
    if (codes[code] === -1) codes[code] = table.values.add(dictionary[code]!);
    return codes[code]!;
  };
}

/** Closes the gaps between the cells. */
function compact(table: RunsTable): void {
  for (const [name, kinds] of [
    ["metrics", ["metrics"]],
    ["texts", ["params", "tags"]],
  ] as const) {
    const cells = table[name] as unknown as Record<string, Float64Array | Int32Array> & { length: number };
    const spans = kinds.flatMap((kind) => {
      const { start, count } = cellKinds[kind];
      return Array.from({ length: table.rows.length }, (_, row) => row)
        .filter((row) => table.rows[count][row]! > 0)
        .map((row) => ({ starts: table.rows[start], row, count: table.rows[count][row]! }));
    });
    spans.sort((a, b) => a.starts[a.row]! - b.starts[b.row]!);
    let end = 0;
    for (const { starts, row, count } of spans) {
      const from = starts[row]!;
      for (const column of Object.keys(name === "metrics" ? metricLayout : textLayout)) {
        cells[column]!.copyWithin(end, from, from + count);
      }
      starts[row] = end;
      end += count;
    }
    cells.length = end;
  }
  table.unusedCells = 0;
}
