import * as vscode from "vscode";
import { noteTag } from "../mlflow/entities.ts";
import type { Stores } from "../stores/index.ts";
import { carryOut } from "./carryOut.ts";
import type { Failure } from "./changes/change.ts";
import { deleteTag, setTag, taggedExperiment, taggedRun, tagOf, type Tagged } from "./changes/tagged.ts";
import { experimentsFor } from "./experiments.ts";
import type { NoteAddress } from "./notes/address.ts";
import { openNote } from "./notes/edit.ts";
import { runsFor } from "./runs.ts";
import { loadRuns, selectedRows } from "./targets.ts";

/** A value of more is edited in an editor of its own; one line would lose its line ends. */
const maxInLine = 500;
const maxShown = 80;
/** MLflow keeps keys that begin so for itself. */
const reserved = "mlflow.";

/** Whose tags are edited, all at once. */
interface Owners {
  readonly name: string;
  readonly all: readonly Tagged[];
  readonly failed: readonly Failure[];
  /** Absent where they are of several stores. */
  readonly note: NoteAddress | undefined;
}

export async function editRunTags(stores: Stores, args: readonly unknown[]): Promise<void> {
  await editTags(stores, await runOwners(stores, args));
}

async function runOwners(stores: Stores, args: readonly unknown[]): Promise<Owners> {
  const { loaded, failed } = await runsFor(stores, args, { title: vscode.l10n.t("Edit Tags") });
  const [first, ...others] = loaded;
  const isOneStore = others.every(({ storeId }) => storeId === first?.storeId);
  return {
    name: others.length === 0 ? (first?.value.runName ?? "") : vscode.l10n.t("{0} runs", loaded.length),
    all: loaded.map(({ store, value }) => taggedRun(store, value)),
    failed,
    note:
      first !== undefined && isOneStore
        ? { storeId: first.storeId, owner: { runIds: loaded.map(({ value }) => value.runId) } }
        : undefined,
  };
}

export async function editExperimentTags(stores: Stores, args: readonly unknown[]): Promise<void> {
  const { loaded, failed } = await experimentsFor(stores, args, { title: vscode.l10n.t("Edit Tags") });
  const [first, ...others] = loaded;
  const isOneStore = others.every(({ storeId }) => storeId === first?.storeId);
  await editTags(stores, {
    name: others.length === 0 ? (first?.value.name ?? "") : vscode.l10n.t("{0} experiments", loaded.length),
    all: loaded.map(({ store, value }) => taggedExperiment(store, value)),
    failed,
    note:
      first !== undefined && isOneStore
        ? { storeId: first.storeId, owner: { experimentIds: loaded.map(({ value }) => value.experimentId) } }
        : undefined,
  });
}

/** A row of the Experiments view that is a tag, and the run that it is under. */
interface TagRow {
  kind: "tag";
  key: string;
  parent: { run: { store: { id: string }; row: { runId: string } } };
}

/** The tags that a command in the tree is about: the row clicked and those selected with it, or what is selected. */
async function tagRows([first, all]: readonly unknown[]): Promise<TagRow[]> {
  const isRow = (value: unknown): value is TagRow => (value as TagRow | undefined)?.kind === "tag";
  const given = isRow(first) ? (Array.isArray(all) ? (all as unknown[]) : [first]) : await selectedRows();
  return given.filter(isRow);
}

export async function changeTag(stores: Stores, args: readonly unknown[]): Promise<void> {
  const [row] = await tagRows(args);
  if (row === undefined) throw new Error(vscode.l10n.t("Select a tag in the Experiments view first."));
  const { store, row: run } = row.parent.run;
  const owners = await runOwners(stores, [{ storeId: store.id, runId: run.runId }]);
  await changeValue(stores, owners, row.key);
}

export async function deleteTags(stores: Stores, args: readonly unknown[]): Promise<void> {
  const rows = await tagRows(args);
  if (rows.length === 0) throw new Error(vscode.l10n.t("Select a tag in the Experiments view first."));
  const addresses = rows.map(({ parent: { run } }) => ({ storeId: run.store.id, runId: run.row.runId }));
  const { loaded, failed } = await loadRuns(stores, addresses);
  const changes = loaded.flatMap(({ store, storeId, value }) =>
    rows
      .filter(({ parent: { run } }) => run.store.id === storeId && run.row.runId === value.runId)
      .map(({ key }) => deleteTag(taggedRun(store, value), key)),
  );
  await carryOut({ ...tagWork, changes, failed, done: (count) => deleted(rows[0]?.key ?? "", rows.length, count) });
}

const tagWork = {
  get title() {
    return vscode.l10n.t("Changing Tags");
  },
  refused: (count: number) =>
    count === 1 ? vscode.l10n.t("A tag could not be changed") : vscode.l10n.t("{0} tags could not be changed", count),
};

function deleted(key: string, keys: number, count: number): string {
  if (count === 1) return vscode.l10n.t("Deleted the tag {0}.", key);
  return keys === 1
    ? vscode.l10n.t("Deleted the tag {0} of {1} runs.", key, count)
    : vscode.l10n.t("Deleted {0} tags.", count);
}

interface TagItem extends vscode.QuickPickItem {
  readonly key?: string;
}

/** Offers the tags of the owners: to add one, to change one, and, by the button at its end, to delete one. */
async function editTags(stores: Stores, owners: Owners): Promise<void> {
  const { all, name } = owners;
  if (all.length === 0) return carryOut({ ...tagWork, changes: [], failed: owners.failed, done: () => "" });
  const keys = [...new Set(all.flatMap(({ tags }) => Object.keys(tags)))];
  const own = keys.filter((key) => !key.startsWith(reserved)).sort();
  const remove = { iconPath: new vscode.ThemeIcon("trash"), tooltip: vscode.l10n.t("Delete Tag") };
  const add: TagItem = { label: vscode.l10n.t("Add Tag..."), iconPath: new vscode.ThemeIcon("add") };
  const items = own.map((key): TagItem => ({ label: key, key, description: shown(all, key), buttons: [remove] }));
  const choice = await pickTag(vscode.l10n.t("Tags of {0}", name), [add, ...items]);
  if (choice.key === undefined) return addTag(stores, owners, own);
  const { key } = choice;
  if (!choice.isDeletion) return changeValue(stores, owners, key);
  const having = all.filter(({ tags }) => tagOf(tags, key) !== undefined);
  await carryOut({
    ...tagWork,
    changes: having.map((owner) => deleteTag(owner, key)),
    failed: owners.failed,
    done: (count) => deleted(key, 1, count),
  });
}

/** @throws CancellationError when the user leaves the list */
function pickTag(title: string, items: readonly TagItem[]): Promise<{ key: string | undefined; isDeletion: boolean }> {
  const list = vscode.window.createQuickPick<TagItem>();
  list.title = title;
  list.placeholder = vscode.l10n.t("Choose a tag to change it, or add one");
  list.matchOnDescription = true;
  list.items = items;
  return new Promise((resolve, reject) => {
    list.onDidAccept(() => {
      const [item] = list.selectedItems;
      if (item === undefined) return;
      resolve({ key: item.key, isDeletion: false });
      list.hide();
    });
    list.onDidTriggerItemButton(({ item }) => {
      resolve({ key: item.key, isDeletion: true });
      list.hide();
    });
    list.onDidHide(() => {
      list.dispose();
      reject(new vscode.CancellationError());
    });
    list.show();
  });
}

async function addTag(stores: Stores, owners: Owners, known: readonly string[]): Promise<void> {
  const key = await vscode.window.showInputBox({
    title: vscode.l10n.t("Tags of {0}", owners.name),
    prompt: vscode.l10n.t("The key of the new tag"),
    placeHolder: "team",
    validateInput: (text) => {
      const wanted = text.trim();
      if (wanted === "") return vscode.l10n.t("A tag needs a key.");
      if (wanted.startsWith(reserved)) {
        const message = vscode.l10n.t("MLflow keeps keys that begin with {0} for itself.", reserved);
        return { message, severity: vscode.InputBoxValidationSeverity.Warning };
      }
      if (!known.includes(wanted)) return undefined;
      const message = vscode.l10n.t("This tag is there already: its value will be changed.");
      return { message, severity: vscode.InputBoxValidationSeverity.Info };
    },
  });
  if (key === undefined) throw new vscode.CancellationError();
  await changeValue(stores, owners, key.trim());
}

async function changeValue(stores: Stores, owners: Owners, key: string): Promise<void> {
  const { all, name, note } = owners;
  const values = new Set(all.map(({ tags }) => tagOf(tags, key)).filter((value) => value !== undefined));
  const [first = ""] = values;
  const isLong = [...values].some((value) => /[\r\n]/.test(value) || value.length > maxInLine);
  if (note !== undefined && (key === noteTag || isLong)) return openNote(stores, { ...note, key }, name);
  const value = await vscode.window.showInputBox({
    title: vscode.l10n.t("Tags of {0}", name),
    value: values.size === 1 ? first : "",
    prompt:
      values.size > 1
        ? vscode.l10n.t("The value of {0}, for all of them; now they differ", key)
        : vscode.l10n.t("The value of {0}", key),
  });
  if (value === undefined) throw new vscode.CancellationError();
  await carryOut({
    ...tagWork,
    changes: all.filter(({ tags }) => tagOf(tags, key) !== value).map((owner) => setTag(owner, key, value)),
    failed: owners.failed,
    done: (count) =>
      count === 1 ? vscode.l10n.t("Set the tag {0}.", key) : vscode.l10n.t("Set the tag {0} of {1}.", key, name),
  });
}

/** The value that all have, or how many values there are and how many have one. */
function shown(owners: readonly Tagged[], key: string): string {
  const values = owners.map(({ tags }) => tagOf(tags, key)).filter((value) => value !== undefined);
  const [first = "", ...others] = new Set(values);
  const line = first.replaceAll(/\s+/g, " ");
  const text =
    others.length === 0
      ? line.slice(0, maxShown) + (line.length > maxShown ? "…" : "")
      : vscode.l10n.t("{0} values", others.length + 1);
  return values.length === owners.length
    ? text
    : `${text} · ${vscode.l10n.t("{0} of {1}", values.length, owners.length)}`;
}
