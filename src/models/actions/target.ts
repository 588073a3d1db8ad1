import * as vscode from "vscode";
import type { Store } from "../../mlflow/store.ts";
import type { Stores, WorkspaceStore } from "../../stores/index.ts";
import { versionsOf, type ModelAddress, type VersionAddress } from "../registry.ts";
import type { ModelNode, VersionNode } from "../tree/nodes.ts";
import { stageName } from "../words.ts";

/** What commands on models are called with: a row of the view, what a page names, or nothing from the palette. */
export type TargetArgument = ModelNode | VersionNode | ModelAddress | VersionAddress | undefined;

export type Target = ModelAddress & { version?: string };

/** The model or version that a command is about; asks where it is called without one. */
export async function targetOf(stores: Stores, argument: TargetArgument): Promise<Target | undefined> {
  return addressOf(argument) ?? (await pickModel(stores, await storesWithRegistry(stores)));
}

/** The same for what needs a version. */
export async function versionTargetOf(stores: Stores, argument: TargetArgument): Promise<VersionAddress | undefined> {
  const target = await targetOf(stores, argument);
  if (target === undefined) return undefined;
  const { version } = target;
  if (version !== undefined) return { ...target, version };
  const versions = await versionsOf(stores.get(target.storeId), target.name);
  if (versions.length === 0) throw new Error(vscode.l10n.t("{0} has no version yet.", target.name));
  const items = versions.map((each) => ({
    label: `v${each.version}`,
    description: [each.currentStage === "None" ? "" : stageName(each.currentStage), ...each.aliases]
      .filter(Boolean)
      .join(" · "),
    version: each.version,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: target.name,
    placeHolder: vscode.l10n.t("Which version?"),
  });
  return picked && { ...target, version: picked.version };
}

function addressOf(argument: TargetArgument): Target | undefined {
  if (argument === undefined) return undefined;
  if ("storeId" in argument) return argument;
  if (argument.kind === "model") return { storeId: argument.store.id, name: argument.model.name };
  const { name, version } = argument.version;
  return { storeId: argument.store.id, name, version };
}

/** The store to write to. @throws Error in the store's words where it takes no writes */
export function writableStore(stores: Stores, storeId: string): Store {
  const store = stores.get(storeId);
  if (store.readOnlyReason !== undefined) throw new Error(store.readOnlyReason);
  return store;
}

/** The stores that could be opened. @throws Error where there is none */
export async function storesWithRegistry(stores: Stores): Promise<WorkspaceStore[]> {
  await stores.ready();
  const opened = stores.all.filter(({ store }) => store !== undefined);
  if (opened.length === 0) throw new Error(vscode.l10n.t("This workspace has no MLflow store. Add one first."));
  return opened;
}

interface ModelItem extends vscode.QuickPickItem {
  target?: Target;
}

/** Asks for one of the models of these stores; with `newModel` also for the name of one that is not there yet. */
export async function pickModel(
  stores: Stores,
  among: readonly WorkspaceStore[],
  options: { newModel?: { label: string; create: () => Promise<Target | undefined> } } = {},
): Promise<Target | undefined> {
  const items: ModelItem[] = [];
  for (const { id, label } of among) {
    const { registeredModels } = await stores.get(id).searchRegisteredModels({ maxResults: 1_000 });
    const description = among.length > 1 ? label : undefined;
    items.push(...registeredModels.map(({ name }) => ({ label: name, description, target: { storeId: id, name } })));
  }
  const { newModel } = options;
  if (items.length === 0 && newModel !== undefined) return newModel.create();
  if (items.length === 0) throw new Error(vscode.l10n.t("There are no registered models yet."));
  const add: ModelItem[] = newModel === undefined ? [] : [{ label: `$(add) ${newModel.label}`, alwaysShow: true }];
  const picked = await vscode.window.showQuickPick([...add, ...items], {
    placeHolder: vscode.l10n.t("Which registered model?"),
  });
  if (picked === undefined) return undefined;
  return picked.target ?? newModel?.create();
}
