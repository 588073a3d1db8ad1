import { checkTraceTagIsMutable, newAssessment } from "../../assessment.ts";
import { type Assessment } from "../../entities.ts";
import { doesNotExist, invalidParameter, MlflowError } from "../../errors.ts";
import { dumps } from "../../pythonJson.ts";
import { sql } from "../../search/sqlText.ts";
import { type TraceWrites } from "../../store.ts";
import { traceNameTag } from "../../trace.ts";
import { validTraceTag } from "../../validation.ts";
import { type SqliteContext } from "../context.ts";
import { type Database, type WritableDatabase } from "../database.ts";
import { orRefuse } from "./constraint.ts";
import { mlflowMajor } from "./major.ts";

type NewAssessment = Parameters<TraceWrites["logAssessment"]>[1];

/** The run that made an assessment, among its metadata. */
const sourceRunKey = "mlflow.assessment.sourceRunId";

/** Writes of traces, as `SqlAlchemyStore` of `mlflow/store/tracking` leaves them; each is one transaction. */
export function sqliteTraceWrites(context: SqliteContext): TraceWrites {
  return {
    setTraceTag: async (traceId, key, value) => {
      context.write((database) => setTag(database, traceId, key, value, context));
      context.changed([{ kind: "traces" }]);
    },

    logAssessment: async (traceId, assessment) => {
      const { logged, experimentId } = context.write((database) => insert(database, traceId, assessment, context));
      context.changed([{ kind: "traces", experimentId }]);
      return logged;
    },
  };
}

function setTag(
  database: WritableDatabase,
  traceId: string,
  key: string,
  value: string,
  { revision }: SqliteContext,
): void {
  if (!database.has("trace_info")) throw notKnown("traces", "2.14", revision);
  if (mlflowMajor(database) === 2 && key.startsWith("mlflow.")) {
    throw invalidParameter(
      "Tags starting with 'mlflow.' are reserved and cannot be set. " +
        `Attempted to set tag with key '${key}' on trace with ID '${traceId}'.`,
    );
  }
  // MLflow 3 only warns, and sets nothing.
  checkTraceTagIsMutable(key);
  const stored = validTraceTag(key, value);
  if (key === traceNameTag && database.has("trace_info", "trace_name")) {
    findTrace(database, traceId);
    database.run(sql`UPDATE trace_info SET trace_name = ${stored} WHERE request_id = ${traceId}`);
    return;
  }
  orRefuse(
    () =>
      database.run(sql`
        INSERT INTO trace_tags (key, value, request_id) VALUES (${key}, ${stored}, ${traceId})
        ON CONFLICT DO UPDATE SET value = excluded.value`),
    (reason) => new MlflowError("BAD_REQUEST", reason),
  );
}

/** `SqlAlchemyStore.create_assessment` */
function insert(
  database: WritableDatabase,
  traceId: string,
  assessment: NewAssessment,
  { revision }: SqliteContext,
): { logged: Assessment; experimentId: string } {
  if (!database.has("assessments")) throw notKnown("assessments", "3.2", revision);
  const logged = newAssessment(assessment, Date.now());
  const { experimentId, timestampMs } = findTrace(database, traceId);
  const { metadata } = logged;
  const value = logged.kind === "issue" ? { issue_name: logged.value } : logged.value;
  database.run(sql`
    INSERT INTO assessments (assessment_id, trace_id, name, assessment_type, value, created_timestamp,
      last_updated_timestamp, source_type, source_id, run_id, span_id, rationale, valid, assessment_metadata)
    VALUES (${logged.assessmentId ?? null}, ${traceId}, ${logged.name}, ${logged.kind}, ${dumps(value)},
      ${logged.createTime ?? null}, ${logged.lastUpdateTime ?? null}, ${logged.sourceType ?? null},
      ${logged.sourceId ?? null}, ${metadata[sourceRunKey] ?? null}, ${logged.spanId ?? null},
      ${logged.rationale ?? null}, 1, ${Object.keys(metadata).length === 0 ? null : dumps(metadata)})`);
  if (database.has("assessments", "aggregate_value")) {
    const { aggregate, isNumeric } = aggregateOf(value);
    database.run(sql`
      UPDATE assessments SET experiment_id = ${BigInt(experimentId)}, trace_timestamp_ms = ${timestampMs},
        aggregate_value = ${aggregate}, is_numeric_value = ${isNumeric ? 1 : 0}
      WHERE assessment_id = ${logged.assessmentId ?? null}`);
  }
  return { logged, experimentId };
}

/** `assessment_aggregate` of `mlflow/store/tracking/utils/trace_analytics.py` */
function aggregateOf(value: unknown): { aggregate: number | null; isNumeric: boolean } {
  if (typeof value === "boolean") return { aggregate: value ? 1 : 0, isNumeric: false };
  if (typeof value === "number" && Number.isFinite(value)) return { aggregate: value, isNumeric: true };
  const word = typeof value === "string" ? value.trim().toLowerCase() : "";
  if (word === "yes" || word === "no") return { aggregate: word === "yes" ? 1 : 0, isNumeric: false };
  return { aggregate: null, isNumeric: false };
}

/** @throws MlflowError RESOURCE_DOES_NOT_EXIST */
function findTrace(database: Database, traceId: string): { experimentId: string; timestampMs: number } {
  const found = database.row<[string, number]>(
    sql`SELECT CAST(experiment_id AS TEXT), timestamp_ms FROM trace_info WHERE request_id = ${traceId}`,
  );
  if (found === undefined) throw doesNotExist(`Trace with ID '${traceId}' not found.`);
  return { experimentId: found[0], timestampMs: found[1] };
}

function notKnown(what: string, since: string, revision: string | undefined): MlflowError {
  return new MlflowError(
    "NOT_IMPLEMENTED",
    `This database (schema ${revision}) was written by an MLflow that knows no ${what}. They came with MLflow ${since}; ` +
      "its 'mlflow db upgrade' brings the database up to date.",
  );
}
