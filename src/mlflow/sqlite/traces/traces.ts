import { readRange } from "../../artifacts/read.ts";
import { type ArtifactSource, rootOfPlace } from "../../artifacts/root.ts";
import { type Span, type Trace, type TraceInfo } from "../../entities.ts";
import { doesNotExist } from "../../errors.ts";
import { parseOrderBy } from "../../search/orderBy.ts";
import { checkMaxResults, createPageToken, parsePageToken } from "../../search/page.ts";
import { parseFilter } from "../../search/parse.ts";
import { compileSearch } from "../../search/sql.ts";
import { sql } from "../../search/sqlText.ts";
import { type Page, type TraceReads } from "../../store.ts";
import { traceArtifactTag, traceDataFile } from "../../trace.ts";
import { decodeSpan, decodeTraceData, parseSpanJson } from "../../traceSpans.ts";
import { type SqliteContext } from "../context.ts";
import { type Database } from "../database.ts";
import { isOfExperiments } from "../tracking/experimentIds.ts";
import { selectTraceInfos } from "./infos.ts";

/** Tells where the spans are: in the table `spans`, in a file beside the artifacts, or archived. */
const spansLocationTag = "mlflow.trace.spansLocation";
const sizeStatsMetadata = "mlflow.trace.sizeStats";

/**
 * The traces of a database; none where it has no tables for them.
 *
 * @param artifacts finds the files in which MLflow 2, and MLflow 3 in some settings, keeps the spans
 */
export function sqliteTraces(context: SqliteContext, artifacts: ArtifactSource): TraceReads {
  return {
    searchTraces: async (query) => context.read((database) => searchTraces(database, query)),
    getTrace: async (traceId) => {
      const { info, spans } = context.read((database) => storedTrace(database, traceId));
      return spans === undefined ? withSpansOfFile(info, artifacts) : { info, spans };
    },
  };
}

/** `SqlAlchemyStore.search_traces` */
function searchTraces(
  database: Database,
  { locations, filter, orderBy, maxResults, pageToken }: Parameters<TraceReads["searchTraces"]>[0],
): Page<"traces", TraceInfo> {
  const most = checkMaxResults("traces", maxResults, "sqlite");
  // MLflow's client then asks its store for nothing.
  if (most < 1) return { traces: [] };
  // MLflow looks at the order before the filter.
  const orders = parseOrderBy("traces", orderBy, "sqlite");
  const comparisons = parseFilter("traces", filter, "sqlite");
  const search = compileSearch("traces", comparisons, orders, database, { experimentIds: locations });
  const offset = parsePageToken(pageToken);
  const traces = selectTraceInfos(
    database,
    sql`${search.joins} WHERE ${search.where} AND ${isOfExperiments("trace_info.experiment_id", locations)}
      ORDER BY ${search.orderBy} LIMIT ${most} OFFSET ${offset}`,
  );
  // Other than for runs and models a full page always has a token, though the next may be empty.
  return { traces, nextPageToken: traces.length === most ? createPageToken(offset + most) : undefined };
}

/**
 * @returns the spans of the database, or `undefined` where they are in a file
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST
 */
function storedTrace(database: Database, traceId: string): { info: TraceInfo; spans?: Span[] } {
  const [info] = selectTraceInfos(database, sql`WHERE request_id = ${traceId}`);
  if (info === undefined) throw doesNotExist(`Trace with ID '${traceId}' not found.`);
  const location = info.tags[spansLocationTag];
  if (location === "ARCHIVE_REPO") return { info: archived(info), spans: [] };
  // Times in nanoseconds are beyond what a number holds, but SQLite orders them.
  const rows = database.rows<[string, string]>(sql`
    SELECT span_id, content FROM spans WHERE trace_id = ${traceId} AND content != ''
    ORDER BY parent_span_id IS NOT NULL, start_time_unix_nano`);
  if (location !== "TRACKING_STORE" && rows.length === 0) return { info };
  const problems = [...(info.problems ?? []), ...incomplete(info, rows.length)];
  const spans = rows.flatMap(([spanId, content]) => {
    try {
      return [decodeSpan(parseSpanJson(content))];
    } catch (error) {
      problems.push(`The span ${spanId} cannot be read: ${(error as Error).message}`);
      return [];
    }
  });
  return { info: withProblems(info, problems), spans };
}

/** MLflow refuses a trace whose spans have not all arrived; here those are shown that have. */
function incomplete({ metadata }: TraceInfo, count: number): string[] {
  const expected = Number(/"num_spans": *(\d+)/.exec(metadata[sizeStatsMetadata] ?? "")?.[1] ?? 0);
  return count < expected ? [`The trace is not fully exported yet: ${count} of ${expected} spans are here.`] : [];
}

function archived(info: TraceInfo): TraceInfo {
  const uri = info.tags["mlflow.trace.archiveLocation"] ?? "MLflow's trace archive";
  return withProblems(info, [
    ...(info.problems ?? []),
    `The spans were moved to ${uri}. Open the store through its tracking server to see them.`,
  ]);
}

function withSpansOfFile(info: TraceInfo, artifacts: ArtifactSource): Trace {
  const uri = info.tags[traceArtifactTag];
  try {
    const bytes = readRange(rootOfPlace(artifacts, { uri }, info.traceId), traceDataFile);
    return { info, spans: decodeTraceData(new TextDecoder().decode(bytes)) };
  } catch (error) {
    const problem = `The spans cannot be read: ${(error as Error).message}`;
    return { info: withProblems(info, [...(info.problems ?? []), problem]), spans: [] };
  }
}

function withProblems(info: TraceInfo, problems: string[]): TraceInfo {
  return problems.length === 0 ? info : { ...info, problems };
}
