import { setTimeout } from "node:timers/promises";
import * as vscode from "vscode";
import { command } from "../command.ts";
import type { Stores } from "../stores/index.ts";
import { findRow, type RowAddress } from "./find.ts";
import type { Node } from "./nodes.ts";
import type { ExperimentsTree } from "./tree.ts";

const maxAttempts = 5;
const betweenAttemptsMs = 150;

/**
 * What is selected: told to the commands of other features, and changed by them. Several runs can be compared from the
 * status bar: a context key for an icon beside them would change with the selection, and VS Code draws the tree anew then
 * and may lose what is selected.
 */
export function selection(treeView: vscode.TreeView<Node>, tree: ExperimentsTree, stores: Stores): vscode.Disposable {
  const compare = vscode.window.createStatusBarItem("mlflowLens.compareSelected", vscode.StatusBarAlignment.Left);
  compare.name = vscode.l10n.t("MLflow: Compare Selected Runs");
  const offer = () => {
    const runs = treeView.selection.flatMap((node) =>
      node.kind === "run" ? { storeId: node.store.id, runId: node.row.runId } : [],
    );
    if (runs.length < 2 || !treeView.visible) return compare.hide();
    const text = vscode.l10n.t("Compare {0} Runs", runs.length);
    compare.text = `$(diff) ${text}`;
    compare.command = { command: "mlflowLens.compareRuns", title: text, arguments: [runs] };
    compare.show();
  };
  return vscode.Disposable.from(
    compare,
    treeView.onDidChangeSelection(offer),
    treeView.onDidChangeVisibility(offer),
    command("mlflowLens.selectedRows", () => treeView.selection),
    command("mlflowLens.revealInExperiments", (address: RowAddress) =>
      reveal(treeView, () => findRow(tree, stores, address), { focus: address.keepFocus !== true }),
    ),
  );
}

async function reveal(
  treeView: vscode.TreeView<Node>,
  find: () => Promise<Node | undefined>,
  { focus }: { focus: boolean },
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const node = await find();
    if (node === undefined) {
      throw new Error(vscode.l10n.t("The Experiments view does not list it: its experiment is deleted."));
    }
    try {
      await treeView.reveal(node, { select: true, focus, expand: node.kind === "experiment" });
      return;
    } catch (error) {
      // VS Code loses its way in a tree that is drawn anew meanwhile, as after a change in the store.
      if (attempt === maxAttempts) throw error;
    }
    await setTimeout(betweenAttemptsMs);
  }
}
