import { setImmediate } from "node:timers/promises";
import { compareCodePoints } from "../../codePoints.ts";
import { areDetailsFresh, chunked, chunkRuns } from "./look/look.ts";
import { matchRuns } from "./match.ts";
import { stampFolders } from "./scan/folderStamp.ts";
import { keyKinds, type UsedKeys } from "./scan/usedKeys.ts";
import { type RunsState } from "./state.ts";
import { type KeyKind } from "./table/keyColumns.ts";
import { linksOf, cellKinds, runFolder, type RunsTable } from "./table/table.ts";

/** All keys of active runs, sorted: their files are listed, not read. */
export async function runColumns(state: RunsState, experimentIds: readonly string[]): Promise<UsedKeys> {
  const used = { metrics: new Set<string>(), params: new Set<string>(), tags: new Set<string>() };
  const unknown = new Map<RunsTable, number[]>();
  const runs = await matchRuns(state, { experimentIds });
  let pause = performance.now();
  for (const { searched, row } of runs) {
    const { table } = searched;
    if (!addKnownKeys(table, row, used)) {
      const rows = unknown.get(table);
      if (rows === undefined) unknown.set(table, [row]);
      else rows.push(row);
    }
    if (performance.now() - pause > 12) {
      await setImmediate();
      pause = performance.now();
    }
  }
  for (const [table, rows] of unknown) await addListedKeys(state, table, rows, used);
  const sorted = (keys: Set<string>) => [...keys].sort(compareCodePoints);
  return { metrics: sorted(used.metrics), params: sorted(used.params), tags: sorted(used.tags) };
}

async function addListedKeys(
  state: RunsState,
  table: RunsTable,
  rows: readonly number[],
  used: Record<KeyKind, Set<string>>,
): Promise<void> {
  const tasks = chunked(rows, chunkRuns).map((piece) => {
    const names = piece.map((row) => table.names[row]!);
    return { type: "usedKeys", request: { folder: table.folder.path, names } } as const;
  });
  await state.reader.read(tasks, chunkRuns * keyKinds.length, (_, result) => {
    for (const kind of keyKinds) for (const key of (result as UsedKeys)[kind]) used[kind].add(key);
  });
}

/** Keys come and go with the folders' mtimes: where these are as they were, what is known holds. */
function addKnownKeys(table: RunsTable, row: number, used: Record<KeyKind, Set<string>>): boolean {
  if (table.rows.hasDetails[row] === 0) return false;
  const isFresh = areDetailsFresh(table, row, table.rows.length, performance.now());
  if (!isFresh && stampFolders(runFolder(table, row), linksOf(table, row), Infinity) !== table.rows.foldersStamp[row])
    return false;
  for (const kind of keyKinds) {
    const { cells, start, count } = cellKinds[kind];
    const keys = table[cells].key;
    const from = table.rows[start][row]!;
    for (let cell = from; cell < from + table.rows[count][row]!; cell++) {
      used[kind].add(table.keys.text(keys[cell]!));
    }
  }
  return true;
}
