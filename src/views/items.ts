import * as vscode from "vscode";
import { formatCount } from "../mlflow/format.ts";
import type { WorkspaceStore } from "../stores/index.ts";

const { None, Expanded } = vscode.TreeItemCollapsibleState;

/** The color of what is not as it should be. */
export const warningColor = new vscode.ThemeColor("list.warningForeground");
export const damagedIcon = new vscode.ThemeIcon("warning", warningColor);

/** Words of what an item is, for `when` clauses, which look for single ones in them. */
export function tokens(...words: (string | false)[]): string {
  return words.filter((word) => word !== false).join(" ");
}

export function isWritable({ store }: WorkspaceStore): boolean {
  return store !== undefined && store.readOnlyReason === undefined;
}

/** A store as the root of a tree. Commands that write are offered only where it takes writes; they ask it again. */
export function storeItem(store: WorkspaceStore): vscode.TreeItem {
  const item = new vscode.TreeItem(store.label, Expanded);
  const isServer = store.store?.kind === "rest" || /^https?:/.test(store.uri);
  const isDatabase = store.store?.kind === "sqlite";
  item.iconPath = new vscode.ThemeIcon(isServer ? "server" : isDatabase ? "database" : "folder-library");
  item.contextValue = tokens("store", isServer && "server", isWritable(store) && "writable");
  item.tooltip = [store.uri, store.store?.readOnlyReason].filter(Boolean).join("\n");
  return item;
}

/** @param remaining how many are not shown yet, where that is known */
export function moreItem(remaining: number | undefined, command: string, node: unknown): vscode.TreeItem {
  const label =
    remaining === undefined
      ? vscode.l10n.t("Load more")
      : vscode.l10n.t("Load more ({0})", formatCount(remaining, vscode.env.language));
  const item = new vscode.TreeItem(label, None);
  item.command = { command, title: vscode.l10n.t("Load More"), arguments: [node] };
  return item;
}

/** What could not be read, in the place of what it would have shown. */
export function problemItem(message: string, error: unknown): vscode.TreeItem {
  const item = new vscode.TreeItem(message, None);
  item.iconPath = damagedIcon;
  item.contextValue = "problem";
  item.tooltip = error instanceof Error ? error.message : String(error);
  item.command = { command: "mlflowLens.showLog", title: vscode.l10n.t("Show Log") };
  return item;
}
