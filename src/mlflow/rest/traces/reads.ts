import { type Assessment, type Span, type TraceInfo } from "../../entities.ts";
import { MlflowError } from "../../errors.ts";
import { type TraceReads } from "../../store.ts";
import { decodeAssessment, decodeTraceInfo } from "../../trace.ts";
import { decodeTraceData } from "../../traceSpans.ts";
import { type Json, keyValues, member, objects, text, textIfAny } from "../http/json.ts";
import { namedHeaders } from "../http/signed.ts";
import { searchFields } from "../searchFields.ts";
import { isMissingEndpoint, type Server } from "../server.ts";

const defaultMaxResults = 100;

// MLflow 3 has endpoints of its own for traces; before 3.3, and elsewhere, there are those of MLflow 2, or none.

export function traceReads(server: Server): TraceReads {
  async function search3({ locations, ...query }: Parameters<TraceReads["searchTraces"]>[0]): Promise<unknown> {
    return server.search("3.0/mlflow/traces/search", {
      // As MLflow's client, which sends no empty list: what is missing is told first.
      locations:
        locations.length === 0
          ? undefined
          : locations.map((experimentId) => ({
              type: "MLFLOW_EXPERIMENT",
              mlflow_experiment: { experiment_id: experimentId },
            })),
      ...searchFields(query, defaultMaxResults),
    });
  }

  async function search2({ locations, ...query }: Parameters<TraceReads["searchTraces"]>[0]): Promise<unknown> {
    return server.get("2.0/mlflow/traces", {
      experiment_ids: locations,
      ...searchFields(query, defaultMaxResults),
    });
  }

  async function infoOf(traceId: string): Promise<TraceInfo> {
    const id = encodeURIComponent(traceId);
    const data = await first([
      async () => member(member(await server.get(`3.0/mlflow/traces/${id}`), "trace"), "trace_info"),
      async () => member(await server.get(`2.0/mlflow/traces/${id}/info`), "trace_info"),
    ]);
    const info = decodeInfo(data);
    if (info !== undefined) return info;
    throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `Trace with ID '${traceId}' not found.`);
  }

  return {
    async searchTraces(query) {
      let answer: unknown;
      try {
        answer = await first([() => search3(query), () => search2(query)]);
      } catch (error) {
        // Before MLflow 2.14 there are none.
        if (isMissingEndpoint(error)) return { traces: [] };
        throw error;
      }
      const fields = member({ answer }, "answer");
      return {
        traces: objects(fields.traces).flatMap((data) => decodeInfo(data) ?? []),
        nextPageToken: textIfAny(fields.next_page_token),
      };
    },
    async getTrace(traceId) {
      const [info, { spans, problem }] = await Promise.all([infoOf(traceId), readSpans(server, traceId)]);
      return { info: problem === undefined ? info : withProblems(info, [problem]), spans };
    },
  };
}

/** The first that the server has an endpoint for. */
async function first<T>(ways: readonly (() => Promise<T>)[]): Promise<T> {
  let missing: unknown;
  for (const way of ways) {
    try {
      return await way();
    } catch (error) {
      if (!isMissingEndpoint(error)) throw error;
      missing = error;
    }
  }
  throw missing;
}

/** A trace under way, or one whose file is lost, has an info but no spans: that is said on it. */
async function readSpans(server: Server, traceId: string): Promise<{ spans: Span[]; problem?: string }> {
  try {
    return { spans: decodeTraceData(await spansText(server, traceId)) };
  } catch (error) {
    if (error instanceof MlflowError && error.errorCode === "CANCELLED") throw error;
    return { spans: [], problem: `Its spans cannot be read: ${(error as Error).message}` };
  }
}

/** As text, because the times of spans are beyond what a number holds. */
async function spansText(server: Server, traceId: string): Promise<string> {
  if (!server.isDatabricks) {
    return server.text({ path: "/ajax-api/2.0/mlflow/get-trace-artifact", query: { request_id: traceId } });
  }
  const path = `2.0/mlflow/traces/${encodeURIComponent(traceId)}/credentials-for-data-download`;
  const credential = member(await server.get(path), "credential_info");
  return server.text({ path: text(credential.signed_uri) ?? "", headers: namedHeaders(credential.headers) });
}

function decodeInfo(data: Json): TraceInfo | undefined {
  const traceId = text(data.trace_id) ?? text(data.request_id);
  if (traceId === undefined) return undefined;
  const problems: string[] = [];
  const tags = keyValues(data.tags);
  const metadata = keyValues(data.trace_metadata ?? data.request_metadata);
  const assessments = objects(data.assessments).flatMap((each): Assessment[] => {
    try {
      return [decodeAssessment(each)];
    } catch (error) {
      problems.push(`An assessment cannot be read: ${(error as Error).message}`);
      return [];
    }
  });
  try {
    return withProblems(decodeTraceInfo(data, { tags, metadata, assessments }), problems);
  } catch (error) {
    problems.push((error as Error).message);
    const bare = {
      traceId,
      experimentId: "",
      status: "STATE_UNSPECIFIED",
      timestampMs: 0,
      tags,
      metadata,
      assessments,
    };
    return withProblems(bare, problems);
  }
}

function withProblems(info: TraceInfo, problems: readonly string[]): TraceInfo {
  return problems.length === 0 ? info : { ...info, problems: [...(info.problems ?? []), ...problems] };
}
