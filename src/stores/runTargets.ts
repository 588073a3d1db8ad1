import * as vscode from "vscode";
import { parseRunUri, runScheme, type RunAddress } from "./pageUri.ts";

/** A run as views and pages hand it to commands: a row of the Experiments view, or the context of a page's element. */
type RunTarget = { store: { id: string }; row: { runId: string } } | RunAddress;

/** The runs of what a command was called with: a list, or what was clicked and what is selected with it; each once. */
export function runsOf(target: unknown, selected: unknown): RunAddress[] {
  const targets: unknown[] = Array.isArray(selected) ? selected : Array.isArray(target) ? target : [target];
  const found = new Map<string, RunAddress>();
  for (const address of targets.flatMap(addressesOf)) found.set(keyOf(address), address);
  return [...found.values()];
}

export function keyOf({ storeId, runId }: RunAddress): string {
  return `${storeId}/${runId}`;
}

/** The URI of the page in front, if it is one of that scheme. */
export function pageInFront(scheme: string): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.uri.scheme === scheme ? input.uri : undefined;
}

/** The run whose page is in front. */
export function runInFront(): RunAddress | undefined {
  const uri = pageInFront(runScheme);
  return uri && parseRunUri(uri);
}

function addressesOf(target: unknown): RunAddress[] {
  if (typeof target !== "object" || target === null) return [];
  const { storeId, runId, runIds, runs, store, row } = target as Partial<
    RunAddress & { runIds: string[]; runs: RunAddress[] } & Extract<RunTarget, { row: object }>
  >;
  // Those that are selected with it may be of other stores.
  if (Array.isArray(runs)) return runs.flatMap(addressesOf);
  // A row of a table, with all that are selected with it.
  if (typeof storeId === "string" && Array.isArray(runIds)) return runIds.map((each) => ({ storeId, runId: each }));
  if (typeof storeId === "string" && typeof runId === "string") return [{ storeId, runId }];
  if (typeof store?.id === "string" && typeof row?.runId === "string") return [{ storeId: store.id, runId: row.runId }];
  return [];
}
