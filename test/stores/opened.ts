import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { openStores, type Stores } from "../../src/stores/index.ts";

/** The stores of settings of the test's own, opened as the extension opens them; closed and forgotten after the test. */
export async function withStores(
  settings: Record<string, unknown>,
  action: (stores: Stores) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "lens-host-"));
  const configuration = vscode.workspace.getConfiguration("mlflowLens");
  for (const [key, value] of Object.entries(settings)) {
    await configuration.update(key, value, vscode.ConfigurationTarget.Global);
  }
  const subscriptions: vscode.Disposable[] = [];
  const storage = vscode.Uri.file(folder);
  // Of the context, what stores use.
  const context = {
    subscriptions,
    storageUri: storage,
    globalStorageUri: storage,
    secrets: noSecrets,
    workspaceState: forgetful,
  };
  const stores = openStores(context as unknown as vscode.ExtensionContext);
  try {
    await stores.ready();
    await action(stores);
  } finally {
    await stores.close();
    vscode.Disposable.from(...subscriptions).dispose();
    for (const key of Object.keys(settings)) {
      await configuration.update(key, undefined, vscode.ConfigurationTarget.Global);
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const noSecrets: Pick<vscode.SecretStorage, "get"> = { get: () => Promise.resolve(undefined) };

/** Each test starts without what another one kept. */
const forgetful: Pick<vscode.Memento, "get" | "update"> = {
  get: <T>(_key: string, value?: T) => value as T,
  update: () => Promise.resolve(),
};
