import { type Assessment } from "../../entities.ts";
import { invalidParameter } from "../../errors.ts";
import { dumps } from "../../pythonJson.ts";
import { type TraceWrites } from "../../store.ts";
import { decodeAssessment, protoTimestamp } from "../../trace.ts";
import { member } from "../http/json.ts";
import { type Server } from "../server.ts";

type NewAssessment = Parameters<TraceWrites["logAssessment"]>[1];

/** Who is said to have made it where nobody is named (`Feedback`, `Expectation` and `IssueReference` of MLflow). */
const defaultSourceTypes: Record<Assessment["kind"], string> = {
  feedback: "CODE",
  expectation: "HUMAN",
  issue: "LLM_JUDGE",
};

export function traceWrites(server: Server): TraceWrites {
  return {
    /** MLflow's client uses the endpoint of MLflow 2 with every server. */
    async setTraceTag(traceId, key, value) {
      await server.write("PATCH", `2.0/mlflow/traces/${encodeURIComponent(traceId)}/tags`, { key, value });
    },
    async logAssessment(traceId, assessment) {
      const path = `3.0/mlflow/traces/${encodeURIComponent(traceId)}/assessments`;
      const answer = await server.write("POST", path, { assessment: encode(traceId, assessment) });
      return decodeAssessment(member(answer, "assessment"));
    },
  };
}

/** As `Assessment.to_proto` of `mlflow/entities/assessment.py`. */
function encode(traceId: string, assessment: NewAssessment): object {
  const now = protoTimestamp(Date.now());
  return {
    assessment_name: assessment.name,
    trace_id: traceId,
    source: {
      source_type: assessment.sourceType ?? defaultSourceTypes[assessment.kind],
      source_id: assessment.sourceId ?? "default",
    },
    create_time: now,
    last_update_time: now,
    span_id: assessment.spanId,
    rationale: assessment.rationale,
    metadata: assessment.metadata,
    valid: true,
    ...encodeValue(assessment),
  };
}

function encodeValue({ kind, value }: NewAssessment): object {
  if (kind === "feedback") return { feedback: { value: value ?? null } };
  if (value === undefined || value === null) {
    throw invalidParameter(`The \`${kind === "issue" ? "issue_name" : "value"}\` field must be specified.`);
  }
  if (kind === "issue") return { issue: { issue_name: value } };
  if (typeof value !== "object") return { expectation: { value } };
  return { expectation: { serialized_value: { serialization_format: "JSON_FORMAT", value: dumps(value) } } };
}
