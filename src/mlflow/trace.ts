import type { Assessment, TraceInfo } from "./entities.ts";
import { loads } from "./pythonJson.ts";

// Trace infos and assessments as MLflow writes them into YAML files and REST answers: the same shapes in both.

type Fields = Record<string, unknown>;

/** The tag that names the folder of a trace's `traces.json`. */
export const traceArtifactTag = "mlflow.artifactLocation";
/** The tag that names a trace; a database keeps it in a column. */
export const traceNameTag = "mlflow.traceName";
export const traceDataFile = "traces.json";

/** The run that a trace was made in. */
export const sourceRunMetadata = "mlflow.sourceRun";

/**
 * A trace info of either layout: v2 (`request_id`, `timestamp_ms`, `status`) or v3 (`trace_id`, `request_time`, `state`).
 * Tags, metadata and assessments are taken from `parts`, since the stores keep them apart.
 *
 * @throws Error in words for the user, where there is no id or no time
 */
export function decodeTraceInfo(data: Fields, parts: Pick<TraceInfo, "tags" | "metadata" | "assessments">): TraceInfo {
  const traceId = text(data.trace_id) ?? text(data.request_id);
  if (traceId === undefined) throw new Error("It has no trace_id.");
  const timestampMs = number(data.timestamp_ms) ?? milliseconds(data.request_time);
  if (timestampMs === undefined) throw new Error("It has no request_time.");
  const experiment = fields(fields(data.trace_location).mlflow_experiment);
  return {
    traceId,
    experimentId: text(experiment.experiment_id) ?? text(data.experiment_id) ?? "",
    status: text(data.state) ?? text(data.status) ?? "STATE_UNSPECIFIED",
    timestampMs,
    executionTimeMs:
      number(data.execution_duration_ms) ?? durationMs(data.execution_duration) ?? number(data.execution_time_ms),
    clientRequestId: text(data.client_request_id),
    requestPreview: text(data.request_preview),
    responsePreview: text(data.response_preview),
    ...parts,
  };
}

/**
 * An assessment of YAML or REST.
 *
 * @throws Error in words for the user, where it has no value or no name
 */
export function decodeAssessment(data: Fields): Assessment {
  const name = text(data.assessment_name);
  if (name === undefined) throw new Error("It has no assessment_name.");
  const source = fields(data.source);
  const { kind, value, error } = decodeValue(data);
  return {
    assessmentId: text(data.assessment_id),
    name,
    value,
    kind,
    sourceType: text(source.source_type),
    sourceId: text(source.source_id),
    rationale: text(data.rationale),
    metadata: texts(data.metadata),
    spanId: text(data.span_id),
    valid: data.valid !== false,
    errorCode: text(error.error_code),
    errorMessage: text(error.error_message),
    createTime: milliseconds(data.create_time),
    lastUpdateTime: milliseconds(data.last_update_time),
  };
}

function decodeValue(data: Fields): { kind: Assessment["kind"]; value: unknown; error: Fields } {
  if (isFields(data.expectation)) {
    const { value, serialized_value: serialized } = data.expectation;
    const json = text(fields(serialized).value);
    return { kind: "expectation", value: json === undefined ? value : loads(json), error: {} };
  }
  if (isFields(data.feedback))
    return { kind: "feedback", value: data.feedback.value, error: fields(data.feedback.error) };
  if (isFields(data.issue)) return { kind: "issue", value: data.issue.issue_name, error: {} };
  throw new Error(`Unknown assessment type: ${text(data.assessment_name)}`);
}

/** Protobuf's timestamp as JSON, `2026-11-23T18:07:00.123456Z`, cut to milliseconds; or a number of them. */
export function milliseconds(time: unknown): number | undefined {
  if (time instanceof Date) return time.getTime();
  if (typeof time !== "string") return number(time);
  const ms = Date.parse(time.replace(/(\.\d{3})\d+/, "$1"));
  return Number.isNaN(ms) ? undefined : ms;
}

/** Protobuf's timestamp as JSON writes it: without a fraction where it has none. */
export function protoTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}

/** Protobuf's duration as JSON: `1.5s`. */
function durationMs(duration: unknown): number | undefined {
  const seconds = typeof duration === "string" ? /^(-?[\d.]+)s$/.exec(duration)?.[1] : undefined;
  return seconds === undefined ? undefined : Math.trunc(Number(seconds) * 1000);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function texts(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(fields(value)).map(([key, part]) => [key, String(part)]));
}

function text(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  return typeof value === "number" || typeof value === "bigint" ? String(value) : undefined;
}

/** REST writes 64-bit integers as text in some places. */
function number(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : undefined;
}
