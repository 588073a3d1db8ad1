import * as vscode from "vscode";
import type { Store } from "../mlflow/store.ts";
import type { Stores, WorkspaceStore } from "../stores/index.ts";

/** The stores that may be written. */
export function writableStores(stores: Stores): WorkspaceStore[] {
  return stores.all.filter(({ store }) => store !== undefined && store.readOnlyReason === undefined);
}

/** @throws Error in words for the user when the store is gone, or may not be written, and why */
export function writableStore(stores: Stores, storeId: string): Store {
  const store = stores.get(storeId);
  if (store.readOnlyReason === undefined) return store;
  const label = stores.all.find(({ id }) => id === storeId)?.label ?? store.uri;
  throw new Error(vscode.l10n.t("{0} cannot be changed: {1}", label, store.readOnlyReason));
}

/** Keeps the key `mlflowLens.writable`: whether any store may be written, for what `when` clauses offer without a store. */
export function followWritable(stores: Stores): vscode.Disposable {
  return stores.onDidChangeStores(() => {
    void vscode.commands.executeCommand("setContext", "mlflowLens.writable", writableStores(stores).length > 0);
  });
}
