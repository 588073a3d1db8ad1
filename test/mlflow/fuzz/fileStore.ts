import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type GeneratedLoggedModel,
  type GeneratedRun,
  type GeneratedStore,
  type GeneratedTrace,
  statuses,
} from "./generatedStore.ts";

/** Writes a generated store as MLflow 3.17 lays out `mlruns/`. */
export function writeFileStore(store: GeneratedStore, root: string): void {
  const files = new Map<string, string | undefined>();
  for (const experiment of store.experiments) {
    const folder = experiment.isDeleted ? `.trash/${experiment.id}` : experiment.id;
    files.set(
      `${folder}/meta.yaml`,
      yaml({
        artifact_location: `file:///somewhere/mlruns/${experiment.id}`,
        creation_time: experiment.created,
        experiment_id: experiment.id,
        last_update_time: experiment.updated,
        lifecycle_stage: experiment.isDeleted ? "deleted" : "active",
        name: experiment.name,
      }),
    );
    addTexts(files, `${folder}/tags`, experiment.tags);
    const own = <T extends { experimentId: string }>(items: readonly T[]) =>
      items.filter((item) => item.experimentId === experiment.id);
    for (const run of own(store.runs)) addRun(files, folder, run);
    for (const model of own(store.loggedModels)) addLoggedModel(files, folder, model);
    for (const trace of own(store.traces)) addTrace(files, folder, trace);
  }
  addRegistry(files, store);
  files.set(".trash/", undefined);
  for (const [path, content] of files) {
    const place = join(root, path);
    mkdirSync(content === undefined ? place : dirname(place), { recursive: true });
    if (content !== undefined) writeFileSync(place, content);
  }
}

/** A path that ends with `/` is a folder and has no content. */
type Files = Map<string, string | undefined>;

function addRun(files: Files, experiment: string, run: GeneratedRun): void {
  const folder = `${experiment}/${run.id}`;
  for (const part of ["metrics", "params", "tags", "artifacts"]) files.set(`${folder}/${part}/`, undefined);
  files.set(
    `${folder}/meta.yaml`,
    yaml({
      artifact_uri: `file:///somewhere/mlruns/${run.experimentId}/${run.id}/artifacts`,
      end_time: run.endTime,
      entry_point_name: "",
      experiment_id: run.experimentId,
      lifecycle_stage: run.isDeleted ? "deleted" : "active",
      run_id: run.id,
      run_name: run.name,
      source_name: "",
      source_type: 4,
      source_version: "",
      start_time: run.startTime,
      status: statuses.indexOf(run.status) + 1,
      tags: [],
      user_id: run.user,
    }),
  );
  addTexts(files, `${folder}/params`, run.params);
  addTexts(files, `${folder}/tags`, run.tags);
  for (const [key, points] of Object.entries(run.metrics)) {
    files.set(
      `${folder}/metrics/${key}`,
      points.map(([time, value, step]) => `${time} ${pythonFloat(value)} ${step}\n`).join(""),
    );
  }
  for (const { name, digest, context } of run.datasets) {
    const dataset = md5(name + digest);
    files.set(
      `${experiment}/datasets/${dataset}/meta.yaml`,
      yaml({ digest, name, profile: null, schema: null, source: "{}", source_type: "local" }),
    );
    files.set(
      `${folder}/inputs/${md5(dataset + run.id)}/meta.yaml`,
      yaml({
        destination_id: dataset,
        destination_type: "RUN",
        source_id: dataset,
        source_type: "DATASET",
        tags: context === null ? {} : { "mlflow.data.context": context },
      }),
    );
  }
}

function addLoggedModel(files: Files, experiment: string, model: GeneratedLoggedModel): void {
  const folder = `${experiment}/models/${model.id}`;
  for (const part of ["metrics", "params", "tags", "artifacts"]) files.set(`${folder}/${part}/`, undefined);
  files.set(
    `${folder}/meta.yaml`,
    yaml({
      artifact_location: `file:///somewhere/${folder}/artifacts`,
      creation_timestamp: model.created,
      experiment_id: model.experimentId,
      last_updated_timestamp: model.updated,
      model_id: model.id,
      model_type: model.type,
      name: model.name,
      source_run_id: model.sourceRunId,
      status: model.status,
      status_message: null,
    }),
  );
  addTexts(files, `${folder}/params`, model.params);
  addTexts(files, `${folder}/tags`, model.tags);
  for (const { key, timestamp, value, step, runId } of model.metrics) {
    files.set(`${folder}/metrics/${key}`, `${timestamp} ${pythonFloat(value)} ${step} ${runId}\n`);
  }
}

function addTrace(files: Files, experiment: string, trace: GeneratedTrace): void {
  const folder = `${experiment}/traces/${trace.id}`;
  for (const part of ["tags", "request_metadata", "artifacts"]) files.set(`${folder}/${part}/`, undefined);
  files.set(
    `${folder}/trace_info.yaml`,
    yaml({
      ...(trace.clientRequestId !== null && { client_request_id: trace.clientRequestId }),
      execution_duration_ms: trace.executionTimeMs,
      request_time: new Date(trace.timestampMs).toISOString(),
      state: trace.state,
      trace_id: trace.id,
      trace_location: { mlflow_experiment: { experiment_id: trace.experimentId }, type: "MLFLOW_EXPERIMENT" },
    }),
  );
  addTexts(files, `${folder}/tags`, { ...trace.tags, ...(trace.name !== null && { "mlflow.traceName": trace.name }) });
  addTexts(files, `${folder}/request_metadata`, trace.metadata);
}

function addRegistry(files: Files, store: GeneratedStore): void {
  files.set("models/", undefined);
  for (const { name, created, updated, tags, versions } of store.registeredModels) {
    const folder = `models/${name}`;
    for (const part of ["tags", "aliases"]) files.set(`${folder}/${part}/`, undefined);
    files.set(
      `${folder}/meta.yaml`,
      yaml({
        aliases: {},
        creation_timestamp: created,
        deployment_job_id: null,
        deployment_job_state: null,
        description: null,
        last_updated_timestamp: updated,
        name,
        workspace: "default",
      }),
    );
    addTexts(files, `${folder}/tags`, tags);
    for (const version of versions) {
      const place = `${folder}/version-${version.version}`;
      files.set(`${place}/tags/`, undefined);
      files.set(
        `${place}/meta.yaml`,
        yaml({
          creation_timestamp: version.created,
          current_stage: version.stage,
          deployment_job_state: null,
          description: null,
          last_updated_timestamp: version.updated,
          model_id: null,
          name,
          run_id: version.runId,
          run_link: null,
          source: version.source,
          status: "READY",
          status_message: null,
          storage_location: version.source,
          user_id: null,
          version: version.version,
          workspace: "default",
        }),
      );
      addTexts(files, `${place}/tags`, version.tags);
    }
  }
}

function addTexts(files: Files, folder: string, texts: Record<string, string>): void {
  for (const [key, text] of Object.entries(texts)) files.set(`${folder}/${key}`, text);
}

/** JSON is YAML: a text in double quotes is one in both. */
function yaml(meta: Record<string, unknown>): string {
  return Object.entries(meta)
    .map(
      ([key, value]) =>
        `${key}: ${typeof value === "object" && value !== null ? JSON.stringify(value) : scalar(value)}\n`,
    )
    .join("");
}

function scalar(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Object.is(value, -0) ? "-0.0" : String(value);
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
