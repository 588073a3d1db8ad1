import { type TraceInfo } from "../entities.ts";
import { dumps, formatFloat } from "../pythonJson.ts";
import { inList, raw, type Sql, sql } from "../search/sqlText.ts";
import { traceNameTag } from "../trace.ts";
import { assessmentsOfTraces } from "./assessments.ts";
import { type Database } from "./database.ts";
import { pairsByOwner } from "./pairs.ts";

// From some MLflow 3 on the name, session, tokens and cost of a trace have columns of their own instead of rows among
// its tags and metadata. MLflow tells them as what they were.

const sessionMetadata = "mlflow.trace.session";
const tokensMetadata = "mlflow.trace.tokenUsage";
const costMetadata = "mlflow.trace.cost";

/** The columns of each metadata that MLflow makes of columns; their names are its keys. */
const tokenColumns = [
  "input_tokens",
  "output_tokens",
  "total_tokens",
  "cache_read_input_tokens",
  "cache_creation_input_tokens",
  "cache_creation_input_tokens_above_1hr",
] as const;
const costColumns = ["input_cost", "output_cost", "total_cost"] as const;
export const traceColumnsOfMetadata: Readonly<Record<string, readonly string[]>> = {
  [tokensMetadata]: tokenColumns,
  [costMetadata]: costColumns,
};

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
  ...analytics: (number | null)[],
];

/** @param rest what follows `FROM trace_info` */
export function selectTraceInfos(database: Database, rest: Sql): TraceInfo[] {
  const rows = database.rows<InfoRow>(sql`
    SELECT request_id, CAST(experiment_id AS TEXT), timestamp_ms, execution_time_ms, status, client_request_id,
      request_preview, response_preview, trace_name, session_id, ${raw([...tokenColumns, ...costColumns].join(", "))}
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
  const [, , , , , , , , , session, ...analytics] = row;
  const tokens = analytics.slice(0, tokenColumns.length);
  const costs = analytics.slice(tokenColumns.length);
  for (const key of [sessionMetadata, tokensMetadata, costMetadata]) delete metadata[key];
  if (session !== null) metadata[sessionMetadata] = session;
  const usage = jsonOf(tokenColumns, tokens, dumps);
  if (usage !== undefined) metadata[tokensMetadata] = usage;
  const cost = jsonOf(costColumns, costs, formatFloat);
  if (cost !== undefined) metadata[costMetadata] = cost;
  return metadata;
}

function jsonOf(
  keys: readonly string[],
  values: readonly (number | null)[],
  format: (value: number) => string,
): string | undefined {
  const members = keys.flatMap((key, index) => {
    const value = values[index] ?? null;
    return value === null ? [] : [`"${key}": ${format(value)}`];
  });
  return members.length === 0 ? undefined : `{${members.join(", ")}}`;
}
