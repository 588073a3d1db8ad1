import * as vscode from "vscode";
import type { ViewType } from "../mlflow/store.ts";
import { type View, viewState } from "../views/viewState.ts";

/** What the user set for the view. It holds for every experiment. */
export interface ViewState {
  /** In MLflow's grammar; "" shows all. */
  filter: string;
  /** One entry of MLflow's `order_by`; "" is MLflow's own order, newest first. */
  orderBy: string;
  showsDeleted: boolean;
  /** The metric beside each run's name, by experiment. */
  metrics: Record<string, string>;
}

export type ExperimentsView = View<ViewState>;

/** The view's state, told to `when` clauses. */
export function experimentsView(context: vscode.ExtensionContext): ExperimentsView {
  const initial: ViewState = { filter: "", orderBy: "", showsDeleted: false, metrics: {} };
  return viewState(context, "experiments.view", initial, ({ showsDeleted, filter }) => ({
    "mlflowLens.showsDeleted": showsDeleted,
    "mlflowLens.isFiltered": filter !== "",
  }));
}

export function viewTypeOf({ showsDeleted }: ViewState): ViewType {
  return showsDeleted ? "ALL" : "ACTIVE_ONLY";
}

/** The line above the tree that says what it leaves out and how it is sorted. */
export function describeView({ filter, orderBy }: ViewState): string | undefined {
  const parts = [
    ...(filter === "" ? [] : [vscode.l10n.t("Filter: {0}", filter)]),
    ...(orderBy === "" ? [] : [vscode.l10n.t("Sorted by {0}", sortWords(orderBy))]),
  ];
  return parts.length === 0 ? undefined : parts.join(" · ");
}

/** `metrics.\`val/loss\` ASC` as "val/loss ↑". */
function sortWords(orderBy: string): string {
  const [, key = orderBy, direction] = /^\w+\.["`]?(.+?)["`]? (ASC|DESC)$/.exec(orderBy) ?? [];
  return `${key} ${direction === "ASC" ? "↑" : "↓"}`;
}
