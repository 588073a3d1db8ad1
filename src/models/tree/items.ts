import * as vscode from "vscode";
import type { ModelStage } from "../../mlflow/entities.ts";
import { formatAge, formatCount } from "../../mlflow/format.ts";
import { stageName } from "../words.ts";
import type { ModelNode, MoreNode, Node, ProblemNode, StoreNode, VersionNode } from "./nodes.ts";

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** How a node is drawn. Tooltips are made only when they are looked at. */
export function treeItem(node: Node): vscode.TreeItem {
  const item = unnamedItem(node);
  item.id = node.id;
  return item;
}

function unnamedItem(node: Node): vscode.TreeItem {
  switch (node.kind) {
    case "store":
      return storeItem(node);
    case "model":
      return modelItem(node);
    case "version":
      return versionItem(node);
    case "more":
      return moreItem(node);
    case "problem":
      return problemItem(node);
  }
}

function storeItem({ store }: StoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(store.label, Expanded);
  const kind = store.store?.kind;
  item.iconPath = new vscode.ThemeIcon(kind === "rest" ? "server" : kind === "sqlite" ? "database" : "folder-library");
  item.contextValue = writable("store", store.store?.readOnlyReason);
  item.tooltip = [store.uri, store.store?.readOnlyReason].filter(Boolean).join("\n");
  return item;
}

/** Commands that write are offered only where the store takes writes; they ask the store again themselves. */
function writable(contextValue: string, readOnlyReason: string | undefined): string {
  return readOnlyReason === undefined ? `${contextValue} writable` : contextValue;
}

const warning = new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));

function modelItem(node: ModelNode): vscode.TreeItem {
  const { model, versions, store } = node;
  const item = new vscode.TreeItem(model.name, versions?.length === 0 ? None : Collapsed);
  item.iconPath = model.problems === undefined ? new vscode.ThemeIcon("package") : warning;
  item.contextValue = writable("model", store.store?.readOnlyReason);
  item.command = { command: "mlflowLens.openModel", title: vscode.l10n.t("Open"), arguments: [node] };
  const parts = [...(model.problems ?? []), ...summary(node), age(model.lastUpdatedTimestamp)].filter(Boolean);
  item.description = parts.join(" · ");
  item.accessibilityInformation = { label: [model.name, ...parts].join(", ") };
  return item;
}

/** What serves; where that is unknown, where the aliases point. */
function summary({ model, versions }: ModelNode): string[] {
  if (versions === undefined) {
    return Object.entries(model.aliases).map(([alias, version]) => `${alias} v${version}`);
  }
  if (versions.length === 0) return [vscode.l10n.t("no versions")];
  const serving = (["Production", "Staging"] as const).flatMap((stage) => {
    const numbers = versions.filter(({ currentStage }) => currentStage === stage).map(({ version }) => `v${version}`);
    return numbers.length === 0 ? [] : [`${stageName(stage)} ${numbers.join(", ")}`];
  });
  if (serving.length > 0) return serving;
  return [versions.length === 1 ? vscode.l10n.t("1 version") : vscode.l10n.t("{0} versions", versions.length)];
}

const stageIcons: Record<ModelStage, vscode.ThemeIcon> = {
  Production: new vscode.ThemeIcon("verified-filled", new vscode.ThemeColor("testing.iconPassed")),
  Staging: new vscode.ThemeIcon("circle-filled", new vscode.ThemeColor("charts.yellow")),
  Archived: new vscode.ThemeIcon("archive", new vscode.ThemeColor("disabledForeground")),
  None: new vscode.ThemeIcon("circle-outline"),
};

function versionItem(node: VersionNode): vscode.TreeItem {
  const { version, store } = node;
  const item = new vscode.TreeItem(`v${version.version}`, None);
  const isReady = version.status === "READY";
  item.iconPath = version.problems !== undefined || !isReady ? warning : stageIcons[version.currentStage];
  item.contextValue = writable(version.aliases.length > 0 ? "version aliased" : "version", store.store?.readOnlyReason);
  item.command = { command: "mlflowLens.openModel", title: vscode.l10n.t("Open"), arguments: [node] };
  const parts = [
    ...(version.problems ?? []),
    isReady ? "" : version.statusMessage || version.status,
    version.currentStage === "None" ? "" : stageName(version.currentStage),
    version.aliases.join(", "),
    age(version.creationTimestamp),
  ].filter(Boolean);
  item.description = parts.join(" · ");
  item.accessibilityInformation = { label: [vscode.l10n.t("version {0}", version.version), ...parts].join(", ") };
  return item;
}

function age(time: number | undefined): string {
  return time === undefined ? "" : formatAge(time, vscode.env.language);
}

function moreItem(node: MoreNode): vscode.TreeItem {
  const label =
    node.remaining === undefined
      ? vscode.l10n.t("Load more")
      : vscode.l10n.t("Load more ({0})", formatCount(node.remaining, vscode.env.language));
  const item = new vscode.TreeItem(label, None);
  item.command = { command: "mlflowLens.loadMoreModels", title: vscode.l10n.t("Load More"), arguments: [node] };
  return item;
}

function problemItem({ message, error }: ProblemNode): vscode.TreeItem {
  const item = new vscode.TreeItem(message, None);
  item.iconPath = warning;
  item.contextValue = "problem";
  item.tooltip = error instanceof Error ? error.message : String(error);
  item.command = { command: "mlflowLens.showLog", title: vscode.l10n.t("Show Log") };
  return item;
}
