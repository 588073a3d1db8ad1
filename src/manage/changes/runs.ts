import type { Run, RunStatus } from "../../mlflow/entities.ts";
import type { Store } from "../../mlflow/store.ts";
import type { Change } from "./change.ts";

/** The statuses that a run may end with. */
export type EndStatus = Extract<RunStatus, "FINISHED" | "FAILED" | "KILLED">;

export function renameRun(store: Store, { runId, runName }: Run, name: string): Change {
  return {
    name: runName,
    apply: () => store.updateRun(runId, { name }),
    revert: () => store.updateRun(runId, { name: runName }),
  };
}

/** Only marks the run: MLflow keeps it until `mlflow gc`. Runs nested in it stay as they are. */
export function deleteRun(store: Store, { runId, runName }: Run): Change {
  return { name: runName, apply: () => store.deleteRun(runId), revert: () => store.restoreRun(runId) };
}

export function restoreRun(store: Store, { runId, runName }: Run): Change {
  return { name: runName, apply: () => store.restoreRun(runId), revert: () => store.deleteRun(runId) };
}

/**
 * Ends a run whose process is gone.
 *
 * Taken back as MLflow resumes a run: it is running again, and keeps the time of its end until it ends anew.
 */
export function endRun(store: Store, run: Run, status: EndStatus, endTime: number): Change {
  return {
    name: run.runName,
    apply: () => store.setTerminated(run.runId, status, endTime),
    revert: () => store.updateRun(run.runId, { status: run.status }),
  };
}

/** Whether a run has not ended, as far as its store knows. */
export function isOpenEnded({ status }: Pick<Run, "status">): boolean {
  return status === "RUNNING" || status === "SCHEDULED";
}

/** When a run last logged a metric, in milliseconds since 1970; its start where it logged none. */
export function lastSignOfLife(run: Run): number | undefined {
  const times = Object.values(run.metrics).map(({ timestamp }) => timestamp);
  return times.reduce<number | undefined>((last, time) => Math.max(last ?? time, time), run.startTime);
}
