import type { Run } from "../../mlflow/entities.ts";
import type { Store } from "../../mlflow/store.ts";

/** What one search names at most: its filter travels in a request. */
const maxNamed = 100;
/** Versions are mostly of runs of one experiment; beyond these the rest is read one by one. */
const maxExperiments = 10;
const maxSingle = 100;

/** The runs that made versions, by id, without those that are gone. A few searches instead of a call for each. */
export async function readRuns(store: Store, runIds: readonly string[]): Promise<Map<string, Run>> {
  const runs = new Map<string, Run>();
  const gone = new Set<string>();
  const missing = () => [...new Set(runIds)].filter((id) => !runs.has(id) && !gone.has(id));
  for (let round = 0; round < maxExperiments; round++) {
    const [first, ...others] = missing();
    if (first === undefined) return runs;
    // One run says which experiment to look in for the others.
    const run = await existing(store, first);
    if (run === undefined) gone.add(first);
    else {
      runs.set(first, run);
      for (const found of await searchIn(store, run.experimentId, others)) runs.set(found.runId, found);
    }
  }
  for (const id of missing().slice(0, maxSingle)) {
    const run = await existing(store, id);
    if (run !== undefined) runs.set(id, run);
  }
  return runs;
}

async function searchIn(store: Store, experimentId: string, runIds: readonly string[]): Promise<Run[]> {
  const found: Run[] = [];
  // Ids are MLflow's own letters; what is none of those is no run.
  const named = runIds.filter((id) => /^[\w-]+$/.test(id));
  for (let start = 0; start < named.length; start += maxNamed) {
    const list = named.slice(start, start + maxNamed).map((id) => `'${id}'`);
    const { runs } = await store.searchRuns({
      experimentIds: [experimentId],
      filter: `attributes.run_id IN (${list.join(", ")})`,
      viewType: "ALL",
    });
    found.push(...runs);
  }
  return found;
}

async function existing(store: Store, runId: string): Promise<Run | undefined> {
  try {
    return await store.getRun(runId);
  } catch {
    // A run that was deleted for good leaves its id in the version.
    return undefined;
  }
}
