import { checkTraceTagIsMutable, newAssessment } from "../../assessment.ts";
import { type Assessment } from "../../entities.ts";
import { invalidParameter } from "../../errors.ts";
import { dumps } from "../../pythonJson.ts";
import { type TraceWrites } from "../../store.ts";
import { decodeAssessment, protoTimestamp } from "../../trace.ts";
import { member } from "../http/json.ts";
import { type Server } from "../server.ts";

export function traceWrites(server: Server): TraceWrites {
  return {
    /** MLflow's client uses the endpoint of MLflow 2 with every server. */
    async setTraceTag(traceId, key, value) {
      checkTraceTagIsMutable(key);
      await server.write("PATCH", `2.0/mlflow/traces/${encodeURIComponent(traceId)}/tags`, { key, value });
    },
    async logAssessment(traceId, wanted) {
      const assessment = encode(traceId, newAssessment(wanted, Date.now()));
      const path = `3.0/mlflow/traces/${encodeURIComponent(traceId)}/assessments`;
      return decodeAssessment(member(await server.write("POST", path, { assessment }), "assessment"));
    },
  };
}

/** As `Assessment.to_proto` of `mlflow/entities/assessment.py`; the server makes the id. */
function encode(traceId: string, assessment: Assessment): object {
  const time = protoTimestamp(assessment.createTime ?? 0);
  const value = encodeValue(assessment);
  if (holdsNonFinite(value)) {
    // As JSON it would become null, and nobody be told.
    throw invalidParameter(
      `The value of the assessment '${assessment.name}' holds NaN or an infinity, which MLflow's API cannot take.`,
    );
  }
  return {
    assessment_name: assessment.name,
    trace_id: traceId,
    source: { source_type: assessment.sourceType, source_id: assessment.sourceId },
    create_time: time,
    last_update_time: time,
    span_id: assessment.spanId,
    rationale: assessment.rationale,
    metadata: assessment.metadata,
    valid: true,
    ...value,
  };
}

function encodeValue({ kind, value }: Assessment): object {
  if (kind === "feedback") return { feedback: { value } };
  if (kind === "issue") return { issue: { issue_name: value } };
  if (typeof value !== "object") return { expectation: { value } };
  return { expectation: { serialized_value: { serialization_format: "JSON_FORMAT", value: dumps(value) } } };
}

function holdsNonFinite(value: unknown): boolean {
  if (typeof value === "number") return !Number.isFinite(value);
  return typeof value === "object" && value !== null && Object.values(value).some(holdsNonFinite);
}
