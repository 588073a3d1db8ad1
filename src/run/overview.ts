import type { Store } from "../mlflow/store.ts";
import type { RunOverview } from "../protocol/run.ts";

/** A run with the name of its experiment, as the page shows it. */
export async function readOverview(store: Store, runId: string): Promise<Omit<RunOverview, "place" | "storeId">> {
  const { metrics, ...run } = await store.getRun(runId);
  // A run whose experiment's folder is damaged is shown all the same.
  const experiment = await store.getExperiment(run.experimentId).catch(() => undefined);
  return {
    run,
    experimentName: experiment?.name ?? run.experimentId,
    isExperimentDeleted: experiment?.lifecycleStage === "deleted",
    metrics: Object.entries(metrics).map(([key, { value, step, timestamp }]) => ({
      key,
      value: String(value),
      step,
      timestamp,
    })),
    readOnlyReason: store.readOnlyReason,
    isLocal: store.kind !== "rest",
  };
}
