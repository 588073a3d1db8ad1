import * as vscode from "vscode";
import { command } from "../command.ts";
import type { Stores } from "../stores/index.ts";
import { filterProblem } from "../views/filterProblem.ts";
import { dragOut, dropsIntoTexts } from "./drag.ts";
import type { ExperimentNode, MoreNode, Node, RunNode, ValueNode } from "./nodes.ts";
import { runningBadge } from "./runningBadge.ts";
import { selection } from "./selection.ts";
import { ExperimentsTree } from "./tree.ts";
import { describeView, experimentsView, type ExperimentsView } from "./view.ts";

/** The Experiments view: its tree, and the commands that filter, sort and copy from it. */
export function register(context: vscode.ExtensionContext, stores: Stores): void {
  const view = experimentsView(context);
  const tree = new ExperimentsTree(stores, view);
  const treeView = vscode.window.createTreeView("mlflowLens.experiments", {
    treeDataProvider: tree,
    showCollapseAll: true,
    canSelectMany: true,
    dragAndDropController: dragOut,
  });
  treeView.message = describeView(view.state);
  tree.attach(treeView);
  context.subscriptions.push(
    tree,
    treeView,
    view.onDidChange(() => (treeView.message = describeView(view.state))),
    selection(treeView, tree, stores),
    runningBadge(treeView, stores),
    dropsIntoTexts(),
    command("mlflowLens.refresh", async () => {
      await vscode.window.withProgress({ location: { viewId: "mlflowLens.experiments" } }, () => stores.refresh());
      tree.reload();
    }),
    command("mlflowLens.loadMore", (node: MoreNode) => tree.loadMore(node)),
    command("mlflowLens.filterRuns", () => filterRuns(view)),
    command("mlflowLens.clearFilter", () => view.set({ filter: "" })),
    command("mlflowLens.sortRuns", () => sortRuns(stores, tree, view)),
    command("mlflowLens.showDeleted", () => view.set({ showsDeleted: true })),
    command("mlflowLens.hideDeleted", () => view.set({ showsDeleted: false })),
    command("mlflowLens.chooseMetric", (node?: ExperimentNode) => chooseMetric(stores, tree, view, node)),
    command("mlflowLens.copyRunId", (node: RunNode | { runIds: string[] } | undefined, all?: Node[]) => {
      // A row of a table says which runs are selected with it.
      if (node !== undefined && "runIds" in node) return copy(node.runIds);
      const nodes = all ?? [node ?? treeView.selection[0]];
      return copy(nodes.map((each) => (each?.kind === "run" ? each.row.runId : undefined)));
    }),
    command("mlflowLens.copyValue", (node: ValueNode, all?: Node[]) =>
      copy((all ?? [node]).map((each) => ("value" in each ? String(each.metric?.value ?? each.value) : undefined))),
    ),
  );
}

async function copy(texts: (string | undefined)[]): Promise<void> {
  const found = texts.filter((text) => text !== undefined);
  if (found.length === 0) throw new Error(vscode.l10n.t("Select a run in the Experiments view first."));
  await vscode.env.clipboard.writeText(found.join("\n"));
}

/** Asks for a filter; what MLflow would refuse is told in its words while it is typed. */
async function filterRuns(view: ExperimentsView): Promise<void> {
  const filter = await vscode.window.showInputBox({
    title: vscode.l10n.t("Filter Runs"),
    value: view.state.filter,
    prompt: vscode.l10n.t("MLflow's search syntax; empty shows all runs"),
    placeHolder: "metrics.accuracy > 0.9 and params.depth = '2'",
    validateInput: (text) => filterProblem("runs", text),
  });
  if (filter !== undefined) await view.set({ filter: filter.trim() });
}

interface SortItem extends vscode.QuickPickItem {
  identifier?: string;
}

async function sortRuns(stores: Stores, tree: ExperimentsTree, view: ExperimentsView): Promise<void> {
  const keys = await vscode.window.withProgress({ location: { viewId: "mlflowLens.experiments" } }, () =>
    columnsOf(stores, tree.openExperiments()),
  );
  const group = (label: string): SortItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const items: SortItem[] = [
    { label: vscode.l10n.t("Start Time"), identifier: "attributes.start_time" },
    { label: vscode.l10n.t("End Time"), identifier: "attributes.end_time" },
    { label: vscode.l10n.t("Name"), identifier: "attributes.run_name" },
    { label: vscode.l10n.t("Status"), identifier: "attributes.status" },
    { label: vscode.l10n.t("User"), identifier: "attributes.user_id" },
    group(vscode.l10n.t("Metrics")),
    ...keys.metrics.map((key) => ({ label: key, identifier: `metrics.${quoted(key)}` })),
    group(vscode.l10n.t("Parameters")),
    ...keys.params.map((key) => ({ label: key, identifier: `params.${quoted(key)}` })),
  ];
  const title = vscode.l10n.t("Sort Runs");
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t("Sort by…") });
  if (picked?.identifier === undefined) return;
  const descending = {
    label: vscode.l10n.t("Descending"),
    iconPath: new vscode.ThemeIcon("arrow-down"),
    order: "DESC",
  };
  const ascending = { label: vscode.l10n.t("Ascending"), iconPath: new vscode.ThemeIcon("arrow-up"), order: "ASC" };
  const direction = await vscode.window.showQuickPick([descending, ascending], { title, placeHolder: picked.label });
  if (direction === undefined) return;
  const isDefault = picked.identifier === "attributes.start_time" && direction === descending;
  await view.set({ orderBy: isDefault ? "" : `${picked.identifier} ${direction.order}` });
}

/** MLflow's quoting: backticks, or double quotes around a key that has one of those. */
function quoted(key: string): string {
  return key.includes("`") ? `"${key}"` : `\`${key}\``;
}

async function columnsOf(
  stores: Stores,
  experiments: ExperimentNode[],
): Promise<{ metrics: string[]; params: string[] }> {
  const byStore = Map.groupBy(experiments, (node) => node.store.id);
  const all = await Promise.all(
    [...byStore].map(([storeId, nodes]) =>
      stores.get(storeId).runColumns({ experimentIds: nodes.map((node) => node.experiment.experimentId) }),
    ),
  );
  const union = (keys: string[][]) => [...new Set(keys.flat())].sort();
  return { metrics: union(all.map(({ metrics }) => metrics)), params: union(all.map(({ params }) => params)) };
}

/** Asks which metric stands beside the names of an experiment's runs. */
async function chooseMetric(
  stores: Stores,
  tree: ExperimentsTree,
  view: ExperimentsView,
  node?: ExperimentNode,
): Promise<void> {
  const experiments = node === undefined ? tree.openExperiments() : [node];
  const { metrics } = await columnsOf(stores, experiments);
  if (metrics.length === 0) throw new Error(vscode.l10n.t("No run here has a metric yet."));
  const picked = await vscode.window.showQuickPick(metrics, {
    title: vscode.l10n.t("Choose Metric"),
    placeHolder: vscode.l10n.t("The metric shown beside each run"),
  });
  if (picked === undefined) return;
  const chosen = experiments.map(
    ({ store, experiment }) => [`${store.id}/${experiment.experimentId}`, picked] as const,
  );
  await view.set({ metrics: { ...view.state.metrics, ...Object.fromEntries(chosen) } });
}
