import { type TraceInfo } from "../../entities.ts";
import { dumps, formatFloat } from "../../pythonJson.ts";
import { tokenAndCostColumns } from "../../search/sql/traceColumns.ts";
import { inList, raw, type Sql, sql } from "../../search/sqlText.ts";
import { traceNameTag } from "../../trace.ts";
import { assessmentsOfTraces } from "./assessments.ts";
import { type Database } from "../database.ts";
import { pairsByOwner } from "../pairs.ts";

// From some MLflow 3 on the name, session, tokens and cost of a trace have columns of their own instead of rows among
// its tags and metadata. MLflow tells them as what they were.

const sessionMetadata = "mlflow.trace.session";
const costMetadata = "mlflow.trace.cost";
const analytics = Object.entries(tokenAndCostColumns).flatMap(([key, columns]) =>
  Object.entries(columns).map(([part, column]) => ({ key, part, column })),
);

type InfoRow = [
  traceId: string,
  experimentId: string,
  timestampMs: number,
  executionTimeMs: number | null,
  status: string,
  clientRequestId: string | null,
  requestPreview: string | null,
  responsePreview: string | null,
  name: string | null,
  session: string | null,
  ...values: (number | null)[],
];

/** @param rest what follows `FROM trace_info` */
export function selectTraceInfos(database: Database, rest: Sql): TraceInfo[] {
  const rows = database.rows<InfoRow>(sql`
    SELECT trace_info.request_id, CAST(trace_info.experiment_id AS TEXT), trace_info.timestamp_ms,
      trace_info.execution_time_ms, trace_info.status, trace_info.client_request_id, trace_info.request_preview,
      trace_info.response_preview, trace_info.trace_name, trace_info.session_id,
      ${raw(analytics.map(({ column }) => `trace_info.${column}`).join(", "))}
    FROM trace_info ${rest}`);
  const ids = rows.map(([traceId]) => traceId);
  const tags = pairsByOwner(
    database,
    sql`SELECT request_id, key, value FROM trace_tags WHERE request_id IN ${inList(ids)}`,
  );
  const metadata = pairsByOwner(
    database,
    sql`SELECT request_id, key, value FROM trace_request_metadata WHERE request_id IN ${inList(ids)}`,
  );
  const assessments = assessmentsOfTraces(database, ids);
  return rows.map((row) => {
    const [traceId, experimentId, timestampMs, executionTimeMs, status, clientRequestId, request, response] = row;
    const { assessments: own = [], problems = [] } = assessments.get(traceId) ?? {};
    return {
      traceId,
      experimentId,
      status,
      timestampMs,
      executionTimeMs: executionTimeMs ?? undefined,
      clientRequestId: clientRequestId ?? undefined,
      requestPreview: request ?? undefined,
      responsePreview: response ?? undefined,
      tags: withName(database, tags.get(traceId) ?? {}, row),
      metadata: withColumns(database, metadata.get(traceId) ?? {}, row),
      assessments: own,
      ...(problems.length > 0 && { problems }),
    };
  });
}

function withName(database: Database, tags: Record<string, string>, row: InfoRow): Record<string, string> {
  if (!database.has("trace_info", "trace_name")) return tags;
  const name = row[8];
  delete tags[traceNameTag];
  if (name !== null) tags[traceNameTag] = name;
  return tags;
}

/** `compatibility_metadata_from_columns` of `mlflow/store/tracking/utils/trace_analytics.py` */
function withColumns(database: Database, metadata: Record<string, string>, row: InfoRow): Record<string, string> {
  if (!database.has("trace_info", "session_id")) return metadata;
  const [, , , , , , , , , session, ...values] = row;
  delete metadata[sessionMetadata];
  if (session !== null) metadata[sessionMetadata] = session;
  for (const key of Object.keys(tokenAndCostColumns)) {
    const format = key === costMetadata ? formatFloat : dumps;
    const members = analytics.flatMap(({ key: owner, part }, index) => {
      const value = values[index] ?? null;
      return owner !== key || value === null ? [] : [`"${part}": ${format(value)}`];
    });
    delete metadata[key];
    if (members.length > 0) metadata[key] = `{${members.join(", ")}}`;
  }
  return metadata;
}
