import type { Value } from "./conditions.ts";

/** The rows of the table from the top: a run by its row in the spine, or a group by its place among the groups. */
export interface RowTree {
  readonly length: number;
  /** The run's row, or −1 − the group's place. */
  readonly entries: Int32Array;
  readonly depths: Uint8Array;
  readonly groups: readonly RowGroup[];
  /** How many runs are nested in a run, directly. */
  readonly childCounts: ReadonlyMap<number, number>;
}

export interface RowGroup {
  /** What its members have in common; `undefined`: they have no such value. */
  readonly value: Value;
  readonly members: readonly number[];
}

/** Runs one below the other, in the order given. */
export function flatTree(order: Int32Array): RowTree {
  return {
    length: order.length,
    entries: order,
    depths: new Uint8Array(order.length),
    groups: [],
    childCounts: new Map(),
  };
}

/**
 * Nested runs below their parents, whatever the order; those whose parent is not among them stand at the top.
 *
 * @param parentOf the row of a run's parent; `undefined` where it is not here
 * @param isUnfolded whether what is nested in a run is shown
 */
export function nestedTree(
  order: Int32Array,
  parentOf: (row: number) => number | undefined,
  isUnfolded: (row: number) => boolean,
): RowTree {
  const children = new Map<number, number[]>();
  const tops: number[] = [];
  for (const row of order) {
    const parent = parentOf(row);
    if (parent === undefined || isInLoop(row, parentOf)) tops.push(row);
    else children.set(parent, [...(children.get(parent) ?? []), row]);
  }
  const entries: number[] = [];
  const depths: number[] = [];
  const add = (row: number, depth: number) => {
    entries.push(row);
    depths.push(Math.min(depth, 255));
    if (children.has(row) && isUnfolded(row)) for (const child of children.get(row) ?? []) add(child, depth + 1);
  };
  for (const row of tops) add(row, 0);
  return {
    length: entries.length,
    entries: Int32Array.from(entries),
    depths: Uint8Array.from(depths),
    groups: [],
    childCounts: new Map([...children].map(([row, list]) => [row, list.length])),
  };
}

/** A run that is nested in itself, by however many others. */
function isInLoop(row: number, parentOf: (row: number) => number | undefined): boolean {
  const seen = new Set<number>();
  let at = parentOf(row);
  while (at !== undefined && at !== row) {
    if (seen.has(at)) return false;
    seen.add(at);
    at = parentOf(at);
  }
  return at === row;
}

/** Runs below what they have in common, groups in the order of their first run. */
export function groupedTree(
  order: Int32Array,
  valueOf: (row: number) => Value,
  isUnfolded: (value: Value) => boolean,
): RowTree {
  const byValue = new Map<Value, number[]>();
  for (const row of order) {
    const value = valueOf(row);
    const members = byValue.get(value);
    if (members === undefined) byValue.set(value, [row]);
    else members.push(row);
  }
  const groups = [...byValue].map(([value, members]) => ({ value, members }));
  const entries: number[] = [];
  const depths: number[] = [];
  groups.forEach(({ value, members }, place) => {
    entries.push(-1 - place);
    depths.push(0);
    if (!isUnfolded(value)) return;
    for (const row of members) {
      entries.push(row);
      depths.push(1);
    }
  });
  return {
    length: entries.length,
    entries: Int32Array.from(entries),
    depths: Uint8Array.from(depths),
    groups,
    childCounts: new Map(),
  };
}

export interface Summary {
  readonly count: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** Of the sample (n − 1); 0 for one value. */
  readonly deviation: number;
}

/** What numbers have in common; `undefined` where there is none. NaN and infinities are left out. */
export function summarize(values: readonly Value[]): Summary | undefined {
  const numbers = values.filter((value): value is number => typeof value === "number" && Number.isFinite(value));
  const count = numbers.length;
  if (count === 0) return undefined;
  const mean = numbers.reduce((sum, value) => sum + value, 0) / count;
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    count,
    mean,
    min: numbers.reduce((least, value) => Math.min(least, value), Infinity),
    max: numbers.reduce((most, value) => Math.max(most, value), -Infinity),
    deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : 0,
  };
}

const groupPrefix = "group:";

/** The key of the row of a group. */
export function groupKey(value: Value): string {
  return value === undefined ? groupPrefix : `${groupPrefix}${typeof value}:${value}`;
}

export function isGroupKey(key: string): boolean {
  return key.startsWith(groupPrefix);
}
