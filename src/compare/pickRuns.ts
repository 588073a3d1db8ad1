import * as vscode from "vscode";
import { formatAge } from "../mlflow/format.ts";
import type { Stores, WorkspaceStore } from "../stores/index.ts";
import type { RunAddress } from "../stores/pageUri.ts";
import { keyOf } from "../stores/runTargets.ts";

/** How many runs of an experiment the list offers: the newest. */
const maxOffered = 200;

interface RunItem extends vscode.QuickPickItem {
  address?: RunAddress;
}

/**
 * Asks for runs of any store, those of the same experiments first.
 *
 * @param chosen runs that are not offered any more
 * @param beside experiments whose runs are offered first, as `store/experiment`
 * @returns none when the user left the list
 */
export async function pickRuns(
  stores: Stores,
  title: string,
  chosen: readonly RunAddress[],
  beside: ReadonlySet<string>,
): Promise<RunAddress[]> {
  await stores.ready();
  const taken = new Set(chosen.map(keyOf));
  const items = offered(stores.all, taken, beside);
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t("Runs to compare"),
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return (picked ?? []).flatMap(({ address }) => address ?? []);
}

async function offered(
  stores: readonly WorkspaceStore[],
  taken: ReadonlySet<string>,
  beside: ReadonlySet<string>,
): Promise<RunItem[]> {
  const groups = (await Promise.all(stores.map((store) => groupsOf(store, taken, stores.length > 1)))).flat();
  groups.sort((a, b) => Number(beside.has(b.experiment)) - Number(beside.has(a.experiment)));
  return groups.flatMap(({ label, items }) => [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items]);
}

interface RunGroup {
  experiment: string;
  label: string;
  items: RunItem[];
}

async function groupsOf(
  { id, label, store }: WorkspaceStore,
  taken: ReadonlySet<string>,
  namesStore: boolean,
): Promise<RunGroup[]> {
  // What is wrong with a store is told by the Experiments view.
  if (store === undefined) return [];
  const { experiments } = await store.searchExperiments();
  const groups = await Promise.all(
    experiments.map(async ({ experimentId, name }) => {
      const { runs } = await store.searchRuns({ experimentIds: [experimentId], maxResults: maxOffered });
      const items = runs
        .filter(({ runId }) => !taken.has(keyOf({ storeId: id, runId })))
        .map(({ runId, runName, startTime }): RunItem => {
          const age = startTime === undefined ? undefined : formatAge(startTime, vscode.env.language);
          const description = [name, age].filter(Boolean).join(" · ");
          return { label: runName || runId, description, address: { storeId: id, runId } };
        });
      return { experiment: `${id}/${experimentId}`, label: namesStore ? `${name} (${label})` : name, items };
    }),
  );
  return groups.filter(({ items }) => items.length > 0);
}
