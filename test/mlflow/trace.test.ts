import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeAssessment, decodeTraceInfo, milliseconds, protoTimestamp } from "../../src/mlflow/trace.ts";

const parts = { tags: { a: "1" }, metadata: {}, assessments: [] };

test("a trace info of MLflow 3 and one of MLflow 2 read the same", () => {
  const v3 = {
    trace_id: "tr-1",
    request_time: "2026-11-23T16:42:02.956Z",
    execution_duration_ms: 7,
    state: "OK",
    trace_location: { type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: "12" } },
  };
  const v2 = {
    request_id: "tr-1",
    timestamp_ms: "1795452122956",
    execution_time_ms: "7",
    status: "OK",
    experiment_id: "12",
  };
  const info = decodeTraceInfo(v3, parts);
  assert.deepEqual(info, decodeTraceInfo(v2, parts));
  assert.deepEqual(
    { ...info, clientRequestId: "", requestPreview: "", responsePreview: "" },
    {
      traceId: "tr-1",
      experimentId: "12",
      status: "OK",
      timestampMs: 1795452122956,
      executionTimeMs: 7,
      clientRequestId: "",
      requestPreview: "",
      responsePreview: "",
      ...parts,
    },
  );
});

test("a duration of REST is in seconds", () => {
  const data = { trace_id: "tr-1", request_time: "2026-11-23T16:42:02Z", execution_duration: "1.5s" };
  assert.equal(decodeTraceInfo(data, parts).executionTimeMs, 1500);
});

test("a trace info without an id or a time is none", () => {
  assert.throws(() => decodeTraceInfo({ request_time: "2026-11-23T16:42:02Z" }, parts), /no trace_id/);
  assert.throws(() => decodeTraceInfo({ trace_id: "tr-1", request_time: "yesterday" }, parts), /no request_time/);
});

test("an assessment is read with its kind, its value and its error", () => {
  const data = {
    assessment_id: "a-1",
    assessment_name: "correct",
    source: { source_type: "CODE", source_id: "check" },
    create_time: "2026-11-23T16:42:02.5Z",
    last_update_time: "2026-11-23T16:42:03Z",
    feedback: { value: null, error: { error_code: "ValueError", error_message: "nothing" } },
    metadata: { n: 1 },
    valid: false,
  };
  assert.deepEqual(decodeAssessment(data), {
    assessmentId: "a-1",
    name: "correct",
    value: null,
    kind: "feedback",
    sourceType: "CODE",
    sourceId: "check",
    rationale: undefined,
    metadata: { n: "1" },
    spanId: undefined,
    valid: false,
    errorCode: "ValueError",
    errorMessage: "nothing",
    createTime: 1795452122500,
    lastUpdateTime: 1795452123000,
  });
});

test("an expectation's value may be JSON in a text", () => {
  const value = (expectation: unknown) => decodeAssessment({ assessment_name: "e", expectation }).value;
  assert.deepEqual(value({ serialized_value: { serialization_format: "JSON_FORMAT", value: '{"a": [NaN]}' } }), {
    a: [NaN],
  });
  assert.equal(value({ value: "yes" }), "yes");
  assert.equal(decodeAssessment({ assessment_name: "i-1", issue: { issue_name: "Slow" } }).value, "Slow");
  assert.throws(() => decodeAssessment({ assessment_name: "x" }), /Unknown assessment type: x/);
});

test("times are cut to milliseconds, and written as protobuf writes them", () => {
  assert.equal(milliseconds("2026-11-23T16:42:02.123456789Z"), 1795452122123);
  assert.equal(milliseconds("never"), undefined);
  assert.equal(protoTimestamp(1795452122123), "2026-11-23T16:42:02.123Z");
  assert.equal(protoTimestamp(1795452122000), "2026-11-23T16:42:02Z");
});
