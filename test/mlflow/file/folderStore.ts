import type { FileStoreContext } from "../../../src/mlflow/file/context.ts";
import type { Change, OpenOptions } from "../../../src/mlflow/store.ts";
import { madeFolder } from "../madeFolder.ts";

/** A file store of the given files, and what its writes tell. */
export function folderStore(
  files: Record<string, string>,
  options: OpenOptions = {},
): FileStoreContext & { changes: Change[] } {
  const root = madeFolder(files);
  const changes: Change[] = [];
  return {
    uri: root,
    root,
    options,
    readOnlyReason: options.readOnly ? "The store was opened for reading only." : undefined,
    changed: (told) => changes.push(...told),
    changes,
  };
}

/** The `meta.yaml` of an experiment as MLflow 3 writes it. */
export function experimentMeta(experimentId: string, name: string, changes: Record<string, string> = {}): string {
  return yaml({
    artifact_location: `file:///gone/mlruns/${experimentId}`,
    creation_time: "1795452090366",
    experiment_id: `'${experimentId}'`,
    last_update_time: "1795452090366",
    lifecycle_stage: "active",
    name,
    ...changes,
  });
}

/** The `meta.yaml` of a run as MLflow 3 writes it. */
export function runMeta(experimentId: string, runId: string, changes: Record<string, string> = {}): string {
  return yaml({
    artifact_uri: `file:///gone/mlruns/${experimentId}/${runId}/artifacts`,
    end_time: "null",
    entry_point_name: "''",
    experiment_id: `'${experimentId}'`,
    lifecycle_stage: "active",
    run_id: runId,
    run_name: "first",
    source_name: "''",
    source_type: "4",
    source_version: "''",
    start_time: "1795452090366",
    status: "1",
    tags: "[]",
    user_id: "ada",
    ...changes,
  });
}

/** The `meta.yaml` of a registered model as MLflow 3 writes it. */
export function modelMeta(name: string, changes: Record<string, string> = {}): string {
  return yaml({
    aliases: "{}",
    creation_timestamp: "1795452091669",
    deployment_job_id: "null",
    deployment_job_state: "null",
    description: "null",
    last_updated_timestamp: "1795452091669",
    name,
    workspace: "default",
    ...changes,
  });
}

/** The `meta.yaml` of a model version as MLflow 3 writes it. */
export function versionMeta(name: string, version: string, changes: Record<string, string> = {}): string {
  return yaml({
    creation_timestamp: "1795452091690",
    current_stage: "None",
    deployment_job_state: "null",
    description: "null",
    last_updated_timestamp: "1795452091690",
    model_id: "null",
    name,
    run_id: "null",
    run_link: "null",
    source: "/gone/model",
    status: "READY",
    status_message: "null",
    storage_location: "/gone/model",
    user_id: "null",
    version,
    workspace: "default",
    ...changes,
  });
}

function yaml(keys: Record<string, string>): string {
  return Object.keys(keys)
    .sort()
    .map((key) => `${key}: ${keys[key]}\n`)
    .join("");
}
