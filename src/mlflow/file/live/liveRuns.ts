import { runningStatus } from "../runs/scan/meta.ts";
import { isRun, type RunsTable } from "../runs/table/table.ts";
import { cellKinds } from "../runs/table/table.ts";

/** A run that says RUNNING but wrote nothing for so long was killed without a word: it is not followed. */
const staleMs = 24 * 3600 * 1000;

/**
 * Runs that may be being written now, the newest first.
 *
 * @param isIncluded also those that were running or ended within the last day
 */
export function liveRows(table: RunsTable, { withEnded = false } = {}): number[] {
  const now = Date.now();
  const live: number[] = [];
  for (let row = 0; row < table.rows.length; row++) {
    if (!isRun(table, row) || table.rows.isDeleted[row] === 1) continue;
    if (table.rows.status[row] === runningStatus) {
      if (now - lastActivity(table, row) < staleMs) live.push(row);
    } else if (withEnded && now - table.rows.endTime[row]! < staleMs) live.push(row);
  }
  const { startTime } = table.rows;
  return live.sort((a, b) => startTime[b]! - startTime[a]!);
}

/** The youngest of its stamps; now where one is too young to be kept. */
function lastActivity(table: RunsTable, row: number): number {
  const { rows } = table;
  let last = Math.max(rows.startTime[row]! || 0, youngest(rows.metaMtime[row]!));
  for (const kind of ["metrics", "params", "tags"] as const) {
    const { cells, start, count } = cellKinds[kind];
    const from = rows[start][row]!;
    for (let cell = from; cell < from + rows[count][row]!; cell++) {
      last = Math.max(last, youngest(table[cells].mtime[cell]!));
    }
  }
  return last;
}

function youngest(mtime: number): number {
  return Number.isNaN(mtime) ? Date.now() : mtime;
}
