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

/** The table of the runs of one or several experiments of a store. */
export function runsUri(storeId: string, experimentIds: readonly string[], title: string): vscode.Uri {
  return pageUri(runsScheme, [storeId, experimentIds.join(",")], title);
}

/** @throws Error when the URI names no experiments */
export function parseRunsUri(uri: vscode.Uri): { storeId: string; experimentIds: string[]; title: string } {
  const [, storeId, experimentIds, title = ""] = uri.path.split("/");
  if (!storeId || !experimentIds)
    throw new Error(vscode.l10n.t("This address names no experiment: {0}", uri.toString()));
  return { storeId, experimentIds: experimentIds.split(","), title };
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
  return uri.query.split(",").flatMap((part) => {
    const [storeId, runId] = part.split("/");
    return storeId && runId ? [{ storeId, runId }] : [];
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

function pageUri(scheme: string, parts: readonly string[], title: string): vscode.Uri {
  // What would divide a path, or is no text, has no place in a title.
  const shown = title
    .replaceAll(/[/\\]/g, "∕")
    .replaceAll(/\p{Cc}/gu, " ")
    .slice(0, maxTitle)
    .trim();
  return vscode.Uri.from({ scheme, path: `/${[...parts, shown || "MLflow"].join("/")}` });
}
