import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { madeStore } from "./madeStore.ts";

const id = "tr-0000000000000000000000000000000a";
const trace = `
  INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, execution_time_ms, status, request_preview, trace_name,
      session_id, input_tokens, output_tokens, total_cost)
    VALUES ('${id}', 0, 1000, 5, 'OK', 'Hi', 'answer', 's1', 3, 0, 2);
  INSERT INTO trace_tags VALUES ('env', 'test', '${id}'), ('mlflow.traceName', 'stale', '${id}');
  INSERT INTO trace_request_metadata VALUES ('mlflow.user', 'ada', '${id}'), ('mlflow.trace.session', 'stale', '${id}');`;
const inDatabase = `INSERT INTO trace_tags VALUES ('mlflow.trace.spansLocation', 'TRACKING_STORE', '${id}');`;

function span(spanId: string, parentId: string | undefined, start: string, content?: string): string {
  const json = JSON.stringify({
    trace_id: "AAAAAAAAAAAAAAAAAAAACg==",
    span_id: Buffer.from(spanId, "hex").toString("base64"),
    parent_span_id: parentId === undefined ? null : Buffer.from(parentId, "hex").toString("base64"),
    name: `span ${spanId}`,
    start_time_unix_nano: 0,
    end_time_unix_nano: 0,
    status: { code: "STATUS_CODE_OK", message: "" },
    attributes: {},
    events: [],
  }).replaceAll(/_nano":0/g, `_nano":${start}`);
  const parent = parentId === undefined ? "NULL" : `'${parentId}'`;
  return `INSERT INTO spans (trace_id, experiment_id, span_id, parent_span_id, status, start_time_unix_nano, content)
    VALUES ('${id}', 0, '${spanId}', ${parent}, 'OK', ${start}, '${content ?? json}');`;
}

test("name, session, tokens and cost in columns are told as the tags and metadata that they were", async (t) => {
  const { store } = await madeStore(t, "3.17", { fill: trace });
  const { traces } = await store.searchTraces({ locations: ["0"] });
  assert.deepEqual(traces, [
    {
      traceId: id,
      experimentId: "0",
      status: "OK",
      timestampMs: 1000,
      executionTimeMs: 5,
      clientRequestId: undefined,
      requestPreview: "Hi",
      responsePreview: undefined,
      tags: { env: "test", "mlflow.traceName": "answer" },
      metadata: {
        "mlflow.user": "ada",
        "mlflow.trace.session": "s1",
        "mlflow.trace.tokenUsage": '{"input_tokens": 3, "output_tokens": 0}',
        "mlflow.trace.cost": '{"total_cost": 2.0}',
      },
      assessments: [],
    },
  ]);
});

test("spans come roots first, then by their start to the nanosecond", async (t) => {
  const fill =
    trace +
    inDatabase +
    span("00000000000000b2", "00000000000000a1", "1795452317095329215") +
    span("00000000000000b1", "00000000000000a1", "1795452317095329214") +
    span("00000000000000a1", undefined, "1795452317095329999");
  const { store } = await madeStore(t, "3.17", { fill });
  const { spans } = await store.getTrace(id);
  assert.deepEqual(
    spans.map(({ spanId, startNs }) => [spanId, startNs]),
    [
      ["00000000000000a1", 1795452317095329999n],
      ["00000000000000b1", 1795452317095329214n],
      ["00000000000000b2", 1795452317095329215n],
    ],
  );
});

test("a damaged span is said to be so, and the others are told", async (t) => {
  const fill =
    trace + inDatabase + span("00000000000000a1", undefined, "5") + span("00000000000000b1", undefined, "6", "{cut");
  const { store } = await madeStore(t, "3.17", { fill });
  const { info, spans } = await store.getTrace(id);
  assert.equal(spans.length, 1);
  assert.match(info.problems?.join() ?? "", /^The span 00000000000000b1 cannot be read: /);
});

test("a trace whose spans have not all arrived tells those that have", async (t) => {
  const stats = `INSERT INTO trace_request_metadata VALUES ('mlflow.trace.sizeStats', '{"num_spans": 3}', '${id}');`;
  const fill = trace + inDatabase + stats + span("00000000000000a1", undefined, "5");
  const { store } = await madeStore(t, "3.17", { fill });
  const { info, spans } = await store.getTrace(id);
  assert.equal(spans.length, 1);
  assert.deepEqual(info.problems, ["The trace is not fully exported yet: 1 of 3 spans are here."]);
});

test("an assessment tells its decoded value, its error and whether it is still valid", async (t) => {
  const fill = `${trace}
    INSERT INTO assessments (assessment_id, trace_id, name, assessment_type, value, error, created_timestamp,
        last_updated_timestamp, source_type, source_id, valid, assessment_metadata)
      VALUES ('a-2', '${id}', 'correct', 'feedback', 'false', NULL, 20, 21, 'HUMAN', 'ada', 1, '{"k": "v"}'),
        ('a-1', '${id}', 'correct', 'feedback', 'null', '{"error_code": "E", "error_message": "why"}', 10, 10, 'CODE', 'x', 0, NULL),
        ('a-3', '${id}', 'iss-1', 'issue', '{"issue_name": "slow"}', NULL, 30, 30, 'LLM_JUDGE', 'x', 1, NULL),
        ('a-4', '${id}', 'odd', 'expectation', 'no JSON', NULL, 40, 40, 'HUMAN', 'x', 1, NULL);`;
  const { store } = await madeStore(t, "3.17", { fill });
  const { info } = await store.getTrace(id);
  assert.deepEqual(
    info.assessments.map(({ assessmentId, value, kind, valid, errorCode, errorMessage, metadata }) => {
      return { assessmentId, value, kind, valid, errorCode, errorMessage, metadata };
    }),
    [
      {
        assessmentId: "a-1",
        value: null,
        kind: "feedback",
        valid: false,
        errorCode: "E",
        errorMessage: "why",
        metadata: {},
      },
      {
        assessmentId: "a-2",
        value: false,
        kind: "feedback",
        valid: true,
        errorCode: undefined,
        errorMessage: undefined,
        metadata: { k: "v" },
      },
      {
        assessmentId: "a-3",
        value: "slow",
        kind: "issue",
        valid: true,
        errorCode: undefined,
        errorMessage: undefined,
        metadata: {},
      },
      {
        assessmentId: "a-4",
        value: null,
        kind: "expectation",
        valid: true,
        errorCode: undefined,
        errorMessage: undefined,
        metadata: {},
      },
    ],
  );
  assert.equal(info.problems?.[0], "The value of the assessment 'odd' is not JSON.");
});

test("MLflow 2 keeps spans in a file, which is found though the store was moved", async (t) => {
  const { store, folder } = await madeStore(t, "2.22", {
    fill: `
      INSERT INTO trace_info VALUES ('${"a".repeat(32)}', 0, 1000, 5, 'OK');
      INSERT INTO trace_tags VALUES ('mlflow.traceName', 'answer', '${"a".repeat(32)}'),
        ('mlflow.artifactLocation', 'file:///gone/mlruns/0/traces/${"a".repeat(32)}/artifacts', '${"a".repeat(32)}');
      INSERT INTO trace_request_metadata VALUES ('mlflow.trace.tokenUsage', '{"input_tokens": 1}', '${"a".repeat(32)}');`,
  });
  const artifacts = join(folder, "mlruns", "0", "traces", "a".repeat(32), "artifacts");
  mkdirSync(artifacts, { recursive: true });
  const spanOfV2 = {
    name: "root",
    context: { trace_id: "0x01", span_id: "0x00000000000000a1" },
    parent_id: null,
    start_time: 1,
    end_time: 2,
    status_code: "OK",
    attributes: { "mlflow.spanInputs": '{"q": 1}' },
    events: [],
  };
  writeFileSync(join(artifacts, "traces.json"), JSON.stringify({ spans: [spanOfV2] }));
  const { info, spans } = await store.getTrace("a".repeat(32));
  assert.deepEqual(info.tags["mlflow.traceName"], "answer");
  assert.deepEqual(info.metadata, { "mlflow.trace.tokenUsage": '{"input_tokens": 1}' });
  assert.equal(info.problems, undefined);
  assert.deepEqual(
    spans.map(({ spanId, inputs }) => ({ spanId, inputs })),
    [{ spanId: "00000000000000a1", inputs: { q: 1 } }],
  );
});

test("a trace whose file is gone is told without spans, and why", async (t) => {
  const { store } = await madeStore(t, "3.17", { fill: trace });
  const { info, spans } = await store.getTrace(id);
  assert.deepEqual(spans, []);
  assert.match(info.problems?.[0] ?? "", /^The spans cannot be read: /);
});

test("spans that were archived are said to be elsewhere", async (t) => {
  const fill = `${trace}
    INSERT INTO trace_tags VALUES ('mlflow.trace.spansLocation', 'ARCHIVE_REPO', '${id}'),
      ('mlflow.trace.archiveLocation', 's3://archive', '${id}');`;
  const { store } = await madeStore(t, "3.17", { fill });
  const { info } = await store.getTrace(id);
  assert.deepEqual(info.problems, [
    "The spans were moved to s3://archive. Open the store through its tracking server to see them.",
  ]);
});

test("what is not there is refused in MLflow's words, and a database of MLflow 1 has no traces", async (t) => {
  const { store } = await madeStore(t, "1.30");
  assert.deepEqual((await store.searchTraces({ locations: ["0"] })).traces, []);
  await assert.rejects(store.getTrace("nope"), {
    errorCode: "RESOURCE_DOES_NOT_EXIST",
    message: "Trace with ID 'nope' not found.",
  });
});
