import type { Value } from "./conditions.ts";

export interface SortValues {
  readonly value: (row: number) => Value;
  readonly isAscending: boolean;
}

/** Sorts rows by several keys, the first one first. Runs without a value come last whichever way, NaN just before them. */
export function sortRows(rows: Int32Array, keys: readonly SortValues[]): Int32Array {
  return rows.slice().sort((a, b) => {
    for (const { value, isAscending } of keys) {
      const order = compare(value(a), value(b), isAscending);
      if (order !== 0) return order;
    }
    return a - b;
  });
}

function compare(a: Value, b: Value, isAscending: boolean): number {
  const missing = rank(a) - rank(b);
  if (missing !== 0) return missing;
  if (a === b || rank(a) > 0) return 0;
  const isLess = typeof a === "number" && typeof b === "number" ? a < b : String(a) < String(b);
  return isLess === isAscending ? -1 : 1;
}

function rank(value: Value): number {
  return value === undefined ? 2 : Number.isNaN(value) ? 1 : 0;
}
