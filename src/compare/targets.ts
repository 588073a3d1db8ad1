import type { RunAddress } from "../stores/pageUri.ts";

/** A run as views and pages hand it to commands: a row of the Experiments view, or the context of a page's element. */
export type RunTarget = { store: { id: string }; row: { runId: string } } | RunAddress;

/** The runs of what a command was called with: a list, or what was clicked and what is selected with it; each once. */
export function runsOf(target: unknown, selected: unknown): RunAddress[] {
  const targets: unknown[] = Array.isArray(selected) ? selected : Array.isArray(target) ? target : [target];
  const found = new Map<string, RunAddress>();
  for (const each of targets) {
    const address = addressOf(each);
    if (address !== undefined) found.set(keyOf(address), address);
  }
  return [...found.values()];
}

export function keyOf({ storeId, runId }: RunAddress): string {
  return `${storeId}/${runId}`;
}

function addressOf(target: unknown): RunAddress | undefined {
  if (typeof target !== "object" || target === null) return undefined;
  const { storeId, runId, store, row } = target as Partial<RunAddress & Extract<RunTarget, { row: object }>>;
  if (typeof storeId === "string" && typeof runId === "string") return { storeId, runId };
  if (typeof store?.id === "string" && typeof row?.runId === "string") return { storeId: store.id, runId: row.runId };
  return undefined;
}
