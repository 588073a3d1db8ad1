import { readdirSync } from "node:fs";
import { setImmediate, setTimeout } from "node:timers/promises";
import { reservedInExperiment } from "../../context.ts";
import { type Reader } from "../../reader.ts";
import { RowState } from "../table/columns.ts";
import { mergeChunk } from "../table/merge.ts";
import { type RunChunk } from "../scan/scan.ts";
import { statOf, trusted } from "../../disk/stamps.ts";
import { stampFolders } from "../scan/folderStamp.ts";
import { cellKinds, isRun, linksOf, runFolder, type RunsTable, setNames } from "../table/table.ts";

// Looking whether what is known still holds: a stat where nothing changed, a reading where something did. What is asked
// is looked at before it is answered.

/** Fewer runs than this are looked at for every question. */
const manyRuns = 2000;
/** A look at many runs holds for so many times what it cost: who asks all the time is answered most of the time. */
const lookHolds = 4;

/**
 * For how long a look at so many runs is as good as another one, in milliseconds.
 *
 * @param took what it cost for one of them
 */
export function holdMs(count: number, took: number): number {
  return count < manyRuns ? 0 : count * took * lookHolds;
}

/** Runs read in one go, by this thread or another. */
export const chunkRuns = 64;

/** Learns which runs there are and what their meta.yaml say, of all folders of an experiment. */
export async function lookAtMetas(table: RunsTable, reader: Reader): Promise<void> {
  lookAtNames(table);
  const { rows } = table;
  const start = performance.now();
  const isFresh = start - table.lookedAt < holdMs(rows.length, table.lookTook);
  await lookAtMetasOf(table, table.names.keys(), reader, { isFresh });
  if (!isFresh) {
    table.lookedAt = performance.now();
    table.lookTook = (table.lookedAt - start) / Math.max(1, rows.length);
  }
  table.isKnown = true;
}

/**
 * Learns what the meta.yaml of some folders say.
 *
 * @param options.isFresh what is known needs no look
 */
export async function lookAtMetasOf(
  table: RunsTable,
  rowNumbers: Iterable<number>,
  reader: Reader,
  { isFresh = false } = {},
): Promise<void> {
  const { rows } = table;
  const stale: number[] = [];
  for (const row of rowNumbers) {
    if (rows.state[row] === RowState.gone) continue;
    if (Number.isNaN(rows.metaMtime[row])) stale.push(row);
    else if (!isFresh && !isMetaUnchanged(table, row)) stale.push(row);
  }
  await readRows(table, stale, { withDetails: false }, reader);
}

/**
 * Learns which folders an experiment has.
 *
 * @returns the rows that are new; whether they are runs is not known yet
 */
export function lookAtNames(table: RunsTable): number[] {
  const readingTime = Date.now();
  const mtime = statOf(table.folder.path)?.mtimeMs;
  if (mtime === table.folderMtime) return [];
  let names: string[] = [];
  try {
    names = readdirSync(table.folder.path).filter((name) => !reservedInExperiment.has(name) && name !== "meta.yaml");
  } catch {
    // The experiment was deleted or moved to the trash: so are its runs.
  }
  table.folderMtime = mtime === undefined ? NaN : trusted(mtime, readingTime);
  const changed = setNames(table, names);
  const isGone = (row: number) => table.rows.state[row] === RowState.gone;
  notice(table, changed.filter(isGone));
  return changed.filter((row) => !isGone(row));
}

/** Beyond this, a change of a run that was written through this store is someone else's. */
const ownMs = 2000;

/** Tells of rows that changed, but not of what this store wrote itself. */
export function notice(table: RunsTable, changed: readonly number[]): void {
  if (!table.isKnown || changed.length === 0) return;
  const news = changed.filter((row) => {
    const name = table.names[row]!;
    const writtenAt = table.writtenAt.get(name);
    table.writtenAt.delete(name);
    return writtenAt === undefined || performance.now() - writtenAt > ownMs;
  });
  if (news.length > 0) table.noticed?.(news);
}

function isMetaUnchanged(table: RunsTable, row: number): boolean {
  const stat = statOf(`${table.folder.path}/${table.names[row]!}/meta.yaml`);
  return stat !== undefined && stat.mtimeMs === table.rows.metaMtime[row] && stat.size === table.rows.metaSize[row];
}

/**
 * Brings some runs up to date with all that belongs to them.
 *
 * @param rowNumbers of runs
 * @param options.isForced even where a look a moment ago still holds
 */
export async function lookAtDetails(
  table: RunsTable,
  rowNumbers: readonly number[],
  reader: Reader,
  { isForced = false } = {},
): Promise<void> {
  const start = performance.now();
  const stale: number[] = [];
  let looked = 0;
  for (const row of rowNumbers) {
    if (!isForced && areDetailsFresh(table, row, rowNumbers.length, start)) continue;
    if (areDetailsUnchanged(table, row)) table.rows.seenAt[row] = performance.now();
    else stale.push(row);
    if (++looked % 256 === 0) await setImmediate();
  }
  await readRows(table, stale, { withDetails: true }, reader);
  if (looked > 0) table.detailsTook = (performance.now() - start) / looked;
}

/**
 * Whether a look at a run's details still holds.
 *
 * @param count of so many runs are asked for at once
 */
export function areDetailsFresh(table: RunsTable, row: number, count: number, now: number): boolean {
  const age = now - table.rows.seenAt[row]!;
  return table.rows.hasDetails[row] === 1 && age < holdMs(count, table.detailsTook);
}

/** Whether every file of a run is as it was when it was read. */
export function areDetailsUnchanged(table: RunsTable, row: number): boolean {
  const { rows } = table;
  if (rows.hasDetails[row] === 0 || Number.isNaN(rows.foldersStamp[row]) || !isMetaUnchanged(table, row)) return false;
  const folder = runFolder(table, row);
  if (stampFolders(folder, linksOf(table, row), Infinity) !== rows.foldersStamp[row]) return false;
  for (const kind of ["metrics", "tags", "params"] as const) {
    const { cells: name, start, count } = cellKinds[kind];
    const cells = table[name];
    const from = rows[start][row]!;
    for (let cell = from; cell < from + rows[count][row]!; cell++) {
      const mtime = cells.mtime[cell]!;
      if (Number.isNaN(mtime)) return false;
      const stat = statOf(`${folder}/${kind}/${table.keys.text(cells.key[cell]!)}`);
      if (stat?.mtimeMs !== mtime || stat.size !== cells.size[cell]) return false;
    }
  }
  return true;
}

/** Reads rows whatever is known of them. */
export async function readRows(
  table: RunsTable,
  rowNumbers: readonly number[],
  { withDetails }: { withDetails: boolean },
  reader: Reader,
): Promise<void> {
  const unfinished: number[] = [];
  const pieces = chunked(rowNumbers, chunkRuns);
  const tasks = pieces.map((piece) => scanTask(table, piece, withDetails));
  await reader.read(tasks, chunkRuns * (withDetails ? 25 : 1), (index, result) => {
    unfinished.push(...takeChunk(table, pieces[index]!, result as RunChunk));
  });
  if (unfinished.length > 0) {
    // A meta.yaml is rewritten in place: met half-way, it is whole a moment later, or damaged.
    await setTimeout(20);
    await reader.read([scanTask(table, unfinished, withDetails)], 1, (_, result) => {
      const chunk = result as RunChunk;
      holdBackUnfinished(unfinished, chunk, (row) => isRun(table, row) && table.rows.metaProblems[row] === -1);
      notice(table, mergeChunk(table, unfinished, chunk));
    });
  }
}

/**
 * Takes over what was read, and tells what is news.
 *
 * @returns rows whose meta.yaml was just being written: they are to be read again
 */
export function takeChunk(table: RunsTable, rowNumbers: readonly number[], chunk: RunChunk): number[] {
  const unfinished = holdBackUnfinished(rowNumbers, chunk);
  notice(table, mergeChunk(table, rowNumbers, chunk));
  return unfinished;
}

export function scanTask(table: RunsTable, rowNumbers: readonly number[], withDetails: boolean) {
  const { path, experimentId } = table.folder;
  const names = rowNumbers.map((row) => table.names[row]!);
  return { type: "runs", request: { folder: path, experimentId, names, withDetails } } as const;
}

/**
 * Finds those whose meta.yaml was changed a moment ago and is broken, and has the chunk say nothing of them: what was
 * known before stays.
 *
 * @returns their rows, to be read again
 */
function holdBackUnfinished(
  rowNumbers: readonly number[],
  { rows }: RunChunk,
  isHeld: (row: number) => boolean = () => true,
): number[] {
  return rowNumbers.filter((row, i) => {
    const isYoung = Number.isNaN(rows.metaMtime[i]) && !Number.isNaN(rows.metaSize[i]);
    if (!isYoung || rows.metaProblems[i] === -1 || rows.state[i] !== RowState.run || !isHeld(row)) return false;
    rows.readAt[i] = -1;
    return true;
  });
}

export function chunked<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
