import { type NumberColumn, type TextColumn } from "../../store.ts";
import { type KeyKind } from "./table/keyColumns.ts";
import { textColumnBuilder } from "./textColumn.ts";
import { type RunRow } from "./row.ts";
import { cellKinds, type RunsTable } from "./table/table.ts";

/**
 * Columns of many keys out of the runs' details, in one pass over their cells.
 *
 * @param window runs whose details are up to date
 * @returns the columns by the names `kind/key`
 */
export function cellColumns(
  window: readonly RunRow[],
  keys: readonly { kind: KeyKind | "steps"; key: string }[],
): Map<string, NumberColumn | TextColumn> {
  const numbers = { metrics: new Map<string, NumberColumn>(), steps: new Map<string, NumberColumn>() };
  const texts = new Map<string, ReturnType<typeof textColumnBuilder>>();
  for (const { kind, key } of keys) {
    if (kind === "metrics" || kind === "steps") numbers[kind].set(key, emptyNumberColumn(window.length));
    else texts.set(`${kind}/${key}`, textColumnBuilder(window.length));
  }
  for (const table of new Set(window.map(({ searched }) => searched.table))) {
    const byCode = (kind: KeyKind | "steps") =>
      new Map(keys.filter((key) => key.kind === kind).map(({ key }) => [table.keys.find(key), key]));
    const metricKeys = new Map([...byCode("metrics"), ...byCode("steps")]);
    const textKeys = { params: byCode("params"), tags: byCode("tags") };
    for (const [place, { searched, row }] of window.entries()) {
      if (searched.table !== table) continue;
      eachCell(table, row, "metrics", (cell) => {
        const key = metricKeys.get(table.metrics.key[cell]!);
        if (key === undefined) return;
        for (const kind of ["metrics", "steps"] as const) {
          const column = numbers[kind].get(key);
          if (column === undefined) continue;
          column.values[place] = table.metrics[kind === "steps" ? "step" : "value"][cell]!;
          column.present[place] = 1;
        }
      });
      for (const kind of ["params", "tags"] as const) {
        eachCell(table, row, kind, (cell) => {
          const key = textKeys[kind].get(table.texts.key[cell]!);
          if (key !== undefined)
            texts.get(`${kind}/${key}`)!.set(place, table, row, kind, key, table.texts.value[cell]!);
        });
      }
    }
  }
  return new Map<string, NumberColumn | TextColumn>([
    ...[...numbers.metrics].map(([key, column]) => [`metrics/${key}`, column] as const),
    ...[...numbers.steps].map(([key, column]) => [`steps/${key}`, column] as const),
    ...[...texts].map(([name, builder]) => [name, builder.column()] as const),
  ]);
}

function eachCell(table: RunsTable, row: number, kind: KeyKind, visit: (cell: number) => void): void {
  const { start, count } = cellKinds[kind];
  const from = table.rows[start][row]!;
  for (let cell = from, end = from + table.rows[count][row]!; cell < end; cell++) visit(cell);
}

function emptyNumberColumn(length: number): NumberColumn {
  return { kind: "number", values: new Float64Array(length), present: new Uint8Array(length) };
}
