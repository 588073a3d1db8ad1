import type { Assessment } from "./entities.ts";
import { invalidParameter } from "./errors.ts";
import type { TraceWrites } from "./store.ts";
import { randomHex } from "./random.ts";

const sourceTypes = ["SOURCE_TYPE_UNSPECIFIED", "LLM_JUDGE", "HUMAN", "CODE"];
/** What MLflow takes where nobody says who judged. */
const defaultSources: Record<Assessment["kind"], string> = {
  feedback: "CODE",
  expectation: "HUMAN",
  issue: "LLM_JUDGE",
};

/** Tags that MLflow sets itself and lets nobody change (`IMMUTABLE_TAGS`). */
export const immutableTraceTags: ReadonlySet<string> = new Set([
  "mlflow.user",
  "mlflow.artifactLocation",
  "mlflow.trace.spansLocation",
  "mlflow.trace.archiveLocation",
  "mlflow.trace.archivalFailure",
]);

/** @throws MlflowError INVALID_PARAMETER_VALUE: where MLflow only warns and writes nothing, the user is told */
export function checkTraceTagIsMutable(key: string): void {
  if (immutableTraceTags.has(key)) throw invalidParameter(`Tag '${key}' is immutable and cannot be set on a trace.`);
}

/**
 * An assessment as MLflow makes it of what was asked (`mlflow/entities/assessment.py`), with a new id and the time.
 *
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function newAssessment(wanted: Parameters<TraceWrites["logAssessment"]>[1], now: number): Assessment {
  const { name, kind, value = null, metadata = {} } = wanted;
  if (kind === "expectation" && value === null) throw invalidParameter("The `value` field must be specified.");
  if (kind === "issue" && typeof value !== "string")
    throw invalidParameter("The `issue_name` field must be specified.");
  return {
    assessmentId: `a-${randomHex()}`,
    name,
    value,
    kind,
    sourceType: standardSourceType(wanted.sourceType ?? defaultSources[kind]),
    sourceId: wanted.sourceId ?? "default",
    rationale: wanted.rationale,
    metadata: Object.fromEntries(Object.entries(metadata).map(([key, text]) => [key, String(text)])),
    spanId: wanted.spanId,
    valid: true,
    createTime: now,
    lastUpdateTime: now,
  };
}

function standardSourceType(given: string): string {
  const type = given.toUpperCase() === "AI_JUDGE" ? "LLM_JUDGE" : given.toUpperCase();
  if (sourceTypes.includes(type)) return type;
  throw invalidParameter(
    `Invalid assessment source type: ${type}. Valid source types: [${sourceTypes.map((each) => `'${each}'`).join(", ")}]`,
  );
}
