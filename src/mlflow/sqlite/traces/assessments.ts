import { type Assessment } from "../../entities.ts";
import { loads } from "../../pythonJson.ts";
import { inList, sql } from "../../search/sqlText.ts";
import { type Database } from "../database.ts";

/** The assessments of a trace, in the order they were made, and what is damaged in them. */
export interface TraceAssessments {
  assessments: Assessment[];
  problems: string[];
}

type AssessmentRow = [
  traceId: string,
  id: string,
  name: string,
  type: Assessment["kind"],
  value: string,
  error: string | null,
  created: number | null,
  updated: number | null,
  sourceType: string | null,
  sourceId: string | null,
  spanId: string | null,
  rationale: string | null,
  valid: number,
  metadata: string | null,
];

/** By trace id; traces without any are left out. */
export function assessmentsOfTraces(database: Database, traceIds: readonly string[]): Map<string, TraceAssessments> {
  const byTrace = new Map<string, TraceAssessments>();
  if (traceIds.length === 0) return byTrace;
  const rows = database.rows<AssessmentRow>(sql`
    SELECT trace_id, assessment_id, name, assessment_type, value, error, created_timestamp, last_updated_timestamp,
      source_type, source_id, span_id, rationale, valid, assessment_metadata
    FROM assessments WHERE trace_id IN ${inList(traceIds)} ORDER BY created_timestamp`);
  for (const row of rows) {
    const ofTrace = byTrace.get(row[0]) ?? { assessments: [], problems: [] };
    ofTrace.assessments.push(assessmentOf(row, ofTrace.problems));
    byTrace.set(row[0], ofTrace);
  }
  return byTrace;
}

/** @param problems gets what cannot be read of it */
function assessmentOf(row: AssessmentRow, problems: string[]): Assessment {
  const [, assessmentId, name, kind, value, error, created, updated, sourceType, sourceId, spanId, rationale] = row;
  const [, , , , , , , , , , , , valid, metadata] = row;
  const decode = (column: string, json: string): unknown => {
    try {
      return loads(json);
    } catch {
      problems.push(`The ${column} of the assessment '${name}' is not JSON.`);
      return undefined;
    }
  };
  const decoded = decode("value", value) ?? null;
  const { error_code, error_message } = fields(error === null ? undefined : decode("error", error));
  return {
    assessmentId,
    name,
    value: kind === "issue" ? fields(decoded).issue_name : decoded,
    kind,
    sourceType: sourceType ?? undefined,
    sourceId: sourceId ?? undefined,
    rationale: rationale ?? undefined,
    metadata: texts(metadata === null ? undefined : decode("metadata", metadata)),
    spanId: spanId ?? undefined,
    valid: valid !== 0,
    errorCode: typeof error_code === "string" ? error_code : undefined,
    errorMessage: typeof error_message === "string" ? error_message : undefined,
    createTime: created ?? undefined,
    lastUpdateTime: updated ?? undefined,
  };
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function texts(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields(value)).map(([key, part]) => [key, typeof part === "string" ? part : JSON.stringify(part)]),
  );
}
