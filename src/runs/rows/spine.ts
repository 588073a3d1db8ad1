import type { NumberColumn, RunColumn, RunTable, Store, TextColumn } from "../../mlflow/store.ts";
import type { Value } from "./conditions.ts";

/** The runs of some experiments of one store. */
export interface Source {
  readonly storeId: string;
  readonly experimentIds: readonly string[];
  readonly store: () => Store;
}

/** What the store is asked for. */
export interface SourceQuery {
  readonly filter: string;
  readonly orderBy: readonly string[];
  readonly showsDeleted: boolean;
}

/** All runs that match, as columns: nothing is an object for each run. */
export interface Spine {
  readonly length: number;
  readonly runId: (row: number) => string;
  readonly source: (row: number) => Source;
  readonly value: (column: RunColumn) => (row: number) => Value;
}

export const idColumn: RunColumn = "attributes.run_id";

export function searchOf(source: Source, { filter, orderBy, showsDeleted }: SourceQuery) {
  return {
    experimentIds: source.experimentIds,
    filter,
    orderBy,
    viewType: showsDeleted ? ("ALL" as const) : ("ACTIVE_ONLY" as const),
  };
}

/** Reads some columns of all runs that match, of every source. */
export async function readSpine(
  sources: readonly Source[],
  query: SourceQuery,
  columns: readonly RunColumn[],
): Promise<Spine> {
  const wanted = [...new Set([idColumn, ...columns])];
  const tables = await Promise.all(
    sources.map((source) => source.store().runTable({ ...searchOf(source, query), columns: wanted })),
  );
  const starts: number[] = [];
  let length = 0;
  for (const table of tables) {
    starts.push(length);
    length += rowCount(table);
  }
  const partOf = (row: number) => {
    let part = starts.length - 1;
    while (part > 0 && (starts[part] ?? 0) > row) part--;
    return part;
  };
  const value = (column: RunColumn) => {
    const at = wanted.indexOf(column);
    const readers = tables.map((table) => readerOf(table.columns[at]));
    if (readers.length === 1) return readers[0] ?? (() => undefined);
    return (row: number) => {
      const part = partOf(row);
      return readers[part]?.(row - (starts[part] ?? 0));
    };
  };
  const ids = value(idColumn);
  return {
    length,
    runId: (row) => String(ids(row) ?? ""),
    source: (row) => sources[partOf(row)]!,
    value,
  };
}

/** The value of a cell by row. */
export function readerOf(column: NumberColumn | TextColumn | undefined): (row: number) => Value {
  if (column === undefined) return () => undefined;
  if (column.kind === "text") return (row) => column.dictionary[column.codes[row] ?? -1];
  return (row) => (column.present[row] ? column.values[row] : undefined);
}

export function rowCount(table: RunTable): number {
  const [first] = table.columns;
  return first === undefined ? 0 : first.kind === "text" ? first.codes.length : first.values.length;
}
