import * as vscode from "vscode";
import type { RunColumn } from "../../mlflow/store.ts";
import type { Aggregate, ColumnId, Condition, RunsView, SortKey } from "../../protocol/runs.ts";
import { type Arrangement, listedArrangement, pagedArrangement } from "./arrangement.ts";
import { valueOf } from "./cells.ts";
import { groupOf, isSummaryRead, orderByOf, parentColumn, readsOf } from "../view/columns.ts";
import { readSpineWithHistories } from "./histories.ts";
import { fulfils, type Value } from "./conditions.ts";
import { flatTree, groupedTree, groupKey, nestedTree, type RowGroup, type RowTree } from "./rowTree.ts";
import { sortRows } from "./sortRows.ts";
import type { Source, SourceQuery, Spine } from "./spine.ts";

/** Rows as a view asks for them, and what the table must know of them. */
export interface Arranged {
  readonly arrangement: Arrangement;
  readonly groupedBy: ColumnId | undefined;
  readonly groupTitle: (group: RowGroup) => string;
  /** Values of all runs, of the columns that were read to arrange them. */
  readonly spineValue: ((column: RunColumn) => (row: number) => Value) | undefined;
  /** The least and the greatest value of a metric among the runs that match; read once. */
  readonly range: (read: RunColumn) => Promise<Range | undefined>;
  readonly notes: string[];
}

export interface Range {
  min: number;
  max: number;
}

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
  const aggregates = new Map(view.columns.map(({ id, aggregate }) => [id, aggregate]));
  const isAggregated = ({ column }: SortKey) => (aggregates.get(column) ?? "last") !== "last";
  const orderBy = view.sort.some(isAggregated) ? undefined : orderByOf(view.sort);
  const query: SourceQuery = { filter, orderBy: orderBy ?? [], showsDeleted };
  const isNested = view.isNested && hasParents && groupBy === undefined;
  const [only, ...others] = sources;
  const range = ranges(sources, query, view);
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
  const groupReads = groupColumn === undefined ? [] : (readsOf(groupColumn) ?? []);
  const summarized = groupColumn === undefined ? [] : view.columns.filter(({ id }) => groupOf(id) === "metrics");
  const reads = [
    ...conditionReads(conditions),
    ...(sortsHere ? sort.flatMap(({ column }) => readsOf(column, aggregates.get(column)) ?? []) : []),
    ...groupReads,
    ...summarized.flatMap(({ id, aggregate }) => readsOf(id, aggregate) ?? []),
    ...(isNested || groupBy === "parent" ? [parentColumn, "attributes.run_name"] : []),
  ];
  const { spine, notes } = await readSpineWithHistories(sources, query, reads);
  const matching = rowsThatFulfil(spine, conditions);
  const order = sortsHere ? sortRows(matching, sortValues(spine, sort, aggregates)) : matching;
  const tree = treeOf(spine, order, { groupBy, groupColumn, isNested, isUnfolded });
  return {
    ...common,
    arrangement: listedArrangement(spine, tree, matching.length),
    groupTitle: ({ value }) => (groupBy === "parent" ? parentName(spine, value) : groupName(value)),
    spineValue: spine.value,
    notes,
  };
}

function conditionReads(conditions: readonly Condition[]): RunColumn[] {
  return conditions.flatMap(({ tests }) => tests.flatMap(({ column, aggregate }) => readsOf(column, aggregate) ?? []));
}

function rowsThatFulfil(spine: Spine, conditions: readonly Condition[]): Int32Array {
  const all = Int32Array.from({ length: spine.length }, (_, row) => row);
  if (conditions.length === 0) return all;
  const readers = new Map<string, (row: number) => Value>();
  for (const { tests } of conditions) {
    for (const { column, aggregate = "last" } of tests) {
      readers.set(`${aggregate} ${column}`, valueOf(column, spine.value, aggregate));
    }
  }
  const now = Date.now();
  return all.filter((row) =>
    fulfils(conditions, (column, aggregate = "last") => readers.get(`${aggregate} ${column}`)?.(row), now),
  );
}

function sortValues(spine: Spine, sort: readonly SortKey[], aggregates: ReadonlyMap<ColumnId, Aggregate | undefined>) {
  return sort.map(({ column, isAscending }) => {
    return { value: valueOf(column, spine.value, aggregates.get(column)), isAscending };
  });
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

function ranges(sources: readonly Source[], query: SourceQuery, { conditions }: RunsView): Arranged["range"] {
  const known = new Map<RunColumn, Promise<Range | undefined>>();
  return (read) => {
    const found = known.get(read) ?? rangeOf(sources, query, conditions, read);
    known.set(read, found);
    return found;
  };
}

/** `undefined` where no run has such a number, or a server would have to be asked for every history. */
async function rangeOf(
  sources: readonly Source[],
  query: SourceQuery,
  conditions: readonly Condition[],
  read: RunColumn,
): Promise<Range | undefined> {
  const reads = [read, ...conditionReads(conditions)];
  const { spine, notes } = await readSpineWithHistories(sources, { ...query, orderBy: [] }, reads);
  if (notes.length > 0 && isSummaryRead(read)) return undefined;
  const value = spine.value(read);
  let [min, max] = [Infinity, -Infinity];
  for (const row of rowsThatFulfil(spine, conditions)) {
    const number = value(row);
    if (typeof number !== "number" || !Number.isFinite(number)) continue;
    min = Math.min(min, number);
    max = Math.max(max, number);
  }
  return min > max ? undefined : { min, max };
}
