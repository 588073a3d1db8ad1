import type { Assessment, Span, TraceInfo } from "../../../src/mlflow/entities.ts";
import type { Store } from "../../../src/mlflow/store.ts";
import type { Answer, Oracle } from "../oracle.ts";
import { allPages, once } from "./pages.ts";
import type { Question } from "./questions.ts";

/** Traces in MLflow's order, each as searched and by id, and every span. */
export function traceQuestions(oracle: Oracle, store: Store): Question[] {
  if (oracle.traces === undefined) return [];
  const active = oracle.experiments.filter((experiment) => experiment.lifecycle_stage === "active");
  const locations = active.map((experiment) => experiment.experiment_id);
  const traces = once(() => allPages((pageToken) => store.searchTraces({ locations, pageToken }), "traces"));
  // What servers of MLflow 2 send has no other word for a trace that never ended.
  const noDuration = store.kind === "rest" && oracle.mlflow.startsWith("2") ? 0 : null;
  const expectedOf = (trace: Answer) =>
    infoOf({ ...trace, execution_time_ms: trace["execution_time_ms"] ?? noDuration });
  return [
    {
      title: "searchTraces, all",
      expected: { result: oracle.traces.map((trace) => trace.trace_id) },
      ask: async () => (await traces()).map((trace) => trace.traceId),
    },
    ...oracle.traces.flatMap(({ spans, ...trace }): Question[] => [
      {
        title: `searchTraces, ${trace.trace_id}`,
        expected: { result: expectedOf(trace) },
        isEntity: true,
        ask: async () => infoAnswer((await traces()).find((found) => found.traceId === trace.trace_id)),
      },
      {
        title: `getTrace, ${trace.trace_id}`,
        expected: { result: expectedOf(trace) },
        isEntity: true,
        ask: async () => infoAnswer((await store.getTrace(trace.trace_id)).info),
      },
      ...(spans === null ? [] : spanQuestions(trace.trace_id, spans, store)),
    ]),
  ];
}

function spanQuestions(traceId: string, spans: Answer[], store: Store): Question[] {
  return [
    {
      title: `getTrace, ${traceId}, its spans`,
      expected: { result: spans.map((span) => span["span_id"]) },
      ask: async () => (await store.getTrace(traceId)).spans.map((span) => span.spanId),
    },
    ...spans.map((span, at): Question => {
      return {
        title: `getTrace, ${traceId}, span ${String(span["name"])} ${String(span["span_id"])}`,
        expected: { result: span },
        isEntity: true,
        ask: async () => spanAnswer((await store.getTrace(traceId)).spans[at]),
      };
    }),
  ];
}

/** An expectation is never overridden, and MLflow then says nothing of its validity. */
function infoOf(trace: Answer): Answer {
  const assessments = (trace["assessments"] as Answer[]).map((assessment) =>
    assessment["valid"] === null ? { ...assessment, valid: true } : assessment,
  );
  return { ...trace, assessments };
}

function infoAnswer(info: TraceInfo | undefined): Answer {
  return {
    trace_id: info?.traceId,
    experiment_id: info?.experimentId,
    status: info?.status,
    timestamp_ms: info?.timestampMs,
    execution_time_ms: info?.executionTimeMs,
    client_request_id: info?.clientRequestId,
    request_preview: info?.requestPreview,
    response_preview: info?.responsePreview,
    tags: info?.tags,
    metadata: info?.metadata,
    assessments: info?.assessments.map(assessmentAnswer),
  };
}

function spanAnswer(span: Span | undefined): Answer {
  return {
    span_id: span?.spanId,
    parent_id: span?.parentId,
    name: span?.name,
    type: span?.type,
    status: span?.status,
    status_message: span?.statusMessage,
    start_ns: span?.startNs.toString(),
    end_ns: span?.endNs?.toString(),
    inputs: span?.inputs,
    outputs: span?.outputs,
    attributes: span?.attributes,
    events: span?.events.map((event) => ({
      name: event.name,
      timestamp_ns: event.timestampNs.toString(),
      attributes: event.attributes,
    })),
  };
}

function assessmentAnswer(assessment: Assessment): Answer {
  return {
    name: assessment.name,
    value: assessment.value ?? null,
    kind: assessment.kind.charAt(0).toUpperCase() + assessment.kind.slice(1),
    id: assessment.assessmentId,
    source_type: assessment.sourceType,
    source_id: assessment.sourceId,
    rationale: assessment.rationale ?? null,
    metadata: assessment.metadata,
    span_id: assessment.spanId ?? null,
    valid: assessment.valid,
    created: assessment.createTime,
    updated: assessment.lastUpdateTime,
    error_code: assessment.errorCode ?? null,
    error_message: assessment.errorMessage ?? null,
  };
}
