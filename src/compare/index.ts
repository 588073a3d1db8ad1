import * as vscode from "vscode";
import { command } from "../command.ts";
import { openPage, registerPage, type Answering } from "../page.ts";
import type { CompareHost, ComparePage } from "../protocol/compare.ts";
import type { Stores } from "../stores/index.ts";
import { compareUri, parseCompareUri, runUri, type RunAddress } from "../stores/pageUri.ts";
import { sourceDocuments, sourceScheme } from "./code/sourceUri.ts";
import { Comparison } from "./comparison.ts";
import { pickRuns } from "./pickRuns.ts";
import { registerRunTexts, runTextUri } from "./runText.ts";
import { compareSettings } from "./settings.ts";
import { keyOf, runsOf } from "../stores/runTargets.ts";

/** Runs side by side: the page, "Compare Runs", and "Select for Compare" as in the file explorer. */
export function register(context: vscode.ExtensionContext, stores: Stores): void {
  const settings = compareSettings(context.workspaceState);
  let selected: RunAddress[] = [];
  context.subscriptions.push(
    registerPage("mlflowLens.compare", (uri, panel) => showComparison(uri, panel, stores, settings)),
    vscode.workspace.registerTextDocumentContentProvider(sourceScheme, sourceDocuments),
    registerRunTexts(stores),
    command("mlflowLens.compareRuns", async (target?: unknown, all?: unknown) => {
      const runs = runsOf(target, all);
      if (runs.length > 1) return openComparison(runs);
      const title = vscode.l10n.t("Compare Runs");
      const added = await pickRuns(stores, title, runs, await experimentsOf(stores, runs));
      if (added.length > 0) await openComparison([...runs, ...added]);
    }),
    command("mlflowLens.selectForCompare", async (target: unknown, all?: unknown) => {
      selected = runsOf(target, all);
      await vscode.commands.executeCommand("setContext", "mlflowLens.isSelectedForCompare", selected.length > 0);
    }),
    command("mlflowLens.compareWithSelected", (target: unknown, all?: unknown) =>
      openComparison(uniqueRuns([...selected, ...runsOf(target, all)])),
    ),
  );
}

/** The experiments of runs, as `pickRuns` names them. */
async function experimentsOf(stores: Stores, runs: readonly RunAddress[]): Promise<Set<string>> {
  await stores.ready();
  const names = runs.map(async ({ storeId, runId }) => {
    const { experimentId } = await stores.get(storeId).getRun(runId);
    return `${storeId}/${experimentId}`;
  });
  return new Set(await Promise.all(names));
}

async function openComparison(runs: readonly RunAddress[]): Promise<void> {
  if (runs.length === 0) return;
  if (runs.length === 1) throw new Error(vscode.l10n.t("Pick at least two runs to compare."));
  // Kept open: what its cells open would take the place of a preview.
  await vscode.commands.executeCommand("vscode.open", compareUri(runs), { preview: false });
}

function uniqueRuns(runs: readonly RunAddress[]): RunAddress[] {
  return [...new Map(runs.map((run) => [keyOf(run), run])).values()];
}

function showComparison(
  uri: vscode.Uri,
  panel: vscode.WebviewPanel,
  stores: Stores,
  settings: ReturnType<typeof compareSettings>,
): void {
  const addresses = parseCompareUri(uri);
  const comparison = new Comparison(stores, addresses);
  /** The same page with other runs is another editor in this one's place. */
  const reopen = async (runs: readonly RunAddress[], baseline: RunAddress | undefined) => {
    const next = compareUri(runs).with({ fragment: baseline === undefined ? "" : keyOf(baseline) });
    await vscode.commands.executeCommand("vscode.open", next, { viewColumn: panel.viewColumn, preview: false });
    panel.dispose();
  };
  const firstBaseline = Math.max(
    0,
    addresses.findIndex((address) => keyOf(address) === uri.fragment),
  );
  const side = async (index: number) => ({ index, read: (await comparison.reads())[index]! });
  const host: Answering<CompareHost> = {
    settings: () => ({ ...settings.read(), better: stores.betterWays.all() }),
    setView: settings.setView,
    setBetter: (metric, way) => stores.betterWays.set(metric, way),
    async values() {
      const values = await comparison.values(firstBaseline);
      follow(await comparison.reads());
      return values;
    },
    code: (baseline) => comparison.code(baseline),
    environment: (baseline) => comparison.environment(baseline),
    artifacts: async (baseline) => comparison.files.artifacts(await comparison.reads(), baseline),
    images: async () => comparison.files.images(await comparison.reads()),
    image: (run, path) => comparison.files.image(addresses[run]!, run, path),
    curves: (metric, buckets) => comparison.curves(metric, buckets),
    openCode: (row, run, baseline) => comparison.openCode(row, run, baseline),
    openArtifact: async (path, run, baseline) => comparison.files.open(path, await side(run), await side(baseline)),
    async openRun(run) {
      const { storeId, runId } = addresses[run]!;
      const { run: read } = (await comparison.reads())[run]!;
      await vscode.commands.executeCommand("vscode.open", runUri(storeId, runId, read?.runName ?? ""));
    },
    async addRuns(baseline) {
      const beside = (await comparison.reads()).map(({ address, run }) => `${address.storeId}/${run?.experimentId}`);
      const added = await pickRuns(stores, vscode.l10n.t("Add Runs"), addresses, new Set(beside));
      if (added.length > 0) await reopen([...addresses, ...added], addresses[baseline]);
    },
    removeRun: (run, baseline) =>
      reopen(
        addresses.filter((_, index) => index !== run),
        run === baseline ? undefined : addresses[baseline],
      ),
    openAsText: (baseline) => openAsText(comparison, baseline),
    copy: async (text) => vscode.env.clipboard.writeText(text),
  };
  const { page, own } = openPage<CompareHost, ComparePage>(panel, "compare", host);
  const storeIds = new Set(addresses.map(({ storeId }) => storeId));
  const follow = (reads: Awaited<ReturnType<Comparison["reads"]>>) => {
    for (const storeId of storeIds) {
      const runs = reads.filter(({ address, run }) => address.storeId === storeId && run !== undefined);
      stores.show(panel, storeId, {
        experimentIds: [...new Set(runs.map(({ run }) => run!.experimentId))],
        runIds: runs.map(({ address }) => address.runId),
      });
    }
  };
  own(
    stores.onDidChange(({ store, changes }) => {
      // Experiments are named beside their runs.
      const isOurs = ({ runId, storeId }: RunAddress) =>
        storeId === store.id &&
        changes.some(
          (change) =>
            change.kind === "experiments" || (change.kind === "runs" && (change.runIds?.includes(runId) ?? true)),
        );
      if (addresses.some(isOurs)) page.invalidate();
    }),
    stores.onDidChangeStores(() => page.invalidate()),
    stores.betterWays.onDidChange(() => page.settingsChanged()),
    { dispose: () => storeIds.forEach((storeId) => stores.show(panel, storeId, undefined)) },
  );
}

/** The baseline and another run as YAML in VS Code's diff editor; asks for the other where there are several. */
async function openAsText(comparison: Comparison, baseline: number): Promise<void> {
  const reads = await comparison.reads();
  const others = reads.flatMap(({ address, run }, index) =>
    run === undefined || index === baseline ? [] : [{ label: run.runName, description: run.runId, address }],
  );
  const base = reads[baseline];
  const picked =
    others.length > 1
      ? await vscode.window.showQuickPick(others, {
          title: vscode.l10n.t("Compare as Text"),
          placeHolder: vscode.l10n.t("The run to compare with {0}", base?.run?.runName ?? ""),
        })
      : others[0];
  if (picked === undefined || base?.run === undefined) return;
  const [left, right] = [base.address, picked.address].map(({ storeId, runId }) =>
    runTextUri(storeId, runId, "run.yaml"),
  );
  await vscode.commands.executeCommand("vscode.diff", left, right, `${base.run.runName} ↔ ${picked.label}`);
}
