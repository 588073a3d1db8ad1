import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import type { Run, RunStatus } from "../../mlflow/entities.ts";
import type { Store } from "../../mlflow/store.ts";
import type { Stores, WorkspaceStore } from "../../stores/index.ts";
import { findStore } from "./target.ts";

/** A run as MLflow told of it when it made it. */
export interface ToldRun {
  runId: string;
  experimentId: string;
  trackingUri: string;
}

/** How long a store that MLflow is making may take to be found. */
const patienceMs = 10_000;

/** Shows a run in the Experiments view, from its first moment on. */
export async function showRun(stores: Stores, run: ToldRun): Promise<void> {
  const store = await storeOf(stores, run);
  // Whether a store that MLflow has just made can be written to is known only now.
  await store?.store?.refresh();
  if (store === undefined) return;
  const row = { storeId: store.id, runId: run.runId, keepFocus: true };
  await vscode.commands.executeCommand("mlflowLens.revealInExperiments", row);
}

async function storeOf(stores: Stores, { trackingUri }: ToldRun): Promise<WorkspaceStore | undefined> {
  for (const deadline = Date.now() + patienceMs; ;) {
    const store = await findStore(stores, trackingUri);
    if (store !== undefined || Date.now() > deadline) return store;
    await delay(300);
  }
}

/**
 * Ends a run that is not running any more, and those nested in it: MLflow's own local backend leaves them RUNNING when it
 * is killed.
 *
 * @returns a line for the terminal; `undefined` where all had ended by themselves
 */
export async function endRun(stores: Stores, run: ToldRun, status: RunStatus): Promise<string | undefined> {
  const { store } = (await storeOf(stores, run)) ?? {};
  if (store === undefined) return undefined;
  const unfinished = (await withNested(store, await store.getRun(run.runId))).filter((each) => isUnfinished(each));
  if (unfinished.length === 0) return undefined;
  if (store.readOnlyReason !== undefined) {
    return vscode.l10n.t(
      "The run is still marked as running, because its store cannot be changed: {0}",
      store.readOnlyReason,
    );
  }
  // Those inside first, as a program that ends in order does.
  for (const each of unfinished.reverse()) await store.setTerminated(each.runId, status);
  const names = unfinished.map((each) => each.runName ?? each.runId).join(", ");
  return status === "KILLED"
    ? vscode.l10n.t("Stopped: {0} marked as killed.", names)
    : vscode.l10n.t("Ended early: {0} marked as failed.", names);
}

async function withNested(store: Store, run: Run): Promise<Run[]> {
  const { runs } = await store.searchRuns({
    experimentIds: [run.experimentId],
    filter: `tags.\`mlflow.parentRunId\` = '${run.runId}' and attributes.status = 'RUNNING'`,
  });
  const nested = await Promise.all(runs.map((each) => withNested(store, each)));
  return [run, ...nested.flat()];
}

function isUnfinished({ status }: Run): boolean {
  return status === "RUNNING" || status === "SCHEDULED";
}
