import type { RunColumn } from "../../mlflow/store.ts";
import type { RowSpan } from "../../protocol/runs.ts";
import type { Value } from "./conditions.ts";
import type { RowGroup, RowTree } from "./rowTree.ts";
import { idColumn, readerOf, rowCount, searchOf, type Source, type SourceQuery, type Spine } from "./spine.ts";

/** A row of the table. */
export type Entry =
  | { kind: "run"; source: Source; runId: string; depth: number; childCount: number }
  | { kind: "group"; group: RowGroup; depth: number };

export interface EntryWindow {
  readonly entries: readonly Entry[];
  /** The value of a run's column, by place in the window; `undefined` for groups. */
  readonly value: (column: RunColumn) => (place: number) => Value;
}

/** The rows as they are ordered and filtered, read a window at a time. */
export interface Arrangement {
  readonly rowCount: number;
  /** Runs that match. */
  readonly matching: number;
  readonly isLowerBound: boolean;
  window(rows: RowSpan, columns: readonly RunColumn[]): Promise<EntryWindow>;
  entries(rows: RowSpan): Promise<readonly Entry[]>;
}

/** What one store orders and filters by itself: it is asked for each window. */
export async function pagedArrangement(source: Source, query: SourceQuery): Promise<Arrangement> {
  const search = searchOf(source, query);
  const page = (columns: readonly RunColumn[], { start, end }: RowSpan) =>
    source
      .store()
      .runTable({ ...search, columns: [...new Set([idColumn, ...columns])], offset: start, limit: end - start });
  const { total, isLowerBound = false } = await page([], { start: 0, end: 1 });
  const window = async (rows: RowSpan, columns: readonly RunColumn[]): Promise<EntryWindow> => {
    const wanted = [...new Set([idColumn, ...columns])];
    const table = await page(columns, rows);
    const value = (column: RunColumn) => readerOf(table.columns[wanted.indexOf(column)]);
    const ids = value(idColumn);
    const entries = Array.from({ length: rowCount(table) }, (_, place): Entry => {
      return { kind: "run", source, runId: String(ids(place) ?? ""), depth: 0, childCount: 0 };
    });
    return { entries, value };
  };
  return {
    rowCount: total,
    matching: total,
    isLowerBound,
    window,
    entries: async (rows) => (await window(rows, [])).entries,
  };
}

/** What is ordered here: runs of several stores, nested ones, groups, conditions. Cells are read by the runs' ids. */
export function listedArrangement(spine: Spine, tree: RowTree, matching: number): Arrangement {
  const entriesOf = ({ start, end }: RowSpan): Entry[] => {
    const entries: Entry[] = [];
    for (let place = start; place < Math.min(end, tree.length); place++) {
      const row = tree.entries[place] ?? 0;
      const depth = tree.depths[place] ?? 0;
      if (row < 0) {
        const group = tree.groups[-1 - row];
        if (group !== undefined) entries.push({ kind: "group", group, depth });
      } else {
        const childCount = tree.childCounts.get(row) ?? 0;
        entries.push({ kind: "run", source: spine.source(row), runId: spine.runId(row), depth, childCount });
      }
    }
    return entries;
  };
  return {
    rowCount: tree.length,
    matching,
    isLowerBound: false,
    entries: async (rows) => entriesOf(rows),
    async window(rows, columns) {
      const entries = entriesOf(rows);
      return { entries, value: await cellsById(entries, columns) };
    },
  };
}

/** Cells of runs that are known by their ids. A run that is gone meanwhile has none. */
export async function cellsById(
  entries: readonly Entry[],
  columns: readonly RunColumn[],
): Promise<EntryWindow["value"]> {
  const wanted = [...new Set([idColumn, ...columns])];
  const bySource = Map.groupBy(
    entries.filter((entry) => entry.kind === "run"),
    (entry) => entry.source,
  );
  const cells = new Map<string, (column: RunColumn) => Value>();
  await Promise.all(
    [...bySource].map(async ([source, runs]) => {
      const ids = runs.map(({ runId }) => `'${runId}'`).join(", ");
      const table = await source.store().runTable({
        experimentIds: source.experimentIds,
        filter: `attributes.run_id IN (${ids})`,
        viewType: "ALL",
        columns: wanted,
      });
      const readers = new Map(wanted.map((column, at) => [column, readerOf(table.columns[at])]));
      for (let row = 0; row < rowCount(table); row++) {
        cells.set(`${source.storeId}/${String(readers.get(idColumn)?.(row))}`, (column) => readers.get(column)?.(row));
      }
    }),
  );
  return (column) => (place) => {
    const entry = entries[place];
    if (entry?.kind !== "run") return undefined;
    return cells.get(`${entry.source.storeId}/${entry.runId}`)?.(column);
  };
}
