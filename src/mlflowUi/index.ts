import * as vscode from "vscode";
import { command } from "../command.ts";
import type { Python } from "../python/index.ts";
import type { Stores, WorkspaceStore } from "../stores/index.ts";
import { startMlflowUi, type MlflowUi } from "./start.ts";

/** MLflow's own page on a store of the workspace: started on a free port, opened in the browser, ended with the window. */
export function register(context: vscode.ExtensionContext, stores: Stores, python: Python): void {
  const running = new Map<string, MlflowUi>();
  const tell = () => void vscode.commands.executeCommand("setContext", "mlflowLens.mlflowUiRuns", running.size > 0);
  context.subscriptions.push(
    command("mlflowLens.openMlflowUi", async (target?: { store?: WorkspaceStore }) => {
      const store = target?.store ?? (await pickStore(stores));
      // A server has that page itself.
      if (/^https?:/i.test(store.uri)) return open(store.uri);
      let ui = running.get(store.id);
      if (ui === undefined) {
        ui = await startMlflowUi(store, python);
        running.set(store.id, ui);
        void ui.ended.then(() => {
          running.delete(store.id);
          tell();
        });
        tell();
      }
      await open(ui.url);
    }),
    command("mlflowLens.stopMlflowUi", async () => {
      await Promise.all([...running.values()].map((ui) => ui.stop()));
    }),
  );
}

async function open(url: string): Promise<void> {
  await vscode.env.openExternal(await vscode.env.asExternalUri(vscode.Uri.parse(url, true)));
}

/** @throws Error where there is none; CancellationError */
async function pickStore(stores: Stores): Promise<WorkspaceStore> {
  await stores.ready();
  const all = stores.all.filter(({ store, uri }) => store !== undefined && !/^databricks\b/.test(uri));
  const [only, second] = all;
  if (only === undefined) throw new Error(vscode.l10n.t("There is no store in this workspace to show."));
  if (second === undefined) return only;
  const picked = await vscode.window.showQuickPick(
    all.map((store) => ({ label: store.label, store })),
    { placeHolder: vscode.l10n.t("Which store?") },
  );
  if (picked === undefined) throw new vscode.CancellationError();
  return picked.store;
}
