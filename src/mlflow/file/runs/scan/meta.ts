import { type LifecycleStage, type RunStatus } from "../../../entities.ts";
import { metaNumber, metaText, type Meta } from "../../disk/meta.ts";

/** MLflow's numbers (`RunStatus` in service.proto); 0 stands for a number that it does not know. */
export const statuses: readonly (RunStatus | undefined)[] = [
  undefined,
  "RUNNING",
  "SCHEDULED",
  "FINISHED",
  "FAILED",
  "KILLED",
];
export const runningStatus = statuses.indexOf("RUNNING");

export interface RunMeta {
  /** As meta.yaml names it: another one than the folder's is no run of the experiment. */
  experimentId?: string;
  /** Empty where only the tag `mlflow.runName` may name it. */
  runName: string;
  userId?: string;
  /** Index of `statuses`. */
  status: number;
  startTime?: number;
  endTime?: number;
  stage: LifecycleStage;
  artifactUri?: string;
  /** What MLflow would fail on, in words. */
  problems: string[];
}

/** A run whose meta.yaml says nothing. */
export function unreadableMeta(problem: string): RunMeta {
  return { runName: "", status: 0, stage: "active", problems: [problem] };
}

/**
 * A run's meta.yaml of MLflow 1 to 3 (`_read_persisted_run_info_dict`).
 *
 * @param runId the name of the folder, which decides
 */
export function runMeta(meta: Meta, runId: string): RunMeta {
  const problems: string[] = [];
  const status = metaNumber(meta, "status") ?? runningStatus;
  if (statuses[status] === undefined)
    problems.push(`meta.yaml has an unknown status, ${meta.get("status") as string}.`);
  const stage = metaText(meta, "lifecycle_stage") ?? "active";
  if (stage !== "active" && stage !== "deleted") problems.push(`meta.yaml has an unknown lifecycle_stage, ${stage}.`);
  for (const key of ["experiment_id", "user_id", "start_time", "end_time"]) {
    // An end_time of null is a run that has not ended; the key itself must be there.
    const isThere = key === "end_time" ? meta.has(key) : meta.get(key) != null;
    if (!isThere) problems.push(`meta.yaml has no ${key}.`);
  }
  const named = metaText(meta, "run_id") ?? metaText(meta, "run_uuid");
  if (named === undefined) problems.push("meta.yaml has no run_id.");
  else if (named.trim() !== runId) problems.push(`meta.yaml names another run, ${named}.`);
  return {
    experimentId: metaText(meta, "experiment_id")?.trim(),
    runName: metaText(meta, "run_name") ?? "",
    userId: metaText(meta, "user_id"),
    status: statuses[status] === undefined ? 0 : status,
    startTime: time(meta, "start_time", problems),
    endTime: time(meta, "end_time", problems),
    stage: stage === "deleted" ? "deleted" : "active",
    artifactUri: metaText(meta, "artifact_uri"),
    problems,
  };
}

function time(meta: Meta, key: string, problems: string[]): number | undefined {
  const value = metaNumber(meta, key);
  if (value === undefined || Number.isFinite(value)) return value;
  problems.push(`meta.yaml has a ${key} that is not a number.`);
  return undefined;
}
