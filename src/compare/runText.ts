import * as vscode from "vscode";
import type { Run } from "../mlflow/entities.ts";
import type { Store } from "../mlflow/store.ts";
import { loggedChanges, patchOf } from "../source/loggedChanges.ts";
import type { Stores } from "../stores/index.ts";

/** The scheme of texts made of a run: `mlflow-run-text:/<store>/<run>/run.yaml`, and `…/uncommitted.diff`. */
export const runTextScheme = "mlflow-run-text";

/** A value longer than this is cut: an editor has to show it. */
const maxValue = 100_000;

export function runTextUri(storeId: string, runId: string, file: "run.yaml" | "uncommitted.diff"): vscode.Uri {
  return vscode.Uri.from({ scheme: runTextScheme, path: `/${storeId}/${runId}/${file}` });
}

/** Runs as texts, read-only; they follow the store while an editor shows them. */
export function registerRunTexts(stores: Stores): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const open = new Map<string, vscode.Uri>();
  const isShown = (uri: vscode.Uri) =>
    vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(runTextScheme, {
      onDidChange: changed.event,
      async provideTextDocumentContent(uri) {
        const [, storeId = "", runId = "", file] = uri.path.split("/");
        open.set(uri.toString(), uri);
        await stores.ready();
        const store = stores.get(storeId);
        const run = await store.getRun(runId);
        return file === "uncommitted.diff" ? uncommittedPatch(store, run) : runYaml(run);
      },
    }),
    stores.onDidChange(({ store, changes }) => {
      for (const [key, uri] of open) {
        if (!isShown(uri)) open.delete(key);
        const [, storeId, runId = ""] = uri.path.split("/");
        if (storeId !== store.id) continue;
        if (changes.some((change) => change.kind === "runs" && (change.runIds?.includes(runId) ?? true)))
          changed.fire(uri);
      }
    }),
  );
}

async function uncommittedPatch(store: Store, run: Run): Promise<string> {
  const changes = await loggedChanges(store, run);
  return (changes && (await patchOf(store, run, changes))) ?? "";
}

/** A run as YAML, its keys in an order that is the same for every run. */
export async function runYaml(run: Run): Promise<string> {
  const { stringify } = await import("yaml");
  const { params, tags, metrics, datasets, modelInputs, modelOutputs, problems, startTime, endTime, ...attributes } =
    run;
  const document = {
    attributes: {
      ...attributes,
      startTime: startTime && new Date(startTime).toISOString(),
      endTime: endTime && new Date(endTime).toISOString(),
    },
    params,
    metrics: Object.fromEntries(Object.entries(metrics).map(([key, { value, step }]) => [key, { value, step }])),
    tags,
    datasets,
    modelInputs: modelInputs.map(({ modelId }) => modelId),
    modelOutputs: modelOutputs.map(({ modelId }) => modelId),
    problems,
  };
  return stringify(document, bounded, {
    sortMapEntries: (a, b) => sections.compare(String(a.key), String(b.key)),
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
}

const sections = new Intl.Collator("en", { numeric: true });

function bounded(_key: unknown, value: unknown): unknown {
  return typeof value === "string" && value.length > maxValue ? `${value.slice(0, maxValue)}…` : value;
}
