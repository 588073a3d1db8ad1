import * as vscode from "vscode";
import type { Run } from "../mlflow/entities.ts";
import { formatAge } from "../mlflow/format.ts";
import type { ViewType } from "../mlflow/store.ts";
import { allExperiments } from "../stores/allExperiments.ts";
import type { Stores, WorkspaceStore } from "../stores/index.ts";
import type { ExperimentAddress, RunAddress } from "../stores/pageUri.ts";
import { writableStores } from "./writable.ts";

// What a command asks when it was called from the palette and nothing is selected. Escape anywhere ends the command.

/** The newest runs of an experiment that are offered. */
const maxRuns = 1_000;

/** What is offered. */
export interface Wanted {
  title: string;
  viewType: ViewType;
  /** false: one only. */
  many: boolean;
  /** In MLflow's grammar: which runs are offered. */
  filter?: string;
}

/** Asks which store, where several may be written. @throws Error when none may, and CancellationError */
export async function askStore(stores: Stores, title: string): Promise<WorkspaceStore> {
  await stores.ready();
  const [first, ...others] = writableStores(stores);
  if (first === undefined) throw new Error(vscode.l10n.t("No store of this workspace can be changed."));
  if (others.length === 0) return first;
  const items = [first, ...others].map((store) => ({ label: store.label, description: store.uri, store }));
  return picked(await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t("Which store?") })).store;
}

export async function askExperiments(stores: Stores, wanted: Wanted): Promise<ExperimentAddress[]> {
  const { title, many } = wanted;
  const items = await experimentItems(stores, wanted.viewType);
  const placeHolder = many ? vscode.l10n.t("Which experiments?") : vscode.l10n.t("Which experiment?");
  if (!many) return [picked(await vscode.window.showQuickPick(items, { title, placeHolder }))];
  return pickedMany(await vscode.window.showQuickPick(items, { title, placeHolder, canPickMany: true }));
}

export async function askRuns(stores: Stores, wanted: Wanted): Promise<RunAddress[]> {
  const { title, many, viewType, filter } = wanted;
  const experiments = await experimentItems(stores, viewType === "ACTIVE_ONLY" ? viewType : "ALL");
  const [only, ...others] = experiments;
  const placeHolder = vscode.l10n.t("Of which experiment?");
  const { storeId, experimentId } =
    only !== undefined && others.length === 0
      ? only
      : picked(await vscode.window.showQuickPick(experiments, { title, placeHolder }));
  const query = { experimentIds: [experimentId], viewType, filter, maxResults: maxRuns };
  const { runs } = await stores.get(storeId).searchRuns(query);
  if (runs.length === 0) throw new Error(vscode.l10n.t("This experiment has no such run."));
  const items = runs.map((run) => runItem(storeId, run));
  const which = many ? vscode.l10n.t("Which runs?") : vscode.l10n.t("Which run?");
  const options = { title, placeHolder: which, matchOnDescription: true };
  if (!many) return [picked(await vscode.window.showQuickPick(items, options))];
  return pickedMany(await vscode.window.showQuickPick(items, { ...options, canPickMany: true }));
}

async function experimentItems(
  stores: Stores,
  viewType: ViewType,
): Promise<(vscode.QuickPickItem & ExperimentAddress)[]> {
  await stores.ready();
  const writable = writableStores(stores);
  const lists = await Promise.all(
    writable.map(async ({ id, label }) => {
      const description = writable.length > 1 ? label : undefined;
      const experiments = await allExperiments(stores.get(id), viewType);
      return experiments.map(({ name, experimentId }) => ({ label: name, description, storeId: id, experimentId }));
    }),
  );
  const items = lists.flat();
  if (items.length === 0) {
    throw new Error(
      writable.length === 0
        ? vscode.l10n.t("No store of this workspace can be changed.")
        : vscode.l10n.t("There is no such experiment."),
    );
  }
  return items;
}

function runItem(storeId: string, { runId, runName, startTime }: Run): vscode.QuickPickItem & RunAddress {
  const age = startTime === undefined ? undefined : formatAge(startTime, vscode.env.language);
  return { label: runName, description: [age, runId].filter(Boolean).join(" · "), storeId, runId };
}

/** @throws CancellationError where nothing was picked */
function picked<T>(item: T | undefined): T {
  if (item === undefined) throw new vscode.CancellationError();
  return item;
}

function pickedMany<T>(items: readonly T[] | undefined): T[] {
  if (items === undefined || items.length === 0) throw new vscode.CancellationError();
  return [...items];
}
