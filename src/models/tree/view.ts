import * as vscode from "vscode";
import { parseFilter } from "../../mlflow/search/parse.ts";

/** What the user set for the view. It stays after a reload, and holds for every store. */
export interface ViewState {
  /** A part of a name, or MLflow's grammar; "" shows all. */
  filter: string;
  /** One entry of MLflow's `order_by`; "" is MLflow's own order, by name. */
  orderBy: string;
}

const initial: ViewState = { filter: "", orderBy: "" };
const key = "models.view";

export interface View {
  readonly state: ViewState;
  set(change: Partial<ViewState>): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

/** The view's state, kept in the workspace's storage and told to `when` clauses. */
export function viewState(context: vscode.ExtensionContext): View {
  const changed = new vscode.EventEmitter<void>();
  context.subscriptions.push(changed);
  let state: ViewState = { ...initial, ...context.workspaceState.get<Partial<ViewState>>(key) };
  const tell = () => vscode.commands.executeCommand("setContext", "mlflowLens.areModelsFiltered", state.filter !== "");
  void tell();
  return {
    get state() {
      return state;
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

/** The filter as the stores take it: whoever types a word means a part of the name. */
export function filterClause(filter: string): string {
  if (filter === "" || /[=<>'"`]|\b(like|ilike|in|is)\b/i.test(filter)) return filter;
  return `name ILIKE '%${filter}%'`;
}

/** What MLflow would refuse of a filter, in its words. */
export function filterProblem(filter: string): string | undefined {
  const clause = filterClause(filter.trim());
  if (clause === "") return undefined;
  try {
    parseFilter("registeredModels", clause, "file");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

interface SortItem extends vscode.QuickPickItem {
  orderBy: string;
}

/** Asks how models are to be sorted. */
export async function sortModels(view: View): Promise<void> {
  const items: SortItem[] = [
    { label: vscode.l10n.t("Name, A to Z"), orderBy: "" },
    { label: vscode.l10n.t("Name, Z to A"), orderBy: "name DESC" },
    { label: vscode.l10n.t("Last Change, Newest First"), orderBy: "last_updated_timestamp DESC" },
    { label: vscode.l10n.t("Last Change, Oldest First"), orderBy: "last_updated_timestamp ASC" },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Sort Models"),
    placeHolder: vscode.l10n.t("Sort by…"),
  });
  if (picked !== undefined) await view.set({ orderBy: picked.orderBy });
}

/** Asks for a filter; what MLflow would refuse is told in its words while it is typed. */
export async function filterModels(view: View): Promise<void> {
  const filter = await vscode.window.showInputBox({
    title: vscode.l10n.t("Filter Models"),
    value: view.state.filter,
    prompt: vscode.l10n.t("A part of the name, or MLflow's search syntax; empty shows all models"),
    placeHolder: "tags.task = 'classification'",
    validateInput: filterProblem,
  });
  if (filter !== undefined) await view.set({ filter: filter.trim() });
}

/** The line above the tree that says what it leaves out and how it is sorted. */
export function describeView({ filter, orderBy }: ViewState): string | undefined {
  const sorted: Record<string, string> = {
    "name DESC": vscode.l10n.t("Sorted by name ↓"),
    "last_updated_timestamp DESC": vscode.l10n.t("Sorted by last change, newest first"),
    "last_updated_timestamp ASC": vscode.l10n.t("Sorted by last change, oldest first"),
  };
  const parts = [filter === "" ? undefined : vscode.l10n.t("Filter: {0}", filter), sorted[orderBy]];
  const told = parts.filter((part) => part !== undefined);
  return told.length === 0 ? undefined : told.join(" · ");
}
