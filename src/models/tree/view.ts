import * as vscode from "vscode";
import { filterProblem } from "../../views/filterProblem.ts";
import { type View, viewState } from "../../views/viewState.ts";

/** What the user set for the view. It holds for every store. */
export interface ViewState {
  /** A part of a name, or MLflow's grammar; "" shows all. */
  filter: string;
  /** One entry of MLflow's `order_by`; "" is MLflow's own order, by name. */
  orderBy: string;
}

export type ModelsView = View<ViewState>;

/** The view's state, told to `when` clauses. */
export function modelsView(context: vscode.ExtensionContext): ModelsView {
  const initial: ViewState = { filter: "", orderBy: "" };
  return viewState(context, "models.view", initial, ({ filter }) => ({
    "mlflowLens.areModelsFiltered": filter !== "",
  }));
}

/** The filter as the stores take it: whoever types a word means a part of the name. */
export function filterClause(filter: string): string {
  if (filter === "" || /[=<>'"`]|\b(like|ilike|in|is)\b/i.test(filter)) return filter;
  return `name ILIKE '%${filter}%'`;
}

interface SortItem extends vscode.QuickPickItem {
  orderBy: string;
}

/** Asks how models are to be sorted. */
export async function sortModels(view: ModelsView): Promise<void> {
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
export async function filterModels(view: ModelsView): Promise<void> {
  const filter = await vscode.window.showInputBox({
    title: vscode.l10n.t("Filter Models"),
    value: view.state.filter,
    prompt: vscode.l10n.t("A part of the name, or MLflow's search syntax; empty shows all models"),
    placeHolder: "tags.task = 'classification'",
    validateInput: (text) => filterProblem("registeredModels", filterClause(text.trim())),
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
