import type { Experiment } from "../../mlflow/entities.ts";
import type { Store, TextColumn } from "../../mlflow/store.ts";
import type { Change } from "./change.ts";

export function renameExperiment(store: Store, { experimentId, name: before }: Experiment, name: string): Change {
  return {
    name: before,
    apply: () => store.renameExperiment(experimentId, name),
    revert: () => store.renameExperiment(experimentId, before),
  };
}

/**
 * Marks the experiment and all of its runs as deleted.
 *
 * MLflow restores an experiment with every run in it, so those that were deleted before it are deleted again when it is
 * taken back.
 */
export function deleteExperiment(store: Store, { experimentId, name }: Experiment): Change {
  let deletedBefore: string[] = [];
  return {
    name,
    apply: async () => {
      deletedBefore = await deletedRuns(store, experimentId);
      await store.deleteExperiment(experimentId);
    },
    revert: async () => {
      await store.restoreExperiment(experimentId);
      for (const runId of deletedBefore) await store.deleteRun(runId);
    },
  };
}

/** Restores the experiment with all of its runs, as MLflow does. */
export function restoreExperiment(store: Store, { experimentId, name }: Experiment): Change {
  return {
    name,
    apply: () => store.restoreExperiment(experimentId),
    revert: () => store.deleteExperiment(experimentId),
  };
}

async function deletedRuns(store: Store, experimentId: string): Promise<string[]> {
  const { columns } = await store.runTable({
    experimentIds: [experimentId],
    viewType: "DELETED_ONLY",
    columns: ["attributes.run_id"],
  });
  const { dictionary, codes } = columns[0] as TextColumn;
  return Array.from(codes, (code) => dictionary[code] ?? "");
}
