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
 * What is selected: told to `when` clauses (`mlflowLens.selectionCount`: how many runs) and to the commands of other
 * features, and changed by them.
 */
export function selection(treeView: vscode.TreeView<Node>, tree: ExperimentsTree, stores: Stores): vscode.Disposable {
  return vscode.Disposable.from(
    treeView.onDidChangeSelection(({ selection: rows }) => {
      const runs = rows.filter(({ kind }) => kind === "run");
      void vscode.commands.executeCommand("setContext", "mlflowLens.selectionCount", runs.length);
    }),
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
