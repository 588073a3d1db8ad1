import type { Dataset, Experiment, LifecycleStage, Metric, Run, RunStatus } from "../../entities.ts";
import { keyValues, member, number, objects, text, textIfAny } from "../http/json.ts";

// What the API says of experiments and runs (`mlflow/protos/service.proto` as JSON), as entities. An answer that lacks
// something, or is not what it should be, costs only that part.

const statuses: ReadonlySet<unknown> = new Set<RunStatus>(["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]);

export function decodeExperiment(data: unknown): Experiment {
  const fields = member({ data }, "data");
  return {
    experimentId: text(fields.experiment_id) ?? "",
    name: text(fields.name) ?? "",
    artifactLocation: textIfAny(fields.artifact_location),
    lifecycleStage: stageOf(fields.lifecycle_stage),
    tags: keyValues(fields.tags),
    creationTime: number(fields.creation_time),
    lastUpdateTime: number(fields.last_update_time),
  };
}

/** `undefined` where there is no id, without which nothing can be asked of it. */
export function decodeRun(data: unknown): Run | undefined {
  const info = member(data, "info");
  const runId = text(info.run_id) ?? text(info.run_uuid);
  if (runId === undefined) return undefined;
  const values = member(data, "data");
  const inputs = member(data, "inputs");
  const tags = keyValues(values.tags);
  const isKnownStatus = statuses.has(info.status);
  return {
    runId,
    runName: textIfAny(info.run_name) ?? tags["mlflow.runName"] ?? "",
    experimentId: text(info.experiment_id) ?? "",
    userId: textIfAny(info.user_id),
    status: isKnownStatus ? (info.status as RunStatus) : "RUNNING",
    startTime: number(info.start_time),
    endTime: number(info.end_time),
    lifecycleStage: stageOf(info.lifecycle_stage),
    artifactUri: textIfAny(info.artifact_uri),
    params: keyValues(values.params),
    tags,
    metrics: metricsOf(values.metrics),
    datasets: objects(inputs.dataset_inputs).map(decodeDataset),
    modelInputs: objects(inputs.model_inputs).map((input) => ({ modelId: text(input.model_id) ?? "" })),
    modelOutputs: objects(member(data, "outputs").model_outputs).map((output) => ({
      modelId: text(output.model_id) ?? "",
      step: number(output.step) ?? 0,
    })),
    ...(isKnownStatus ? {} : { problems: [`The server answers no status that MLflow knows: '${text(info.status)}'.`] }),
  };
}

function metricsOf(list: unknown): Record<string, Metric> {
  const metrics = objects(list).map((metric) => [text(metric.key) ?? "", decodeMetric(metric)] as const);
  return Object.fromEntries(metrics);
}

/** A step or time of 0 may be left out. */
export function decodeMetric(metric: Record<string, unknown>): Metric {
  return {
    value: number(metric.value) ?? 0,
    timestamp: number(metric.timestamp) ?? 0,
    step: number(metric.step) ?? 0,
  };
}

function decodeDataset(input: Record<string, unknown>): Dataset {
  const dataset = member(input, "dataset");
  return {
    name: text(dataset.name) ?? "",
    digest: text(dataset.digest) ?? "",
    tags: keyValues(input.tags),
    sourceType: textIfAny(dataset.source_type),
    source: textIfAny(dataset.source),
    schema: textIfAny(dataset.schema),
    profile: textIfAny(dataset.profile),
  };
}

function stageOf(stage: unknown): LifecycleStage {
  return stage === "deleted" ? "deleted" : "active";
}
