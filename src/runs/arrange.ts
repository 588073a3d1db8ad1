import * as vscode from "vscode";
import type { RunColumn } from "../mlflow/store.ts";
import type { ColumnId, ColumnView, RunsView, SortKey } from "../protocol/runs.ts";
import { readAggregates } from "./aggregates.ts";
import { type Arrangement, listedArrangement, pagedArrangement } from "./arrangement.ts";
import { aggregateKey, valueOf } from "./cells.ts";
import { groupOf, orderByOf, parentColumn, readsOf } from "./columns.ts";
import { fulfils, type Value } from "./conditions.ts";
import { flatTree, groupedTree, groupKey, nestedTree, type RowGroup, type RowTree } from "./rowTree.ts";
import { sortRows } from "./sortRows.ts";
import { readSpine, type Source, type SourceQuery, type Spine } from "./spine.ts";

/** Rows as a view asks for them, and what the table must know of them. */
export interface Arranged {
  readonly arrangement: Arrangement;
  readonly groupedBy: ColumnId | undefined;
  readonly groupTitle: (group: RowGroup) => string;
  /** Values of all runs, of the columns that were read to arrange them. */
  readonly spineValue: ((column: RunColumn) => (row: number) => Value) | undefined;
  /** The least and the greatest value of a metric among the runs that match; read once. */
  readonly range: (column: ColumnId) => Promise<{ min: number; max: number } | undefined>;
  readonly notes: string[];
}

/** Histories of more runs are not read to sort by. */
const maxAggregated = 2_000;

/**
 * Arranges the runs as a view says: by the store alone where it can, so that only windows are read; else by the columns
 * that conditions, sort and groups name, of all runs.
 */
export async function arrange(
  sources: readonly Source[],
  view: RunsView,
  { hasParents, isUnfolded }: { hasParents: boolean; isUnfolded: (key: string) => boolean },
): Promise<Arranged> {
  const { filter, conditions, groupBy, showsDeleted } = view;
  const columns = new Map(view.columns.map((column) => [column.id, column]));
  const isAggregated = ({ column }: SortKey) => (columns.get(column)?.aggregate ?? "last") !== "last";
  const orderBy = view.sort.some(isAggregated) ? undefined : orderByOf(view.sort);
  const query: SourceQuery = { filter, orderBy: orderBy ?? [], showsDeleted };
  const isNested = view.isNested && hasParents && groupBy === undefined;
  const [only, ...others] = sources;
  const range = ranges(sources, query);
  const common = { groupedBy: groupBy, range };
  if (only !== undefined && others.length === 0 && orderBy !== undefined) {
    if (conditions.length === 0 && groupBy === undefined && !isNested) {
      const arrangement = await pagedArrangement(only, query);
      return { ...common, arrangement, groupTitle: () => "", spineValue: undefined, notes: [] };
    }
  }
  const sort = view.sort.length > 0 ? view.sort : [{ column: "attributes.start_time", isAscending: false }];
  const sortsHere = orderBy === undefined || others.length > 0;
  const groupColumn = groupBy === "parent" ? parentColumn : groupBy;
  const named = [
    ...conditions.flatMap(({ tests }) => tests.map(({ column }) => column)),
    ...(sortsHere ? sort.map(({ column }) => column) : []),
    ...(groupColumn === undefined ? [] : [groupColumn, ...view.columns.map(({ id }) => id).filter(isMetric)]),
  ];
  const reads = [
    ...named.flatMap((id) => readsOf(id) ?? []),
    ...(isNested || groupBy === "parent" ? [parentColumn, "attributes.run_name"] : []),
  ];
  const spine = await readSpine(sources, query, reads);
  const matching = rowsThatFulfil(spine, view);
  const notes: string[] = [];
  const order = sortsHere ? sortRows(matching, await sortValues(spine, matching, sort, columns, notes)) : matching;
  const tree = treeOf(spine, order, { groupBy, groupColumn, isNested, isUnfolded });
  return {
    ...common,
    arrangement: listedArrangement(spine, tree, matching.length),
    groupTitle: ({ value }) => (groupBy === "parent" ? parentName(spine, value) : groupName(value)),
    spineValue: spine.value,
    notes,
  };
}

function isMetric(id: ColumnId): boolean {
  return groupOf(id) === "metrics";
}

function rowsThatFulfil(spine: Spine, { conditions }: RunsView): Int32Array {
  const all = Int32Array.from({ length: spine.length }, (_, row) => row);
  if (conditions.length === 0) return all;
  const readers = new Map<ColumnId, (row: number) => Value>();
  for (const { tests } of conditions) {
    for (const { column } of tests) readers.set(column, valueOf(column, spine.value));
  }
  const now = Date.now();
  return all.filter((row) => fulfils(conditions, (column) => readers.get(column)?.(row), now));
}

async function sortValues(
  spine: Spine,
  rows: Int32Array,
  sort: readonly SortKey[],
  columns: ReadonlyMap<ColumnId, ColumnView>,
  notes: string[],
) {
  const keys = [];
  for (const { column, isAscending } of sort) {
    const view = columns.get(column);
    const isAggregated = view?.aggregate !== undefined && view.aggregate !== "last";
    if (isAggregated && rows.length > maxAggregated) {
      notes.push(vscode.l10n.t("More than {0} runs are sorted by the last value of {1}.", maxAggregated, column));
    }
    if (!isAggregated || rows.length > maxAggregated) {
      keys.push({ value: valueOf(column, spine.value), isAscending });
      continue;
    }
    const entries = [...rows].map((row) => {
      return { kind: "run" as const, source: spine.source(row), runId: spine.runId(row), depth: 0, childCount: 0 };
    });
    const found = await readAggregates(entries, [view]);
    const value = (row: number) => found.get(aggregateKey(view, spine.source(row).storeId, spine.runId(row)))?.value;
    keys.push({ value, isAscending });
  }
  return keys;
}

function treeOf(
  spine: Spine,
  order: Int32Array,
  options: {
    groupBy: ColumnId | undefined;
    groupColumn: ColumnId | undefined;
    isNested: boolean;
    isUnfolded: (key: string) => boolean;
  },
): RowTree {
  const { groupColumn, isNested, isUnfolded } = options;
  if (groupColumn !== undefined) {
    return groupedTree(order, valueOf(groupColumn, spine.value), (value) => isUnfolded(groupKey(value)));
  }
  if (!isNested) return flatTree(order);
  const parent = spine.value(parentColumn);
  const keyOf = (row: number) => `${spine.source(row).storeId}/${spine.runId(row)}`;
  const rowOf = new Map([...order].map((row) => [keyOf(row), row]));
  const parentOf = (row: number) => {
    const id = parent(row);
    return id === undefined ? undefined : rowOf.get(`${spine.source(row).storeId}/${String(id).trim()}`);
  };
  return nestedTree(order, parentOf, (row) => isUnfolded(keyOf(row)));
}

function groupName(value: Value): string {
  return value === undefined ? vscode.l10n.t("(none)") : String(value);
}

function parentName(spine: Spine, value: Value): string {
  if (value === undefined) return vscode.l10n.t("(no parent)");
  const name = spine.value("attributes.run_name");
  for (let row = 0; row < spine.length; row++) if (spine.runId(row) === value) return String(name(row) || value);
  return String(value);
}

function ranges(sources: readonly Source[], query: SourceQuery): Arranged["range"] {
  const known = new Map<ColumnId, Promise<{ min: number; max: number } | undefined>>();
  return (column) => {
    const found = known.get(column) ?? rangeOf(sources, query, column);
    known.set(column, found);
    return found;
  };
}

async function rangeOf(sources: readonly Source[], query: SourceQuery, column: ColumnId) {
  const spine = await readSpine(sources, { ...query, orderBy: [] }, [column]);
  const value = spine.value(column);
  let [min, max] = [Infinity, -Infinity];
  for (let row = 0; row < spine.length; row++) {
    const number = value(row);
    if (typeof number !== "number" || !Number.isFinite(number)) continue;
    min = Math.min(min, number);
    max = Math.max(max, number);
  }
  return min > max ? undefined : { min, max };
}
