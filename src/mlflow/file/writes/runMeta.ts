import { existsSync } from "node:fs";
import { join } from "node:path";
import type { LifecycleStage } from "../../entities.ts";
import { invalidParameter, MlflowError } from "../../errors.ts";
import {
  type ExperimentFolder,
  type FileStoreContext,
  findRunFolder,
  metaFile,
  reservedInExperiment,
  type RunFolder,
} from "../context.ts";
import { type Meta, metaText, YamlNeeded } from "../disk/meta.ts";
import { namesInOrder } from "../folders/directoryOrder.ts";
import type { FileChange } from "./fileChanges.ts";
import { editMeta, type MetaChanges, openMeta, type OpenMeta } from "./metaEdit.ts";

export interface OpenRun extends OpenMeta {
  folder: RunFolder;
  isActive: boolean;
}

/**
 * A run to be written. Other than MLflow it need not have all of its folders; writing makes those it needs.
 *
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST; INVALID_STATE where it names another run or experiment
 */
export function openRun(context: FileStoreContext, runId: string): OpenRun {
  const folder = findRunFolder(context, runId);
  const opened = openMeta(join(folder.path, metaFile));
  if (!isOf(opened.meta, folder.experiment, runId)) {
    throw new MlflowError("INVALID_STATE", `Run '${runId}' metadata is in invalid state.`);
  }
  return { ...opened, folder, isActive: stageOf(opened.meta) === "active" };
}

/** @throws MlflowError INVALID_PARAMETER_VALUE as `check_run_is_active` does */
export function openActiveRun(context: FileStoreContext, runId: string): OpenRun {
  const run = openRun(context, runId);
  if (!run.isActive) throw invalidParameter(`The run ${runId} must be in 'active' lifecycle_stage.`);
  return run;
}

export function runMetaChange(folder: string, text: string, changes: MetaChanges): FileChange {
  return { owner: folder, path: join(folder, metaFile), content: editMeta(text, changes) };
}

/** The keys that say whether a run is deleted. */
export function stageKeys(stage: LifecycleStage, now: number): MetaChanges {
  return { lifecycle_stage: stage, deleted_time: stage === "deleted" ? now : undefined };
}

/** What changes in the runs of an experiment when it goes into the trash or comes back: MLflow takes its runs along. */
export function runStageChanges(
  experiment: ExperimentFolder,
  { from, to }: { from: LifecycleStage; to: LifecycleStage },
  now: number,
): FileChange[] {
  return namesInOrder(experiment.path).flatMap((runId) => {
    const folder = join(experiment.path, runId);
    const path = join(folder, metaFile);
    if (reservedInExperiment.has(runId) || !existsSync(path)) return [];
    const opened = openOrSkip(path);
    if (opened === undefined || !isOf(opened.meta, experiment, runId) || stageOf(opened.meta) !== from) return [];
    return [runMetaChange(folder, opened.text, stageKeys(to, now))];
  });
}

/** One damaged run must not keep its experiment where it is. */
function openOrSkip(path: string): OpenMeta | undefined {
  try {
    return openMeta(path);
  } catch (error) {
    if (error instanceof YamlNeeded) throw error;
    return undefined;
  }
}

function isOf(meta: Meta, experiment: ExperimentFolder, runId: string): boolean {
  const named = metaText(meta, "run_id") ?? metaText(meta, "run_uuid") ?? runId;
  return metaText(meta, "experiment_id")?.trim() === experiment.experimentId && named.trim() === runId;
}

function stageOf(meta: Meta): LifecycleStage {
  return metaText(meta, "lifecycle_stage") === "deleted" ? "deleted" : "active";
}
