import type { Store } from "../mlflow/store.ts";
import type { RunOverview } from "../protocol/run.ts";

/** A run with the name of its experiment, as the page shows it. */
export async function readOverview(store: Store, runId: string): Promise<Omit<RunOverview, "place">> {
  const { metrics, ...run } = await store.getRun(runId);
  const experiment = await store.getExperiment(run.experimentId);
  return {
    run,
    experimentName: experiment.name,
    metrics: Object.entries(metrics).map(([key, { value, step, timestamp }]) => ({
      key,
      value: String(value),
      step,
      timestamp,
    })),
  };
}
