import * as vscode from "vscode";
import { log } from "../log.ts";
import { allExperiments } from "../stores/allExperiments.ts";
import type { Stores, WorkspaceStore } from "../stores/index.ts";
import type { Node } from "./nodes.ts";

/** Runs are counted again at most this often, */
const leastMs = 1_000;
/** and at most this part of the time is spent on it. */
const share = 0.05;
/** So many are watched until their end, whether or not the view is in sight. */
const maxWatched = 100;

/** What began longer ago and has no end most likely died: it would be told of for ever. */
const maxAgeMs = 7 * 24 * 3_600_000;

/** The number of running runs of the last days as a badge on the view, counted when the view is first seen and when runs changed since. */
export function runningBadge(treeView: vscode.TreeView<Node>, stores: Stores): vscode.Disposable {
  const counts = new Map<string, number>();
  const waiting = new Map<string, NodeJS.Timeout>();
  let tookMs = 0;
  let isCounting = false;

  function show(): void {
    const known = new Set(stores.all.map(({ id }) => id));
    for (const id of counts.keys()) if (!known.has(id)) counts.delete(id);
    const count = [...counts.values()].reduce((sum, each) => sum + each, 0);
    const tooltip = count === 1 ? vscode.l10n.t("1 run is running") : vscode.l10n.t("{0} runs are running", count);
    treeView.badge = count === 0 ? undefined : { value: count, tooltip };
  }

  async function count(owner: WorkspaceStore): Promise<void> {
    const started = performance.now();
    const store = stores.get(owner.id);
    const experimentIds = (await allExperiments(store, "ACTIVE_ONLY")).map(({ experimentId }) => experimentId);
    const table = await store.runTable({
      experimentIds,
      filter: `attributes.status = 'RUNNING' and attributes.start_time > ${Date.now() - maxAgeMs}`,
      columns: ["attributes.run_id"],
      limit: maxWatched,
    });
    tookMs = performance.now() - started;
    counts.set(owner.id, table.total);
    const [ids] = table.columns;
    const runIds = ids?.kind === "text" ? Array.from(ids.codes, (code) => ids.dictionary[code] ?? "") : [];
    stores.show(waiting, owner.id, runIds.length === 0 ? undefined : { experimentIds: [], runIds });
    show();
  }

  function countSoon(owner: WorkspaceStore, delayMs: number): void {
    if (waiting.has(owner.id) || owner.store === undefined) return;
    const timer = setTimeout(() => {
      waiting.delete(owner.id);
      count(owner).catch((error: unknown) => log.warn(`Counting running runs of ${owner.label}: ${String(error)}`));
    }, delayMs);
    waiting.set(owner.id, timer);
  }

  async function start(): Promise<void> {
    if (isCounting) return;
    isCounting = true;
    await stores.ready();
    for (const owner of stores.all) countSoon(owner, 0);
  }

  const later = () => Math.max(leastMs, tookMs / share);
  const startIfSeen = () => {
    if (treeView.visible) start().catch((error: unknown) => log.warn(String(error)));
  };
  startIfSeen();
  return vscode.Disposable.from(
    treeView.onDidChangeVisibility(startIfSeen),
    stores.onDidChange(({ store, changes }) => {
      if (isCounting && changes.some(({ kind }) => kind === "runs")) countSoon(store, later());
    }),
    stores.onDidChangeStores(() => {
      show();
      if (isCounting) for (const owner of stores.all) countSoon(owner, 0);
    }),
    new vscode.Disposable(() => waiting.forEach((timer) => clearTimeout(timer))),
  );
}
