import * as vscode from "vscode";
import { allExperiments } from "../stores/allExperiments.ts";
import type { Stores, WorkspaceStore } from "../stores/index.ts";

const key = "terminals.target";

interface Kept {
  storeId: string;
  experiment?: string;
}

export interface Target {
  store: WorkspaceStore;
  experiment: string | undefined;
}

/** What the user chose, else the only store there is. */
export function targetOf(context: vscode.ExtensionContext, stores: Stores): Target | undefined {
  const kept = context.workspaceState.get<Kept>(key);
  const chosen = stores.all.find(({ id, store }) => id === kept?.storeId && store !== undefined);
  if (chosen !== undefined) return { store: chosen, experiment: kept?.experiment };
  const [only, second] = stores.all.filter(({ store }) => store !== undefined);
  return only === undefined || second !== undefined ? undefined : { store: only, experiment: undefined };
}

/**
 * Asks for a store and an experiment, as far as the row that was clicked does not say.
 *
 * @throws CancellationError; Error where there is no store
 */
export async function chooseTarget(
  context: vscode.ExtensionContext,
  stores: Stores,
  node: { store?: WorkspaceStore; experiment?: { name: string } } | undefined,
): Promise<void> {
  await stores.ready();
  const store = node?.store ?? (await pickStore(stores));
  const experiment = node?.experiment?.name ?? (await pickExperiment(store, stores));
  const kept: Kept = { storeId: store.id, ...(experiment === "" ? {} : { experiment }) };
  await context.workspaceState.update(key, kept);
  const message =
    experiment === ""
      ? vscode.l10n.t("New terminals, tasks and debug sessions log to {0}.", store.label)
      : vscode.l10n.t("New terminals, tasks and debug sessions log to {0}, experiment {1}.", store.label, experiment);
  void vscode.window.showInformationMessage(message);
}

async function pickStore(stores: Stores): Promise<WorkspaceStore> {
  const all = stores.all.filter(({ store }) => store !== undefined);
  if (all.length === 0) throw new Error(vscode.l10n.t("There is no store in this workspace yet."));
  if (all.length === 1) return all[0]!;
  const picked = await vscode.window.showQuickPick(
    all.map((store) => ({ label: store.label, store })),
    { title: vscode.l10n.t("Where Runs Go"), placeHolder: vscode.l10n.t("Store") },
  );
  if (picked === undefined) throw new vscode.CancellationError();
  return picked.store;
}

/** @returns "" for what the script itself names */
async function pickExperiment({ id }: WorkspaceStore, stores: Stores): Promise<string> {
  const experiments = await allExperiments(stores.get(id), "ACTIVE_ONLY");
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t("As the script says"), name: "" },
      { label: "", kind: vscode.QuickPickItemKind.Separator, name: "" },
      ...experiments.map(({ name }) => ({ label: name, name })),
    ],
    { title: vscode.l10n.t("Where Runs Go"), placeHolder: vscode.l10n.t("Experiment") },
  );
  if (picked === undefined) throw new vscode.CancellationError();
  return picked.name;
}
