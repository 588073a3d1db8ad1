import { dirname } from "node:path";
import * as vscode from "vscode";
import { openPage, type Answering } from "../page.ts";
import type { ReproducibilityPart, RunHost, RunPage } from "../protocol/run.ts";
import type { Change, Store } from "../mlflow/store.ts";
import type { Stores } from "../stores/index.ts";
import { pathOf } from "../stores/find/places.ts";
import { modelUri, parseRunUri, runsUri, runUri } from "../stores/pageUri.ts";
import { keepChartSettings, readChartSettings } from "./chartSettings.ts";
import { actOnArtifact, readArtifacts } from "./files/artifacts.ts";
import { readFiles, readImage, readTable } from "./files/runFiles.ts";
import { readRunModels } from "./models.ts";
import { readOverview } from "./overview.ts";
import { readRelations } from "./relations.ts";
import { saveCsv, savePng } from "./save.ts";
import { findSource } from "./source/findSource.ts";
import { openCommit } from "./source/openCommit.ts";
import { readSource } from "./source/readSource.ts";

/** Fills a panel with the page of the run that a URI names. */
export function showRun(uri: vscode.Uri, panel: vscode.WebviewPanel, stores: Stores, memento: vscode.Memento): void {
  const { storeId, runId } = parseRunUri(uri);
  const ready = async () => {
    await stores.ready();
    return stores.get(storeId);
  };
  /** Each method with the store before what the page says. */
  const on =
    <Args extends unknown[], Answer>(answer: (store: Store, ...args: Args) => Promise<Answer>) =>
    async (...args: Args) =>
      answer(await ready(), ...args);
  const findCode = async (store: Store) => {
    const run = await store.getRun(runId);
    return { run, found: await findSource(run, folderOf(store)) };
  };
  const host: Answering<RunHost> = {
    overview: on(async (store) => {
      const overview = await readOverview(store, runId);
      stores.show(panel, storeId, { experimentIds: [overview.run.experimentId], runIds: [runId] });
      return { ...overview, storeId, place: stores.runPlaces(storeId, [runId])[0] ?? 0 };
    }),
    source: on(async (store) => {
      const { run, found } = await findCode(store);
      return readSource(run, found);
    }),
    relations: on((store) => readRelations(store, runId)),
    reproducibility: async () =>
      vscode.commands.executeCommand<ReproducibilityPart[]>("mlflowLens.reproducibility", { storeId, runId }),
    models: on((store) => readRunModels(store, storeId, runId)),
    files: on((store) => readFiles(store, runId)),
    histories: on((store, keys, options) => store.getMetricHistories([runId], keys, options)),
    image: on((store, path) => readImage(store, runId, path)),
    table: on((store, path) => readTable(store, runId, path)),
    artifacts: on((store, folder) => readArtifacts(store, storeId, runId, folder)),
    artifactAction: actOnArtifact,

    chartSettings: () => readChartSettings(memento),
    keepChartSettings: (settings) => keepChartSettings(memento, settings),
    savePng,
    saveCsv: on(async (store, keys) => saveCsv(store, runId, (await store.getRun(runId)).runName, keys)),

    runAgain: () => void vscode.commands.executeCommand("mlflowLens.runAgain", { storeId, runIds: [runId] }),
    openSource: on(async (store) => {
      const { found } = await findCode(store);
      if (found === undefined) throw new Error(vscode.l10n.t("The source of this run is not in this workspace."));
      const place = new vscode.Position((found.line ?? 1) - 1, 0);
      await vscode.window.showTextDocument(found.uri, { selection: new vscode.Range(place, place) });
    }),
    openCommit: on(async (store) => {
      const { tags } = await store.getRun(runId);
      await openCommit(tags["mlflow.source.git.commit"] ?? "", tags["mlflow.source.git.repoURL"]);
    }),
    copy: async (text) => vscode.env.clipboard.writeText(text),
    openExperiment: on(async (store) => {
      const { experimentId } = await store.getRun(runId);
      const { name } = await store.getExperiment(experimentId);
      await vscode.commands.executeCommand("vscode.open", runsUri([{ storeId, experimentId }], name));
    }),
    openRun: (other, name) => void vscode.commands.executeCommand("vscode.open", runUri(storeId, other, name)),
    openRegisteredModel: (name) => void vscode.commands.executeCommand("vscode.open", modelUri(storeId, name)),
    openModel: (artifact) => actOnArtifact("source", `${artifact.replace(/\/$/, "")}/MLmodel`),
    compare: () => void vscode.commands.executeCommand("mlflowLens.compareRuns", { storeId, runIds: [runId] }),
    registerModel: (artifact) => {
      const target = artifact === null ? { storeId, runIds: [runId] } : { artifact: vscode.Uri.parse(artifact, true) };
      void vscode.commands.executeCommand("mlflowLens.registerModel", target);
    },
    reveal: () => void vscode.commands.executeCommand("mlflowLens.revealInExperiments", { storeId, runId }),

    setTag: on((store, key, value) => store.setTag(runId, key, value)),
    deleteTag: on((store, key) => store.deleteTag(runId, key)),
    editNote: () => void vscode.commands.executeCommand("mlflowLens.editRunNote", { storeId, runId }),
    restoreRun: () => void vscode.commands.executeCommand("mlflowLens.restoreRuns", { storeId, runId }),
    restoreExperiment: on(async (store) => {
      const { experimentId } = await store.getRun(runId);
      void vscode.commands.executeCommand("mlflowLens.restoreExperiments", { storeId, experimentId });
    }),
  };
  const { page, own } = openPage<RunHost, RunPage>(panel, "run", host);
  own(
    stores.onDidChange(({ store: changed, changes }) => {
      if (changed.id !== storeId) return;
      // The page names the run's experiment, and says whether that is deleted.
      const isThis = (change: Change) =>
        change.kind === "experiments" || (change.kind === "runs" && (change.runIds?.includes(runId) ?? true));
      if (changes.some(isThis)) page.invalidate();
    }),
    { dispose: () => stores.show(panel, storeId, undefined) },
  );
}

/** The folder that a local store lies in: the project's, usually. */
function folderOf({ kind, uri }: Store): vscode.Uri | undefined {
  return kind === "rest" ? undefined : vscode.Uri.file(dirname(pathOf(uri)));
}
