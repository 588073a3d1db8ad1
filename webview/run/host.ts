import type { RunHost, RunPage } from "../../src/protocol/run.ts";
import { connectHost } from "../ui/host.ts";

const listeners = new Set<() => void>();

/** What the page may ask of the extension. */
export const host = connectHost<RunHost>({
  invalidate: () => {
    for (const listener of listeners) listener();
  },
} satisfies RunPage);

/** Calls when what is drawn is stale, until the returned function is called. */
export function onStale(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
