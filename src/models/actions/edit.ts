import * as vscode from "vscode";
import type { Stores } from "../../stores/index.ts";
import { modelUri } from "../../stores/pageUri.ts";
import { describe, rename, setAlias, setTag } from "../history/changes.ts";
import { currentUser } from "../history/who.ts";
import { closePages } from "../page/tabs.ts";
import { stageName } from "../words.ts";
import { targetOf, versionTargetOf, writableStore, type TargetArgument } from "./target.ts";

/** Asks for a new name; who is named by it (`models:/name/…`) has to be told by the user. */
export async function renameModel(stores: Stores, argument: TargetArgument): Promise<void> {
  const target = await targetOf(stores, argument);
  if (target === undefined) return;
  const store = writableStore(stores, target.storeId);
  const newName = await vscode.window.showInputBox({
    title: vscode.l10n.t("Rename {0}", target.name),
    prompt: vscode.l10n.t("Whoever loads models:/{0}/… finds it under the new name only.", target.name),
    value: target.name,
    validateInput: (text) => (text.trim() === "" ? vscode.l10n.t("A model needs a name.") : undefined),
  });
  if (newName === undefined || newName.trim() === target.name) return;
  await rename(store, target.name, newName.trim(), await currentUser());
  // A page is of a name: that of the old one has nothing to show any more.
  if (await closePages(target)) {
    await vscode.commands.executeCommand("vscode.open", modelUri(target.storeId, newName.trim()));
  }
}

/** Asks for a description; longer ones are written on the model's page. */
export async function describeModel(stores: Stores, argument: TargetArgument): Promise<void> {
  const target = await targetOf(stores, argument);
  if (target === undefined) return;
  const store = writableStore(stores, target.storeId);
  const { name, version } = target;
  const { description = "" } = await (version === undefined
    ? store.getRegisteredModel(name)
    : store.getModelVersion(name, version));
  // An input box holds one line, and would lose the others.
  if (description.includes("\n")) {
    await vscode.commands.executeCommand("mlflowLens.openModel", { ...target, edits: true });
    return;
  }
  const text = await vscode.window.showInputBox({
    title: version === undefined ? name : `${name} v${version}`,
    prompt: vscode.l10n.t("Description, in Markdown"),
    value: description,
  });
  if (text !== undefined) await describe(store, { name, version }, text, await currentUser());
}

/** Asks for a tag's key and value. */
export async function tagModel(stores: Stores, argument: TargetArgument): Promise<void> {
  const target = await targetOf(stores, argument);
  if (target === undefined) return;
  const store = writableStore(stores, target.storeId);
  const { name, version } = target;
  const { tags } = await (version === undefined
    ? store.getRegisteredModel(name)
    : store.getModelVersion(name, version));
  const title = version === undefined ? name : `${name} v${version}`;
  const key = await vscode.window.showInputBox({ title, prompt: vscode.l10n.t("Key of the tag") });
  if (key === undefined || key.trim() === "") return;
  const value = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("Value of {0}", key.trim()),
    value: Object.hasOwn(tags, key.trim()) ? tags[key.trim()] : "",
  });
  if (value !== undefined) await setTag(store, { name, version }, { key: key.trim(), value, by: await currentUser() });
}

/** Asks for the stage that a version is to be moved to, and opens the form that says what the move will do. */
export async function moveVersion(stores: Stores, argument: TargetArgument): Promise<void> {
  const target = await versionTargetOf(stores, argument);
  if (target === undefined) return;
  const { currentStage } = await writableStore(stores, target.storeId).getModelVersion(target.name, target.version);
  const stages = (["None", "Staging", "Production", "Archived"] as const).filter((stage) => stage !== currentStage);
  const picked = await vscode.window.showQuickPick(
    stages.map((stage) => ({ label: stageName(stage), stage })),
    {
      title: `${target.name} v${target.version}`,
      placeHolder: vscode.l10n.t("Now in stage {0}. Move to…", stageName(currentStage)),
    },
  );
  if (picked === undefined) return;
  await vscode.commands.executeCommand("mlflowLens.openModel", { ...target, stage: picked.stage });
}

/** Asks for an alias of a version; one that points elsewhere moves. */
export async function aliasVersion(stores: Stores, argument: TargetArgument): Promise<void> {
  const target = await versionTargetOf(stores, argument);
  if (target === undefined) return;
  const store = writableStore(stores, target.storeId);
  const { name, version } = target;
  const { aliases } = await store.getRegisteredModel(name);
  const alias = await vscode.window.showInputBox({
    title: `${name} v${version}`,
    prompt: vscode.l10n.t("Alias, such as champion"),
    validateInput: (text) => {
      const holder = Object.hasOwn(aliases, text.trim()) ? aliases[text.trim()] : undefined;
      if (holder === undefined || holder === version) return undefined;
      const message = vscode.l10n.t("Points to v{0} now, and will be moved.", holder);
      return { message, severity: vscode.InputBoxValidationSeverity.Info };
    },
  });
  if (alias === undefined || alias.trim() === "") return;
  await setAlias(store, { name, alias: alias.trim(), version, by: await currentUser() });
}

/** Removes an alias of a version; asks which where it has several. */
export async function removeAlias(stores: Stores, argument: TargetArgument): Promise<void> {
  const target = await versionTargetOf(stores, argument);
  if (target === undefined) return;
  const store = writableStore(stores, target.storeId);
  const alias = await pickAlias(stores, target);
  if (alias === undefined) return;
  await setAlias(store, { name: target.name, alias, version: undefined, by: await currentUser() });
}

/** One of the aliases of a version, or of a model where no version is given. @throws Error where there is none */
export async function pickAlias(
  stores: Stores,
  { storeId, name, version }: { storeId: string; name: string; version?: string },
): Promise<string | undefined> {
  const { aliases } = await stores.get(storeId).getRegisteredModel(name);
  const found = Object.entries(aliases).filter(([, holder]) => version === undefined || holder === version);
  const [first] = found;
  if (first === undefined) throw new Error(vscode.l10n.t("No alias points here."));
  if (found.length === 1) return first[0];
  const items = found.map(([alias, holder]) => ({ label: alias, description: `v${holder}` }));
  return (await vscode.window.showQuickPick(items, { title: name, placeHolder: vscode.l10n.t("Which alias?") }))?.label;
}
