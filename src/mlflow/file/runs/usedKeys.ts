import { setImmediate } from "node:timers/promises";
import { compareCodePoints } from "../../codePoints.ts";
import { listKeys } from "../disk/keyFolder.ts";
import { type KeyKind } from "./table/keyColumns.ts";
import { linksOf, cellKinds, runFolder, type RunsTable } from "./table/table.ts";
import { areDetailsFresh } from "./look/look.ts";
import { matchRuns } from "./match.ts";
import { stampFolders } from "./scan/folderStamp.ts";
import { type RunsState } from "./state.ts";

const kinds: readonly KeyKind[] = ["metrics", "params", "tags"];

/** All keys of active runs, sorted: their files are listed, not read. */
export async function runColumns(
  state: RunsState,
  experimentIds: readonly string[],
): Promise<{ metrics: string[]; params: string[]; tags: string[] }> {
  const used = { metrics: new Set<string>(), params: new Set<string>(), tags: new Set<string>() };
  const runs = await matchRuns(state, { experimentIds });
  let pause = performance.now();
  for (const { searched, row } of runs) {
    if (!addKnownKeys(searched.table, row, used)) {
      for (const kind of kinds) {
        for (const key of listKeys(`${runFolder(searched.table, row)}/${kind}`).keys) used[kind].add(key);
      }
    }
    if (performance.now() - pause > 12) {
      await setImmediate();
      pause = performance.now();
    }
  }
  const sorted = (keys: Set<string>) => [...keys].sort(compareCodePoints);
  return { metrics: sorted(used.metrics), params: sorted(used.params), tags: sorted(used.tags) };
}

/** Keys come and go with the folders' mtimes: where these are as they were, what is known holds. */
function addKnownKeys(table: RunsTable, row: number, used: Record<KeyKind, Set<string>>): boolean {
  if (table.rows.hasDetails[row] === 0) return false;
  const isFresh = areDetailsFresh(table, row, table.rows.length, performance.now());
  if (!isFresh && stampFolders(runFolder(table, row), linksOf(table, row), Infinity) !== table.rows.foldersStamp[row])
    return false;
  for (const kind of kinds) {
    const { cells, start, count } = cellKinds[kind];
    const keys = table[cells].key;
    const from = table.rows[start][row]!;
    for (let cell = from; cell < from + table.rows[count][row]!; cell++) {
      used[kind].add(table.keys.text(keys[cell]!));
    }
  }
  return true;
}
