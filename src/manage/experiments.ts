import * as vscode from "vscode";
import type { Experiment } from "../mlflow/entities.ts";
import { formatCount } from "../mlflow/format.ts";
import type { Store } from "../mlflow/store.ts";
import type { Stores } from "../stores/index.ts";
import { askExperiments, askStore, type Wanted } from "./ask.ts";
import { carryOut } from "./carryOut.ts";
import { deleteExperiment, renameExperiment, restoreExperiment } from "./changes/experiments.ts";
import { versionsOfExperiments } from "./changes/losses.ts";
import { confirm, orNone, softDeletion, versionsText } from "./confirm.ts";
import { addressedExperiments, loadExperiments, type Loaded, type Loading } from "./targets.ts";
import { writableStore } from "./writable.ts";

/** The experiments that a command is about; asks where that is not said. */
export async function experimentsFor(
  stores: Stores,
  args: readonly unknown[],
  wanted: Omit<Wanted, "many" | "viewType"> & Partial<Wanted>,
): Promise<Loading<Experiment>> {
  const said = await addressedExperiments(args);
  return loadExperiments(
    stores,
    said.length > 0 ? said : await askExperiments(stores, { viewType: "ACTIVE_ONLY", many: true, ...wanted }),
  );
}

/** @param target the row of a store, or `{ storeId }`; asked where several stores may be written and none is given */
export async function createExperiment(stores: Stores, target: unknown): Promise<void> {
  const title = vscode.l10n.t("Create Experiment");
  const { store: row, storeId } = (target ?? {}) as { store?: { id: string }; storeId?: string };
  const id = row?.id ?? storeId ?? (await askStore(stores, title)).id;
  await stores.ready();
  const store = writableStore(stores, id);
  const name = await askName(store, { title, prompt: vscode.l10n.t("The name of the experiment") });
  const artifactLocation = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("Where its artifacts go; empty: where this store keeps them"),
    placeHolder: "s3://bucket/path",
  });
  if (artifactLocation === undefined) throw new vscode.CancellationError();
  const location = artifactLocation.trim();
  const { experimentId } = await store.createExperiment(name, location === "" ? {} : { artifactLocation: location });
  await vscode.commands.executeCommand("mlflowLens.revealInExperiments", { storeId: id, experimentId });
}

export async function renameExperiments(stores: Stores, args: readonly unknown[]): Promise<void> {
  const title = vscode.l10n.t("Rename Experiment");
  const { loaded, failed } = await experimentsFor(stores, args, { title, many: false });
  const [first, ...others] = loaded;
  if (others.length > 0) throw new Error(vscode.l10n.t("Select one experiment: their names must differ."));
  if (first === undefined) return;
  const { store, value } = first;
  const name = await askName(store, { title, value: value.name, prompt: vscode.l10n.t("The new name") });
  if (name === value.name) return;
  await carryOut({
    title: vscode.l10n.t("Renaming Experiment"),
    changes: [renameExperiment(store, value, name)],
    failed,
    done: () => vscode.l10n.t("Renamed {0} to {1}.", value.name, name),
    refused: () => vscode.l10n.t("The experiment could not be renamed"),
  });
}

/** A name that no experiment of the store has, a deleted one neither. */
async function askName(store: Store, options: vscode.InputBoxOptions): Promise<string> {
  const name = await vscode.window.showInputBox({
    ...options,
    validateInput: async (text) => {
      const wanted = text.trim();
      if (wanted === "") return vscode.l10n.t("An experiment needs a name.");
      if (wanted === options.value) return undefined;
      // What cannot be asked for by name is refused, in MLflow's words, when it is written.
      const taken = await store.getExperimentByName(wanted).catch(() => undefined);
      if (taken === undefined) return undefined;
      return taken.lifecycleStage === "deleted"
        ? vscode.l10n.t("A deleted experiment has this name. Restore it, or choose another name.")
        : vscode.l10n.t("Another experiment has this name.");
    },
  });
  if (name === undefined) throw new vscode.CancellationError();
  return name.trim();
}

export async function deleteExperiments(stores: Stores, args: readonly unknown[]): Promise<void> {
  const { loaded, failed } = await experimentsFor(stores, args, { title: vscode.l10n.t("Delete Experiments") });
  const found = loaded.filter(({ value }) => value.lifecycleStage === "active");
  const [first] = found;
  if (first === undefined && failed.length === 0) throw new Error(vscode.l10n.t("This is deleted already."));
  const { runs, versions } = await lossesOf(found);
  const question =
    found.length === 1
      ? vscode.l10n.t('Delete the experiment "{0}"?', first?.value.name ?? "")
      : vscode.l10n.t("Delete {0} experiments?", found.length);
  await confirm(question, [runsText(runs), versionsText(versions), softDeletion()], [vscode.l10n.t("Delete")]);
  await carryOut({
    title: vscode.l10n.t("Deleting Experiments"),
    changes: found.map(({ store, value }) => deleteExperiment(store, value)),
    failed,
    done: (count) =>
      count === 1
        ? vscode.l10n.t("Deleted the experiment {0}.", first?.value.name ?? "")
        : vscode.l10n.t("Deleted {0} experiments.", count),
    refused: (count) =>
      count === 1
        ? vscode.l10n.t("An experiment could not be deleted")
        : vscode.l10n.t("{0} experiments could not be deleted", count),
  });
}

async function lossesOf(experiments: readonly Loaded<Experiment>[]) {
  const losses = [...Map.groupBy(experiments, ({ store }) => store)].map(async ([store, those]) => {
    const experimentIds = those.map(({ value }) => value.experimentId);
    return {
      runs: await store.countRuns({ experimentIds }),
      versions: await orNone(versionsOfExperiments(store, experimentIds)),
    };
  });
  const all = await Promise.all(losses);
  return {
    runs: all.reduce((sum, { runs }) => sum + runs, 0),
    versions: all.flatMap(({ versions }) => versions),
  };
}

function runsText(count: number): string {
  if (count === 0) return vscode.l10n.t("No run is in it.");
  return count === 1
    ? vscode.l10n.t("Its run is deleted with it.")
    : vscode.l10n.t("{0} runs are deleted with it.", formatCount(count, vscode.env.language));
}

export async function restoreExperiments(stores: Stores, args: readonly unknown[]): Promise<void> {
  const title = vscode.l10n.t("Restore Experiments");
  const { loaded, failed } = await experimentsFor(stores, args, { title, viewType: "DELETED_ONLY" });
  const found = loaded.filter(({ value }) => value.lifecycleStage === "deleted");
  if (found.length === 0 && failed.length === 0) throw new Error(vscode.l10n.t("This is not deleted."));
  await carryOut({
    title: vscode.l10n.t("Restoring Experiments"),
    changes: found.map(({ store, value }) => restoreExperiment(store, value)),
    failed,
    done: (count) =>
      count === 1
        ? vscode.l10n.t("Restored the experiment {0} with all of its runs.", found[0]?.value.name ?? "")
        : vscode.l10n.t("Restored {0} experiments with all of their runs.", count),
    refused: (count) =>
      count === 1
        ? vscode.l10n.t("An experiment could not be restored")
        : vscode.l10n.t("{0} experiments could not be restored", count),
  });
}
