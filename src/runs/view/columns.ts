import * as vscode from "vscode";
import { parentRunTag } from "../../mlflow/entities.ts";
import type { RunColumn } from "../../mlflow/store.ts";
import type { Aggregate, ColumnGroup, ColumnId, ColumnInfo, ColumnView, SortKey } from "../../protocol/runs.ts";
import { quoted, type RunKeys } from "./runKeys.ts";

export const runColumn = "run";
export const parentColumn: RunColumn = `tags.${parentRunTag}`;

interface Made {
  title: () => string;
  isNumber?: boolean;
  /** What is read of the store to show it; absent: the whole run is. */
  reads?: RunColumn[];
  /** What the store orders by. */
  orders?: string;
}

/** Columns besides metrics, params and tags. */
const made: Record<string, Made> = {
  run: { title: () => vscode.l10n.t("Run"), reads: ["attributes.run_name"], orders: "attributes.run_name" },
  "attributes.status": {
    title: () => vscode.l10n.t("Status"),
    reads: ["attributes.status"],
    orders: "attributes.status",
  },
  "attributes.start_time": {
    title: () => vscode.l10n.t("Age"),
    isNumber: true,
    reads: ["attributes.start_time"],
    orders: "attributes.start_time",
  },
  duration: {
    title: () => vscode.l10n.t("Took"),
    isNumber: true,
    reads: ["attributes.start_time", "attributes.end_time"],
  },
  "attributes.end_time": {
    title: () => vscode.l10n.t("Ended"),
    isNumber: true,
    reads: ["attributes.end_time"],
    orders: "attributes.end_time",
  },
  "attributes.user_id": {
    title: () => vscode.l10n.t("User"),
    reads: ["attributes.user_id"],
    orders: "attributes.user_id",
  },
  experiment: { title: () => vscode.l10n.t("Experiment"), reads: ["attributes.experiment_id"] },
  store: { title: () => vscode.l10n.t("Store"), reads: [] },
  source: {
    title: () => vscode.l10n.t("Source"),
    reads: ["tags.mlflow.source.name"],
    orders: "tags.`mlflow.source.name`",
  },
  commit: {
    title: () => vscode.l10n.t("Commit"),
    reads: ["tags.mlflow.source.git.commit"],
    orders: "tags.`mlflow.source.git.commit`",
  },
  datasets: { title: () => vscode.l10n.t("Datasets") },
  models: { title: () => vscode.l10n.t("Models") },
  "attributes.run_id": {
    title: () => vscode.l10n.t("Run ID"),
    reads: ["attributes.run_id"],
    orders: "attributes.run_id",
  },
};

/** Tags that have a column of their own, or say nothing to a reader. */
const hiddenTags = new Set([
  "mlflow.source.name",
  "mlflow.source.git.commit",
  "mlflow.log-model.history",
  "mlflow.runName",
  "mlflow.user",
  parentRunTag,
]);

export function groupOf(id: ColumnId): ColumnGroup {
  const kind = id.slice(0, id.indexOf("."));
  return kind === "metrics" || kind === "params" || kind === "tags" ? kind : "run";
}

export function keyOf(id: ColumnId): string {
  return id.slice(id.indexOf(".") + 1);
}

export function isNumberColumn(id: ColumnId): boolean {
  return groupOf(id) === "metrics" || made[id]?.isNumber === true;
}

/** Every column there is, in the order of the picker. */
export function allColumns(keys: RunKeys, { hasStores }: { hasStores: boolean }): ColumnInfo[] {
  const own = Object.entries(made)
    .filter(([id]) => hasStores || id !== "store")
    .map(([id, { title, isNumber = false, reads }]) => ({
      id,
      title: title(),
      group: "run" as const,
      isNumber,
      isSortable: reads !== undefined,
      isFilterable: reads !== undefined,
    }));
  const keyed = (group: "metrics" | "params" | "tags", all: readonly string[]): ColumnInfo[] =>
    all.map((key) => ({
      id: `${group}.${key}`,
      title: key,
      group,
      isNumber: group === "metrics",
      isSortable: true,
      isFilterable: true,
    }));
  return [
    ...own,
    ...keyed("metrics", keys.metrics),
    ...keyed("params", keys.params),
    ...keyed(
      "tags",
      keys.tags.filter((key) => !hiddenTags.has(key)),
    ),
  ];
}

/** So many of each kind are shown before the user chose. */
const maxDefault = { metrics: 12, params: 12, tags: 6 };

/** What is shown until the user changes it: what the newest runs have, system metrics and MLflow's own tags left out. */
export function defaultColumns(keys: RunKeys, { isMixed }: { isMixed: boolean }): ColumnView[] {
  const metrics = keys.metrics.filter((key) => !key.startsWith("system/"));
  const tags = keys.tags.filter((key) => !key.startsWith("mlflow."));
  const ids = [
    "attributes.start_time",
    "duration",
    ...(isMixed ? ["experiment"] : []),
    ...metrics.slice(0, maxDefault.metrics).map((key) => `metrics.${key}`),
    ...keys.params.slice(0, maxDefault.params).map((key) => `params.${key}`),
    ...tags.slice(0, maxDefault.tags).map((key) => `tags.${key}`),
  ];
  return [{ id: runColumn, isPinned: true }, ...ids.map((id) => ({ id }))];
}

/**
 * What a run table must answer for a column; `undefined` where only the whole run tells.
 *
 * @param aggregate of a metric
 */
export function readsOf(id: ColumnId, aggregate: Aggregate = "last"): readonly RunColumn[] | undefined {
  if (groupOf(id) === "metrics") return [aggregate === "last" ? id : `${aggregate}.${keyOf(id)}`];
  if (groupOf(id) !== "run") return [id];
  return Object.hasOwn(made, id) ? made[id]?.reads : [];
}

/** The step of the value that a metric's column shows; a mean has none. */
export function stepOf({ id, aggregate = "last" }: ColumnView): RunColumn | undefined {
  if (groupOf(id) !== "metrics" || aggregate === "mean") return undefined;
  return `${aggregate === "last" ? "steps" : `${aggregate}Steps`}.${keyOf(id)}`;
}

/** Whether a run table must go through whole histories to tell it. */
export function isSummaryRead(read: RunColumn): boolean {
  return /^(min|max|mean)\./.test(read);
}

/** MLflow's `order_by` for a sort, or `undefined` where the store cannot order so. */
export function orderByOf(sort: readonly SortKey[]): string[] | undefined {
  const clauses = sort.map(({ column, isAscending }) => {
    const name = groupOf(column) === "run" ? made[column]?.orders : `${groupOf(column)}.${quoted(keyOf(column))}`;
    return name && `${name} ${isAscending ? "ASC" : "DESC"}`;
  });
  return clauses.every((clause) => clause !== undefined) ? clauses : undefined;
}
