import * as vscode from "vscode";
import { formatAge } from "../mlflow/format.ts";
import { allExperiments } from "../stores/allExperiments.ts";
import type { Stores } from "../stores/index.ts";
import type { RunAddress } from "../stores/pageUri.ts";
import { runInFront, runsOf } from "../stores/runTargets.ts";

/** How many runs of a store the list offers: the newest. */
const maxOffered = 200;

/**
 * The run that a command is about: what it was called with, else the one whose page is in front, else one that is asked for.
 *
 * @throws CancellationError; Error where it is several
 */
export async function runOf(target: unknown, selected: unknown, stores: Stores): Promise<RunAddress> {
  const runs = runsOf(target, selected);
  if (runs.length > 1) throw new Error(vscode.l10n.t("One run is run again at a time."));
  return runs[0] ?? (target === undefined ? runInFront() : undefined) ?? pickRun(stores);
}

interface RunItem extends vscode.QuickPickItem {
  address: RunAddress;
}

async function pickRun(stores: Stores): Promise<RunAddress> {
  const picked = await vscode.window.showQuickPick(offered(stores), {
    title: vscode.l10n.t("Run Again"),
    placeHolder: vscode.l10n.t("Which run?"),
    matchOnDescription: true,
  });
  if (picked === undefined) throw new vscode.CancellationError();
  return picked.address;
}

async function offered(stores: Stores): Promise<RunItem[]> {
  await stores.ready();
  const items = stores.all.map(async ({ id, label, store }): Promise<RunItem[]> => {
    // What is wrong with a store is told by the Experiments view.
    if (store === undefined) return [];
    const experiments = await allExperiments(store, "ACTIVE_ONLY");
    const names = new Map(experiments.map(({ experimentId, name }) => [experimentId, name]));
    const { runs } = await store.searchRuns({ experimentIds: [...names.keys()], maxResults: maxOffered });
    return runs.map(({ runId, runName, experimentId, startTime }) => {
      const age = startTime === undefined ? undefined : formatAge(startTime, vscode.env.language);
      const description = [names.get(experimentId), stores.all.length > 1 ? label : undefined, age];
      return {
        label: runName || runId,
        description: description.filter(Boolean).join(" · "),
        address: { storeId: id, runId },
      };
    });
  });
  return (await Promise.all(items)).flat();
}
