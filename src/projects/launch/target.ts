import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as vscode from "vscode";
import { trackingUriOf } from "../../python/child.ts";
import { majorOf, type InstalledMlflow } from "../../python/environment.ts";
import type { Stores, WorkspaceStore } from "../../stores/index.ts";

/** Where a run goes. */
export interface Target {
  trackingUri: string;
  /** Absent for a store that MLflow makes when the run starts. */
  store: WorkspaceStore | undefined;
}

/** The store that a task names, by its label or its URI; else the only one; else the one that the user picks. */
export async function targetOf(
  named: string | undefined,
  stores: Stores,
  folder: string,
  mlflow: InstalledMlflow,
): Promise<Target> {
  await stores.ready();
  const all = stores.all.filter(({ store }) => store !== undefined);
  if (named !== undefined) {
    const known = all.find((store) => [store.label, store.uri, trackingUriOf(store)].includes(named));
    if (known !== undefined) return { trackingUri: trackingUriOf(known), store: known };
    if (/^[a-z][a-z0-9+.-]+:/i.test(named) || named === "databricks") return { trackingUri: named, store: undefined };
    throw new Error(vscode.l10n.t("There is no store {0} in this workspace.", named));
  }
  if (all.length === 0) return { trackingUri: newStore(folder, mlflow), store: undefined };
  const store = all.length === 1 ? all[0] : await pickStore(all);
  if (store === undefined) throw new vscode.CancellationError();
  return { trackingUri: trackingUriOf(store), store };
}

/** What MLflow itself would make in a folder. */
function newStore(folder: string, mlflow: InstalledMlflow): string {
  // MLflow 3 fails to make a database where its folder has a quote in its name.
  const isDatabase = majorOf(mlflow) >= 3 && !folder.includes("'");
  return isDatabase ? `sqlite:///${join(folder, "mlflow.db")}` : pathToFileURL(join(folder, "mlruns")).href;
}

async function pickStore(all: readonly WorkspaceStore[]): Promise<WorkspaceStore | undefined> {
  const picked = await vscode.window.showQuickPick(
    all.map((store) => ({ label: store.label, store })),
    { title: vscode.l10n.t("Which store does the run go to?") },
  );
  return picked?.store;
}

/** The store of the workspace with a tracking URI, once it is there: MLflow may have made it just now. */
export async function findStore(stores: Stores, trackingUri: string): Promise<WorkspaceStore | undefined> {
  const find = () => stores.all.find((each) => each.store !== undefined && trackingUriOf(each) === trackingUri);
  await stores.ready();
  if (find() === undefined) await stores.refresh();
  return find();
}
