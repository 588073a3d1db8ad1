import * as vscode from "vscode";
import { command } from "../command.ts";
import { openPage, registerPage, type Answering } from "../page.ts";
import type { RunHost, RunPage } from "../protocol/run.ts";
import type { Stores } from "../stores/index.ts";
import { parseRunUri, runUri } from "../stores/pageUri.ts";
import { readOverview } from "./overview.ts";

/** What the Experiments view hands to the command: a run of a store. */
interface RunTarget {
  store: { id: string };
  row: { runId: string; name: string };
}

/** The page of a run. */
export function register(context: vscode.ExtensionContext, stores: Stores): void {
  context.subscriptions.push(
    registerPage("mlflowLens.run", (uri, panel) => showRun(uri, panel, stores)),
    command("mlflowLens.openRun", ({ store, row }: RunTarget) =>
      vscode.commands.executeCommand("vscode.open", runUri(store.id, row.runId, row.name)),
    ),
  );
}

function showRun(uri: vscode.Uri, panel: vscode.WebviewPanel, stores: Stores): void {
  const { storeId, runId } = parseRunUri(uri);
  const store = async () => {
    await stores.ready();
    return stores.get(storeId);
  };
  const host: Answering<RunHost> = {
    async overview() {
      const overview = await readOverview(await store(), runId);
      stores.show(panel, storeId, { experimentIds: [overview.run.experimentId], runIds: [runId] });
      return { ...overview, place: stores.runPlaces(storeId, [runId])[0] ?? 0 };
    },
  };
  const { page, own } = openPage<RunHost, RunPage>(panel, "run", host);
  own(
    stores.onDidChange(({ store: changed, changes }) => {
      if (changed.id !== storeId) return;
      if (changes.some((change) => change.kind === "runs" && (change.runIds?.includes(runId) ?? true)))
        page.invalidate();
    }),
    { dispose: () => stores.show(panel, storeId, undefined) },
  );
}
