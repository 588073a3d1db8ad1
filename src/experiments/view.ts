import * as vscode from "vscode";
import type { ViewType } from "../mlflow/store.ts";

/** What the user set for the view. It stays after a reload, and holds for every experiment. */
export interface ViewState {
  /** In MLflow's grammar; "" shows all. */
  filter: string;
  /** One entry of MLflow's `order_by`; "" is MLflow's own order, newest first. */
  orderBy: string;
  showsDeleted: boolean;
  /** The metric beside each run's name, by experiment. */
  metrics: Record<string, string>;
}

const initial: ViewState = { filter: "", orderBy: "", showsDeleted: false, metrics: {} };
const key = "experiments.view";

export interface View {
  readonly state: ViewState;
  readonly viewType: ViewType;
  set(change: Partial<ViewState>): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

/** The view's state, kept in the workspace's storage and told to `when` clauses. */
export function viewState(context: vscode.ExtensionContext): View {
  const changed = new vscode.EventEmitter<void>();
  context.subscriptions.push(changed);
  let state: ViewState = { ...initial, ...context.workspaceState.get<Partial<ViewState>>(key) };
  const tell = () =>
    Promise.all([
      vscode.commands.executeCommand("setContext", "mlflowLens.showsDeleted", state.showsDeleted),
      vscode.commands.executeCommand("setContext", "mlflowLens.isFiltered", state.filter !== ""),
    ]);
  void tell();
  return {
    get state() {
      return state;
    },
    get viewType() {
      return state.showsDeleted ? "ALL" : "ACTIVE_ONLY";
    },
    async set(change) {
      state = { ...state, ...change };
      await context.workspaceState.update(key, state);
      await tell();
      changed.fire();
    },
    onDidChange: changed.event,
  };
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
