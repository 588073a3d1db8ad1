import * as vscode from "vscode";

// A page is a custom editor of a URI: `mlflow-run:/<store>/<run>/<name>`. The last part is only the tab's title, which
// VS Code takes from there.

export const runScheme = "mlflow-run";
export const runsScheme = "mlflow-runs";
export const compareScheme = "mlflow-compare";
export const modelScheme = "mlflow-model";

const maxTitle = 80;

/** The page of a run. */
export function runUri(storeId: string, runId: string, runName: string): vscode.Uri {
  return pageUri(runScheme, [storeId, runId], runName || runId);
}

/** @throws Error when the URI names no run */
export function parseRunUri(uri: vscode.Uri): { storeId: string; runId: string } {
  const [, storeId, runId] = uri.path.split("/");
  if (!storeId || !runId) throw new Error(vscode.l10n.t("This address names no run: {0}", uri.toString()));
  return { storeId, runId };
}

/** An experiment, wherever it is. */
export interface ExperimentAddress {
  storeId: string;
  experimentId: string;
}

/** The table of the runs of one or several experiments; they may be of several stores. */
export function runsUri(experiments: readonly ExperimentAddress[], title: string): vscode.Uri {
  const [first] = experiments;
  if (first === undefined) throw new Error(vscode.l10n.t("Select an experiment first."));
  const isOwn = ({ storeId }: ExperimentAddress) => storeId === first.storeId;
  const own = experiments.filter(isOwn).map(({ experimentId }) => experimentId);
  const others = experiments.filter((each) => !isOwn(each));
  const query = others.map(({ storeId, experimentId }) => `${storeId}/${experimentId}`).join(",");
  return pageUri(runsScheme, [first.storeId, own.join(",")], title).with({ query });
}

/** @throws Error when the URI names no experiments */
export function parseRunsUri(uri: vscode.Uri): ExperimentAddress[] {
  const [, storeId, experimentIds] = uri.path.split("/");
  if (!storeId || !experimentIds)
    throw new Error(vscode.l10n.t("This address names no experiment: {0}", uri.toString()));
  const own = experimentIds.split(",").map((experimentId) => ({ storeId, experimentId }));
  return [...own, ...pairs(uri.query).map(([store, experimentId]) => ({ storeId: store, experimentId }))];
}

/** A run, wherever it is: ids of runs repeat between copies of a store. */
export interface RunAddress {
  storeId: string;
  runId: string;
}

/** Runs side by side; they may be of several stores. */
export function compareUri(runs: readonly RunAddress[]): vscode.Uri {
  const title = vscode.l10n.t("Compare {0} Runs", runs.length);
  const query = runs.map(({ storeId, runId }) => `${storeId}/${runId}`).join(",");
  return pageUri(compareScheme, [], title).with({ query });
}

export function parseCompareUri(uri: vscode.Uri): RunAddress[] {
  return pairs(uri.query).map(([storeId, runId]) => ({ storeId, runId }));
}

/** `store/id,store/id` */
function pairs(query: string): [string, string][] {
  return query.split(",").flatMap((part): [string, string][] => {
    const [storeId, id] = part.split("/");
    return storeId && id ? [[storeId, id]] : [];
  });
}

/** The page of a registered model, with all its versions. */
export function modelUri(storeId: string, name: string): vscode.Uri {
  // A path keeps what it is given: only what would divide it is in the way.
  return pageUri(modelScheme, [storeId, encodeURIComponent(name)], name);
}

/** @throws Error when the URI names no model */
export function parseModelUri(uri: vscode.Uri): { storeId: string; name: string } {
  const [, storeId, name] = uri.path.split("/");
  if (!storeId || !name) throw new Error(vscode.l10n.t("This address names no model: {0}", uri.toString()));
  return { storeId, name: decodeURIComponent(name) };
}

/** The address of a page or a file that is shown under a title, which is the last part of its path. */
export function pageUri(scheme: string, parts: readonly string[], title: string): vscode.Uri {
  // What would divide a path, or is no text, has no place in a title.
  const shown = title
    .replaceAll(/[/\\]/g, "∕")
    .replaceAll(/\p{Cc}/gu, " ")
    .slice(0, maxTitle)
    .trim();
  return vscode.Uri.from({ scheme, path: `/${[...parts, shown || "MLflow"].join("/")}` });
}
