import type { Source } from "../rows/spine.ts";

/** Keys of metrics, params and tags that runs have. */
export interface RunKeys {
  metrics: string[];
  params: string[];
  tags: string[];
}

/** Of so many of the newest runs the first columns are taken. */
const newestRuns = 20;

/** Keys of the newest runs: quick, and what most others have too. */
export async function newestKeys(sources: readonly Source[]): Promise<RunKeys> {
  const pages = await Promise.all(
    sources.map(({ store, experimentIds }) => store().searchRuns({ experimentIds, maxResults: newestRuns })),
  );
  const runs = pages.flatMap((page) => page.runs);
  const keysOf = (kind: "metrics" | "params" | "tags") => union(runs.map((run) => Object.keys(run[kind])));
  return { metrics: keysOf("metrics"), params: keysOf("params"), tags: keysOf("tags") };
}

/** Keys of all runs. */
export async function readKeys(sources: readonly Source[]): Promise<RunKeys> {
  const all = await Promise.all(sources.map(({ store, experimentIds }) => store().runColumns({ experimentIds })));
  const keysOf = (kind: "metrics" | "params" | "tags") => union(all.map((keys) => keys[kind]));
  return { metrics: keysOf("metrics"), params: keysOf("params"), tags: keysOf("tags") };
}

function union(keys: readonly (readonly string[])[]): string[] {
  return [...new Set(keys.flat())].sort();
}

/** MLflow's quoting of a key: backticks, or double quotes around one that has those. */
export function quoted(key: string): string {
  return key.includes("`") ? `"${key}"` : `\`${key}\``;
}
