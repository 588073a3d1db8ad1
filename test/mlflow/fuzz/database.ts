import { DatabaseSync } from "node:sqlite";
import type { GeneratedRun, GeneratedStore } from "./generatedStore.ts";

type Insert = (table: string, row: Record<string, string | number | null>) => void;

/** Fills a database of MLflow 3.17's schema with a generated store, in place of all that is in it. */
export function fillDatabase(store: GeneratedStore, file: string): void {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; BEGIN");
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  for (const { name } of tables) {
    if (name !== "alembic_version" && name !== "workspaces") database.exec(`DELETE FROM "${String(name)}"`);
  }
  const insert: Insert = (table, row) => {
    const marks = Object.keys(row).map(() => "?");
    const columns = Object.keys(row).map((column) => `"${column}"`);
    database
      .prepare(`INSERT OR IGNORE INTO ${table} (${columns.join()}) VALUES (${marks.join()})`)
      .run(...Object.values(row));
  };
  insertExperiments(store, insert);
  for (const run of store.runs) insertRun(run, insert);
  insertRegistry(store, insert);
  insertLoggedModels(store, insert);
  insertTraces(store, insert);
  database.exec("COMMIT");
  database.close();
}

function insertExperiments({ experiments }: GeneratedStore, insert: Insert): void {
  for (const { id, name, isDeleted, created, updated, tags } of experiments) {
    insert("experiments", {
      experiment_id: Number(id),
      name,
      artifact_location: `/somewhere/${id}`,
      lifecycle_stage: isDeleted ? "deleted" : "active",
      creation_time: created,
      last_update_time: updated,
    });
    for (const [key, value] of Object.entries(tags))
      insert("experiment_tags", { key, value, experiment_id: Number(id) });
  }
}

function insertRun(run: GeneratedRun, insert: Insert): void {
  const experiment = Number(run.experimentId);
  insert("runs", {
    run_uuid: run.id,
    name: run.name,
    source_type: "UNKNOWN",
    source_name: "",
    entry_point_name: "",
    user_id: run.user,
    status: run.status,
    start_time: run.startTime,
    end_time: run.endTime,
    source_version: "",
    lifecycle_stage: run.isDeleted ? "deleted" : "active",
    artifact_uri: `/somewhere/${run.experimentId}/${run.id}/artifacts`,
    experiment_id: experiment,
    deleted_time: run.isDeleted ? 1 : null,
  });
  for (const [key, value] of Object.entries(run.params)) insert("params", { key, value, run_uuid: run.id });
  for (const [key, value] of Object.entries(run.tags)) insert("tags", { key, value, run_uuid: run.id });
  for (const [key, points] of Object.entries(run.metrics)) insertMetric(run.id, key, points.map(stored), insert);
  for (const { name, digest, context } of run.datasets) {
    const dataset = `${name}${digest}`.slice(0, 36);
    const input = `${run.id}${digest}`.slice(0, 36);
    insert("datasets", {
      dataset_uuid: dataset,
      experiment_id: experiment,
      name,
      digest,
      dataset_source_type: "local",
      dataset_source: "{}",
    });
    insert("inputs", {
      input_uuid: input,
      source_type: "DATASET",
      source_id: dataset,
      destination_type: "RUN",
      destination_id: run.id,
    });
    if (context !== null) insert("input_tags", { input_uuid: input, name: "mlflow.data.context", value: context });
  }
}

interface StoredPoint {
  value: number;
  timestamp: number;
  step: number;
  is_nan: number;
}

/** A database has neither NaN nor infinities. */
function stored([timestamp, value, step]: [number, number, number]): StoredPoint {
  const isNaN = Number.isNaN(value);
  const finite = isNaN ? 0 : Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
  return { value: finite, timestamp, step, is_nan: isNaN ? 1 : 0 };
}

function insertMetric(runId: string, key: string, points: StoredPoint[], insert: Insert): void {
  for (const point of points) insert("metrics", { key, ...point, run_uuid: runId });
  const latest = points.reduce((best, point) => (isLater(point, best) ? point : best));
  insert("latest_metrics", { key, ...latest, run_uuid: runId });
}

function isLater(a: StoredPoint, b: StoredPoint): boolean {
  return (a.step - b.step || a.timestamp - b.timestamp || a.value - b.value) > 0;
}

function insertRegistry({ registeredModels }: GeneratedStore, insert: Insert): void {
  for (const { name, created, updated, tags, versions } of registeredModels) {
    insert("registered_models", { name, creation_time: created, last_updated_time: updated });
    for (const [key, value] of Object.entries(tags)) insert("registered_model_tags", { key, value, name });
    for (const { version, created, updated, runId, source, stage, tags } of versions) {
      insert("model_versions", {
        name,
        version,
        creation_time: created,
        last_updated_time: updated,
        current_stage: stage,
        source,
        run_id: runId,
        status: "READY",
        storage_location: source,
      });
      for (const [key, value] of Object.entries(tags)) insert("model_version_tags", { key, value, name, version });
    }
  }
}

function insertLoggedModels({ loggedModels }: GeneratedStore, insert: Insert): void {
  for (const model of loggedModels) {
    const ids = { model_id: model.id, experiment_id: Number(model.experimentId) };
    insert("logged_models", {
      ...ids,
      name: model.name,
      artifact_location: `/somewhere/models/${model.id}`,
      creation_timestamp_ms: model.created,
      last_updated_timestamp_ms: model.updated,
      status: model.status,
      lifecycle_stage: "active",
      model_type: model.type,
      source_run_id: model.sourceRunId,
    });
    for (const [key, value] of Object.entries(model.params)) {
      insert("logged_model_params", { ...ids, param_key: key, param_value: value });
    }
    for (const [key, value] of Object.entries(model.tags)) {
      insert("logged_model_tags", { ...ids, tag_key: key, tag_value: value });
    }
    for (const { key, timestamp, value, step, runId } of model.metrics) {
      insert("logged_model_metrics", {
        ...ids,
        metric_name: key,
        metric_timestamp_ms: timestamp,
        metric_step: step,
        metric_value: value,
        run_id: runId,
      });
    }
  }
}

function insertTraces({ traces }: GeneratedStore, insert: Insert): void {
  for (const trace of traces) {
    const { "mlflow.trace.session": session = null, ...metadata } = trace.metadata;
    insert("trace_info", {
      request_id: trace.id,
      experiment_id: Number(trace.experimentId),
      timestamp_ms: trace.timestampMs,
      execution_time_ms: trace.executionTimeMs,
      status: trace.state,
      client_request_id: trace.clientRequestId,
      trace_name: trace.name,
      session_id: session,
    });
    for (const [key, value] of Object.entries(trace.tags)) insert("trace_tags", { key, value, request_id: trace.id });
    for (const [key, value] of Object.entries(metadata)) {
      insert("trace_request_metadata", { key, value, request_id: trace.id });
    }
  }
}
