import type { LoggedModel, LoggedModelMetric, ModelStage, ModelVersion, RegisteredModel } from "../../entities.ts";
import { keyValues, member, number, objects, text, textIfAny } from "../http/json.ts";
import { decodeMetric } from "../tracking/decode.ts";

const stages: ReadonlySet<unknown> = new Set<ModelStage>(["None", "Staging", "Production", "Archived"]);

export function decodeRegisteredModel(data: unknown): RegisteredModel {
  const fields = member({ data }, "data");
  const aliases = objects(fields.aliases).map(({ alias, version }) => [text(alias) ?? "", text(version) ?? ""]);
  return {
    name: text(fields.name) ?? "",
    description: textIfAny(fields.description),
    tags: keyValues(fields.tags),
    aliases: Object.fromEntries(aliases) as Record<string, string>,
    creationTimestamp: number(fields.creation_timestamp),
    lastUpdatedTimestamp: number(fields.last_updated_timestamp),
  };
}

export function decodeModelVersion(data: unknown): ModelVersion {
  const fields = member({ data }, "data");
  const stage = fields.current_stage;
  return {
    name: text(fields.name) ?? "",
    version: text(fields.version) ?? "",
    currentStage: stages.has(stage) ? (stage as ModelStage) : "None",
    description: textIfAny(fields.description),
    runId: textIfAny(fields.run_id),
    source: textIfAny(fields.source),
    status: text(fields.status) ?? "READY",
    statusMessage: textIfAny(fields.status_message),
    userId: textIfAny(fields.user_id),
    modelId: textIfAny(fields.model_id),
    runLink: textIfAny(fields.run_link),
    tags: keyValues(fields.tags),
    aliases: Array.isArray(fields.aliases) ? fields.aliases.filter((alias) => typeof alias === "string") : [],
    creationTimestamp: number(fields.creation_timestamp),
    lastUpdatedTimestamp: number(fields.last_updated_timestamp),
  };
}

const loggedModelStatuses: Record<string, string> = {
  LOGGED_MODEL_PENDING: "PENDING",
  LOGGED_MODEL_READY: "READY",
  LOGGED_MODEL_UPLOAD_FAILED: "FAILED",
};

export function decodeLoggedModel(data: unknown): LoggedModel {
  const info = member(data, "info");
  const values = member(data, "data");
  return {
    modelId: text(info.model_id) ?? "",
    name: text(info.name) ?? "",
    experimentId: text(info.experiment_id) ?? "",
    sourceRunId: textIfAny(info.source_run_id),
    modelType: textIfAny(info.model_type),
    status: loggedModelStatuses[text(info.status) ?? ""] ?? "UNSPECIFIED",
    artifactLocation: textIfAny(info.artifact_uri),
    tags: keyValues(info.tags),
    params: keyValues(values.params),
    metrics: objects(values.metrics).map(decodeLoggedModelMetric),
    creationTimestamp: number(info.creation_timestamp_ms),
    lastUpdatedTimestamp: number(info.last_updated_timestamp_ms),
  };
}

function decodeLoggedModelMetric(metric: Record<string, unknown>): LoggedModelMetric {
  return {
    key: text(metric.key) ?? "",
    ...decodeMetric(metric),
    runId: textIfAny(metric.run_id),
    datasetName: textIfAny(metric.dataset_name),
    datasetDigest: textIfAny(metric.dataset_digest),
  };
}
