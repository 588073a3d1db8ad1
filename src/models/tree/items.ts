import * as vscode from "vscode";
import type { ModelStage } from "../../mlflow/entities.ts";
import { formatAge } from "../../mlflow/format.ts";
import { stageName } from "../words.ts";
import { damagedIcon, isWritable, moreItem, problemItem, storeItem, tokens } from "../../views/items.ts";
import type { ModelNode, Node, VersionNode } from "./nodes.ts";

const { None, Collapsed } = vscode.TreeItemCollapsibleState;

/** How a node is drawn. Tooltips are made only when they are looked at. */
export function treeItem(node: Node): vscode.TreeItem {
  const item = unnamedItem(node);
  item.id = node.id;
  return item;
}

function unnamedItem(node: Node): vscode.TreeItem {
  switch (node.kind) {
    case "store":
      return storeItem(node.store);
    case "model":
      return modelItem(node);
    case "version":
      return versionItem(node);
    case "more":
      return moreItem(node.remaining, "mlflowLens.loadMoreModels", node);
    case "problem":
      return problemItem(node.message, node.error);
  }
}

function modelItem(node: ModelNode): vscode.TreeItem {
  const { model, versions, store } = node;
  const item = new vscode.TreeItem(model.name, versions?.length === 0 ? None : Collapsed);
  item.iconPath = model.problems === undefined ? new vscode.ThemeIcon("package") : damagedIcon;
  item.contextValue = tokens("model", isWritable(store) && "writable");
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
  item.iconPath = version.problems !== undefined || !isReady ? damagedIcon : stageIcons[version.currentStage];
  item.contextValue = tokens("version", version.aliases.length > 0 && "aliased", isWritable(store) && "writable");
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
