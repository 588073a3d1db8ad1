import * as vscode from "vscode";
import { command } from "../command.ts";
import type { Stores } from "../stores/index.ts";
import { registerPage } from "../page.ts";
import { runUri, type RunAddress } from "../stores/pageUri.ts";

/** What the command is called with: a row of the Experiments view, or a run that a page shows. */
type RunTarget = { store: { id: string }; row: { runId: string; name: string } } | (RunAddress & { name?: string });

/** The page of a run. */
export function register(context: vscode.ExtensionContext, stores: Stores): void {
  context.subscriptions.push(
    registerPage("mlflowLens.run", async (uri, panel) => {
      // What only an open page needs would make every start of the editor slower.
      const { showRun } = await import("./showRun.ts");
      showRun(uri, panel, stores, context.globalState);
    }),
    command("mlflowLens.openRun", (target: RunTarget) => {
      const { storeId, runId, name } =
        "row" in target ? { storeId: target.store.id, ...target.row } : { name: "", ...target };
      return vscode.commands.executeCommand("vscode.open", runUri(storeId, runId, name));
    }),
  );
}
