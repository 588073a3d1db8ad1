/** A run id of MLflow's form. */
export function id(number: number): string {
  return number.toString(16).padStart(32, "0");
}

/** An experiment's `meta.yaml`; `changes` are YAML as it stands in the file, `undefined` leaves a key out. */
export function experimentMeta(experimentId: string, changes: Record<string, string | undefined> = {}): string {
  return yaml({
    artifact_location: `file:///home/ada/flowers/mlruns/${experimentId}`,
    creation_time: "1700000000000",
    experiment_id: `'${experimentId}'`,
    last_update_time: "1700000000000",
    lifecycle_stage: "active",
    name: "wild",
    ...changes,
  });
}

/** A run's `meta.yaml`, the same way. */
export function runMeta(runId: string, experimentId: string, changes: Record<string, string | undefined> = {}): string {
  return yaml({
    artifact_uri: `file:///home/ada/flowers/mlruns/${experimentId}/${runId}/artifacts`,
    end_time: "1700000000100",
    entry_point_name: "''",
    experiment_id: `'${experimentId}'`,
    lifecycle_stage: "active",
    run_id: runId,
    run_name: "some run",
    source_name: "''",
    source_type: "4",
    source_version: "''",
    start_time: "1700000000000",
    status: "3",
    tags: "[]",
    user_id: "ada",
    ...changes,
  });
}

function yaml(values: Record<string, string | undefined>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("");
}
