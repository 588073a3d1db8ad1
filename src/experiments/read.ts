import type { FileInfo, RunStatus } from "../mlflow/entities.ts";
import type { NumberColumn, RunTable, RunsQuery, Store, TextColumn } from "../mlflow/store.ts";
import type { RunRow } from "./nodes.ts";

/** The columns that a row of the view is made of; the chosen metric follows them. */
const columns = [
  "attributes.run_id",
  "attributes.run_name",
  "attributes.status",
  "attributes.start_time",
  "attributes.end_time",
  "attributes.lifecycle_stage",
  "attributes.problems",
];

/** The first `limit` runs that match, as rows of the view, and how many match in all. */
export async function readRows(
  store: Store,
  query: RunsQuery,
  limit: number,
  metric: string | undefined,
): Promise<{ rows: RunRow[]; total: number }> {
  const wanted = metric === undefined ? columns : [...columns, `metrics.${metric}`];
  const table = await store.runTable({ ...query, columns: wanted, offset: 0, limit });
  const text = (index: number) => textOf(table, index);
  const number = (index: number) => numberOf(table, index);
  const [ids, names, statuses, starts, ends, stages, problems, metrics] = [
    text(0),
    text(1),
    text(2),
    number(3),
    number(4),
    text(5),
    text(6),
    metric === undefined ? () => undefined : number(7),
  ];
  const count = rowCount(table);
  const rows = Array.from({ length: count }, (_, row): RunRow => {
    const value = metrics(row);
    return {
      runId: ids(row) ?? "",
      name: names(row) || (ids(row) ?? ""),
      status: (statuses(row) ?? "RUNNING") as RunStatus,
      startTime: starts(row),
      endTime: ends(row),
      lifecycleStage: stages(row) === "deleted" ? "deleted" : "active",
      metric: metric === undefined || value === undefined ? undefined : { key: metric, value },
      problems: problems(row)?.split("\n") ?? [],
      children: undefined,
    };
  });
  const parents = rows.map((row) => row.runId);
  const children =
    parents.length === 0 ? [] : await store.summarizeChildRuns({ experimentIds: query.experimentIds, runIds: parents });
  const byParent = new Map(children.map((summary) => [summary.runId, summary]));
  for (const row of rows) row.children = byParent.get(row.runId);
  return { rows, total: table.total };
}

function rowCount(table: RunTable): number {
  const [first] = table.columns;
  return first === undefined ? 0 : first.kind === "text" ? first.codes.length : first.values.length;
}

function textOf(table: RunTable, index: number): (row: number) => string | undefined {
  const column = table.columns[index] as TextColumn;
  return (row) => column.dictionary[column.codes[row] ?? -1];
}

function numberOf(table: RunTable, index: number): (row: number) => number | undefined {
  const column = table.columns[index] as NumberColumn;
  return (row) => (column.present[row] ? column.values[row] : undefined);
}

/** Folders first, then by name, as VS Code's own file explorer sorts. */
export function sortedForTree(files: readonly FileInfo[]): FileInfo[] {
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  return [...files].sort((a, b) => Number(b.isDir) - Number(a.isDir) || collator.compare(a.path, b.path));
}
