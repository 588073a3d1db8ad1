import * as vscode from "vscode";
import { hasLoggedModel, type Run } from "../../mlflow/entities.ts";
import { formatAge } from "../../mlflow/format.ts";
import type { Store } from "../../mlflow/store.ts";
import { parseArtifactUri, type HasArtifact } from "../../stores/artifactUri.ts";
import type { Stores } from "../../stores/index.ts";
import type { ModelNode } from "../tree/nodes.ts";
import { createIn } from "./create.ts";
import { sourceOfFolder, sourcesOfRun, type ModelSource } from "./sources.ts";
import { pickModel, storesWithRegistry, writableStore, type Target } from "./target.ts";

/** A run as the Experiments view and pages name it; of several the first. */
type RunArgument =
  | { store: { id: string }; row: { runId: string } }
  | { storeId: string; runId: string }
  | { storeId: string; runIds: string[] };

export type RegisterArgument = RunArgument | HasArtifact | ModelNode | { storeId: string; name: string } | undefined;

/** How many of the newest runs are looked through for models. */
const maxRuns = 200;

/** Makes a version of what a run logged or of a folder with a model in it; asks for what the caller does not say. */
export async function registerVersion(stores: Stores, argument: RegisterArgument): Promise<void> {
  const model = modelOf(argument);
  const found = await sourceFor(stores, argument, model?.storeId);
  if (found === undefined) return;
  const { storeId, source } = found;
  const store = writableStore(stores, storeId);
  const target =
    model ??
    (await pickModel(
      stores,
      (await storesWithRegistry(stores)).filter(({ id }) => id === storeId),
      {
        newModel: { label: vscode.l10n.t("New Model..."), create: () => createIn(stores, storeId, source.label) },
      },
    ));
  if (target === undefined) return;
  const { version } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Registering {0}…", target.name) },
    () => store.createModelVersion({ name: target.name, source: source.source, runId: source.runId }),
  );
  await vscode.commands.executeCommand("mlflowLens.openModel", { storeId, name: target.name, version });
}

function modelOf(argument: RegisterArgument): Target | undefined {
  if (argument === undefined) return undefined;
  if ("kind" in argument && argument.kind === "model" && "model" in argument) {
    return { storeId: argument.store.id, name: argument.model.name };
  }
  return "name" in argument && "storeId" in argument ? argument : undefined;
}

async function sourceFor(
  stores: Stores,
  argument: RegisterArgument,
  storeId: string | undefined,
): Promise<{ storeId: string; source: ModelSource } | undefined> {
  if (argument !== undefined && "artifact" in argument) {
    const { owner, path, storeId: id } = parseArtifactUri(vscode.Uri.from(argument.artifact));
    const source = await sourceOfFolder(stores.get(id), owner, path);
    if (source === undefined) throw new Error(vscode.l10n.t("This folder holds no MLmodel file: it is no model."));
    return { storeId: id, source };
  }
  const run = runOf(argument) ?? (await pickRun(stores, storeId));
  if (run === undefined) return undefined;
  const store = stores.get(run.storeId);
  const sources = await sourcesOfRun(store, await store.getRun(run.runId));
  if (sources.length === 0) {
    throw new Error(
      vscode.l10n.t("This run logged no model. Pick a folder with an MLmodel among its artifacts instead."),
    );
  }
  const source = sources.length === 1 ? sources[0] : await pickSource(sources);
  return source && { storeId: run.storeId, source };
}

function runOf(argument: RegisterArgument): { storeId: string; runId: string } | undefined {
  if (argument === undefined) return undefined;
  if ("runId" in argument) return argument;
  if ("runIds" in argument) {
    const [runId] = argument.runIds;
    return runId === undefined ? undefined : { storeId: argument.storeId, runId };
  }
  return "row" in argument ? { storeId: argument.store.id, runId: argument.row.runId } : undefined;
}

async function pickSource(sources: readonly ModelSource[]): Promise<ModelSource | undefined> {
  const items = sources.map((source) => ({ label: source.label, description: source.source, source }));
  const placeHolder = vscode.l10n.t("Which of the run's models?");
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.source;
}

/** Asks for one of the newest runs that logged a model. */
async function pickRun(
  stores: Stores,
  storeId: string | undefined,
): Promise<{ storeId: string; runId: string } | undefined> {
  const among = (await storesWithRegistry(stores)).filter(({ id }) => storeId === undefined || id === storeId);
  const items = await vscode.window.withProgress({ location: { viewId: "mlflowLens.models" } }, async () => {
    const found = await Promise.all(
      among.map(async ({ id, label }) =>
        (await runsWithModels(stores.get(id))).map((run) => ({
          label: run.runName || run.runId,
          description: run.startTime === undefined ? "" : formatAge(run.startTime, vscode.env.language),
          detail: among.length > 1 ? label : undefined,
          run: { storeId: id, runId: run.runId },
        })),
      ),
    );
    return found.flat();
  });
  if (items.length === 0) throw new Error(vscode.l10n.t("None of the newest runs logged a model."));
  const placeHolder = vscode.l10n.t("Which run logged the model?");
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.run;
}

async function runsWithModels(store: Store): Promise<Run[]> {
  const { experiments } = await store.searchExperiments();
  if (experiments.length === 0) return [];
  const { runs } = await store.searchRuns({
    experimentIds: experiments.map(({ experimentId }) => experimentId),
    orderBy: ["attributes.start_time DESC"],
    maxResults: maxRuns,
  });
  return runs.filter(hasLoggedModel);
}
