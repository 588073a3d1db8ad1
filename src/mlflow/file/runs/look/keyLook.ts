import { isValidKey } from "../../disk/keyFolder.ts";
import { readText } from "../../disk/readFile.ts";
import { type Reader } from "../../reader.ts";
import { type KeyColumn, type KeyKind } from "../table/keyColumns.ts";
import { valueCodes } from "../table/merge.ts";
import { type KeyChunk } from "../scan/keyScan.ts";
import { areDetailsFresh, chunkRuns, holdMs, notice } from "./look.ts";
import { longText } from "../scan/scan.ts";
import { statOf } from "../../disk/stamps.ts";
import { findCell, runFolder, type RunsTable } from "../table/table.ts";

export interface Key {
  kind: KeyKind;
  key: string;
}

/**
 * Brings one key of some runs up to date, reading no other files of them.
 *
 * @param rowNumbers of runs
 */
export async function lookAtKey(
  table: RunsTable,
  rowNumbers: readonly number[],
  kind: KeyKind,
  key: string,
  reader: Reader,
): Promise<KeyColumn> {
  const [column] = await lookAtKeys(table, rowNumbers, [{ kind, key }], reader);
  return column!;
}

/** Like `lookAtKey`, for several at once: their files lie side by side. */
export async function lookAtKeys(
  table: RunsTable,
  rowNumbers: readonly number[],
  keys: readonly Key[],
  reader: Reader,
): Promise<KeyColumn[]> {
  const start = performance.now();
  const pieces: { column: KeyColumn; rows: number[]; place: number }[] = [];
  const columns = keys.map(({ kind, key }) => {
    const column = table.keyColumns.get(kind, key, table.rows.length);
    if (!isValidKey(key)) {
      column.known.fill(1);
      return column;
    }
    const stale = staleRows(table, column, rowNumbers, start);
    for (let place = 0; place < stale.length; place += chunkRuns) {
      pieces.push({ column, rows: stale.slice(place, place + chunkRuns), place });
    }
    return column;
  });
  pieces.sort((a, b) => a.place - b.place);
  const tasks = pieces.map(({ column: { kind, key }, rows }) => {
    const names = rows.map((row) => table.names[row]!);
    return { type: "key", request: { folder: table.folder.path, names, kind, key } } as const;
  });
  await reader.read(tasks, chunkRuns, (index, result) => {
    const { column, rows } = pieces[index]!;
    takeOver(table, column, rows, result as KeyChunk);
  });
  const end = performance.now();
  for (const column of columns) {
    for (const row of rowNumbers) column.seenAt[row] = end;
    column.lookTook = (end - start) / Math.max(1, rowNumbers.length);
  }
  return columns;
}

function staleRows(table: RunsTable, column: KeyColumn, rowNumbers: readonly number[], now: number): number[] {
  const holds = holdMs(rowNumbers.length, column.lookTook);
  return rowNumbers.filter((row) => {
    if (column.known[row] !== 0 && now - column.seenAt[row]! < holds) return false;
    if (column.known[row] === 0 && table.rows.hasDetails[row] === 1) {
      seed(table, column, row);
      if (areDetailsFresh(table, row, rowNumbers.length, now)) return false;
    }
    return !isUnchanged(table, column, row);
  });
}

/** A number of a column; `undefined` where the run has no such metric. */
export function numberOf(column: KeyColumn, row: number): number | undefined {
  return column.known[row] === 2 ? column.values[row] : undefined;
}

/** The step of that number. */
export function stepOf(column: KeyColumn, row: number): number | undefined {
  return column.known[row] === 2 ? column.steps[row] : undefined;
}

/** A text of a column; `undefined` where the run has no such param or tag. */
export function textOf(table: RunsTable, column: KeyColumn, row: number): string | undefined {
  if (column.known[row] !== 2) return undefined;
  const code = column.values[row]!;
  return code === longText ? readLongText(table, row, column.kind, column.key) : table.values.text(code);
}

/** A text that is too long to be kept. */
export function readLongText(table: RunsTable, row: number, kind: KeyKind, key: string): string | undefined {
  try {
    return readText(`${runFolder(table, row)}/${kind}/${key}`).text;
  } catch {
    // Deleted a moment ago; the next look notices.
    return undefined;
  }
}

/** Whether the file of a run is as it was when it was read, or still missing. */
function isUnchanged(table: RunsTable, column: KeyColumn, row: number): boolean {
  if (column.known[row] === 0 || (column.known[row] === 2 && Number.isNaN(column.mtime[row]))) return false;
  const stat = statOf(`${table.folder.path}/${table.names[row]!}/${column.kind}/${column.key}`);
  if (column.known[row] === 1) return stat === undefined;
  return stat?.mtimeMs === column.mtime[row] && stat?.size === column.size[row];
}

/** Takes over what the run's details say. */
function seed(table: RunsTable, column: KeyColumn, row: number): void {
  const cell = findCell(table, row, column.kind, table.keys.find(column.key));
  column.known[row] = cell === -1 ? 1 : 2;
  if (cell === -1) return;
  const cells = column.kind === "metrics" ? table.metrics : table.texts;
  column.values[row] = cells.value[cell]!;
  if (column.kind === "metrics") column.steps[row] = table.metrics.step[cell]!;
  column.mtime[row] = cells.mtime[cell]!;
  column.size[row] = cells.size[cell]!;
}

function takeOver(table: RunsTable, column: KeyColumn, rowNumbers: readonly number[], chunk: KeyChunk): void {
  const codeOf = valueCodes(table, chunk.dictionary);
  const changed: number[] = [];
  for (const [i, row] of rowNumbers.entries()) {
    const raw = chunk.values[i]!;
    const value = column.kind === "metrics" ? raw : codeOf(raw, column.known[row] === 2 ? column.values[row]! : -1);
    const known = chunk.known[i]!;
    const isOther =
      column.known[row] !== known ||
      !Object.is(column.values[row], value) ||
      (column.kind === "metrics" && column.steps[row] !== chunk.steps[i]);
    if (column.known[row] !== 0 && isOther) changed.push(row);
    column.known[row] = known;
    column.values[row] = value;
    if (column.kind === "metrics") column.steps[row] = chunk.steps[i]!;
    column.mtime[row] = chunk.mtime[i]!;
    column.size[row] = chunk.size[i]!;
  }
  notice(table, changed);
}
