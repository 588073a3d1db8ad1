import * as vscode from "vscode";
import type { Stores, WorkspaceStore } from "../../stores/index.ts";
import { modelUri } from "../../stores/pageUri.ts";
import type { StoreNode } from "../tree/nodes.ts";
import { storesWithRegistry, writableStore, type Target } from "./target.ts";

/** Creates a registered model and opens its page. */
export async function createModel(stores: Stores, node: StoreNode | undefined): Promise<void> {
  const store = node?.store ?? (await pickStore(await storesWithRegistry(stores)));
  const made = store && (await createIn(stores, store.id, ""));
  if (made !== undefined) await vscode.commands.executeCommand("vscode.open", modelUri(made.storeId, made.name));
}

/** Asks for the name of a new model of a store, and creates it. */
export async function createIn(stores: Stores, storeId: string, suggestion: string): Promise<Target | undefined> {
  const store = writableStore(stores, storeId);
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t("Create Registered Model"),
    prompt: vscode.l10n.t("The name of the model"),
    value: suggestion,
    validateInput: (text) => (text.trim() === "" ? vscode.l10n.t("A model needs a name.") : undefined),
  });
  if (name === undefined) return undefined;
  await store.createRegisteredModel({ name: name.trim() });
  return { storeId, name: name.trim() };
}

async function pickStore(among: readonly WorkspaceStore[]): Promise<WorkspaceStore | undefined> {
  const writable = among.filter(({ store }) => store?.readOnlyReason === undefined);
  const [first] = writable;
  // With nowhere to write the reason is told by whoever tries.
  if (first === undefined) return among[0];
  if (writable.length === 1) return first;
  const items = writable.map((store) => ({ label: store.label, description: store.uri, store }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("In which store?") });
  return picked?.store;
}
