import * as vscode from "vscode";
import type { Stores } from "../../stores/index.ts";
import { type ExperimentAddress, runsUri } from "../../stores/pageUri.ts";

interface ExperimentItem extends vscode.QuickPickItem {
  readonly address: ExperimentAddress;
}

/** Asks which experiments to show in one table beside those that are there, of whatever store, and opens it. */
export async function addExperiments(stores: Stores, shown: readonly ExperimentAddress[]): Promise<void> {
  const isShown = (address: ExperimentAddress) =>
    shown.some(({ storeId, experimentId }) => storeId === address.storeId && experimentId === address.experimentId);
  const items: ExperimentItem[] = [];
  for (const { id, label, store } of stores.all) {
    let pageToken: string | undefined;
    while (store !== undefined) {
      const page = await store.searchExperiments({ pageToken });
      for (const { experimentId, name } of page.experiments) {
        const address = { storeId: id, experimentId };
        items.push({ label: name, description: label, picked: isShown(address), address });
      }
      pageToken = page.nextPageToken;
      if (pageToken === undefined) break;
    }
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Compare Experiments"),
    placeHolder: vscode.l10n.t("Their runs stand in one table"),
    canPickMany: true,
  });
  if (picked === undefined || picked.length === 0) return;
  await vscode.commands.executeCommand(
    "vscode.open",
    runsUri(
      picked.map(({ address }) => address),
      picked.map(({ label }) => label).join(" + "),
    ),
  );
}
