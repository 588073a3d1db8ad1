import assert from "node:assert/strict";
import { test } from "node:test";
import { madeStore } from "../madeStore.ts";

const trace =
  "INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, status) VALUES ('tr-1', 0, 1000, 'OK');";

test("a tag is written to a trace, its name to the column that it has", async (t) => {
  const { store, sql } = await madeStore(t, "3.17", { fill: trace });
  await store.setTraceTag("tr-1", "env", "test");
  await store.setTraceTag("tr-1", "env", "production");
  await store.setTraceTag("tr-1", "mlflow.traceName", "answer");
  assert.deepEqual((await store.getTrace("tr-1")).info.tags, { env: "production", "mlflow.traceName": "answer" });
  assert.deepEqual(
    sql("SELECT key FROM trace_tags").map(({ key }) => key),
    ["env"],
  );
});

test("an assessment is written as MLflow writes it", async (t) => {
  const { store, sql } = await madeStore(t, "3.17", { fill: trace });
  const logged = await store.logAssessment("tr-1", {
    name: "relevance",
    value: { score: 0.5, é: [1] },
    kind: "feedback",
    sourceType: "human",
    sourceId: "ada",
    rationale: "because",
    metadata: { k: "v" },
    spanId: "00000000000000a1",
  });
  assert.match(logged.assessmentId ?? "", /^a-[0-9a-f]{32}$/);
  assert.deepEqual(
    { ...sql("SELECT * FROM assessments")[0] },
    {
      assessment_id: logged.assessmentId,
      trace_id: "tr-1",
      name: "relevance",
      assessment_type: "feedback",
      value: '{"score": 0.5, "\\u00e9": [1]}',
      error: null,
      created_timestamp: logged.createTime,
      last_updated_timestamp: logged.createTime,
      source_type: "HUMAN",
      source_id: "ada",
      run_id: null,
      span_id: "00000000000000a1",
      rationale: "because",
      overrides: null,
      valid: 1,
      assessment_metadata: '{"k": "v"}',
      experiment_id: 0,
      trace_timestamp_ms: 1000,
      aggregate_value: null,
      is_numeric_value: 0,
    },
  );
  assert.deepEqual((await store.getTrace("tr-1")).info.assessments, [
    { ...logged, errorCode: undefined, errorMessage: undefined },
  ]);
});

test("an assessment's number for averages is what MLflow takes of its value", async (t) => {
  const { store, sql } = await madeStore(t, "3.17", { fill: trace });
  for (const value of [true, 3, "Yes ", "no", "other", null, [1]]) {
    await store.logAssessment("tr-1", { name: "f", value, kind: "feedback" });
  }
  assert.deepEqual(
    sql("SELECT aggregate_value, is_numeric_value FROM assessments ORDER BY rowid").map((row) => Object.values(row)),
    [
      [1, 0],
      [3, 1],
      [1, 0],
      [0, 0],
      [null, 0],
      [null, 0],
      [null, 0],
    ],
  );
});

test("who made an assessment is a program for feedback and a human for an expectation, where it is not said", async (t) => {
  const { store } = await madeStore(t, "3.17", { fill: trace });
  const feedback = await store.logAssessment("tr-1", { name: "f", value: 1, kind: "feedback" });
  const expectation = await store.logAssessment("tr-1", { name: "e", value: 1, kind: "expectation" });
  assert.deepEqual([feedback.sourceType, feedback.sourceId], ["CODE", "default"]);
  assert.deepEqual([expectation.sourceType, expectation.sourceId], ["HUMAN", "default"]);
});

test("what MLflow refuses of traces is refused in its words, and changes nothing", async (t) => {
  const { store, dump } = await madeStore(t, "3.17", { fill: trace });
  const feedback = { name: "f", value: 1, kind: "feedback" } as const;
  const cases: [() => Promise<unknown>, string][] = [
    [() => store.setTraceTag("nope", "k", "v"), "(sqlite3.IntegrityError) FOREIGN KEY constraint failed"],
    [() => store.setTraceTag("nope", "mlflow.traceName", "v"), "Trace with ID 'nope' not found."],
    [
      () => store.setTraceTag("tr-1", "mlflow.artifactLocation", "v"),
      "Tag 'mlflow.artifactLocation' is immutable and cannot be set on a trace.",
    ],
    [() => store.logAssessment("nope", feedback), "Trace with ID 'nope' not found."],
    [
      () => store.logAssessment("tr-1", { ...feedback, sourceType: "alien" }),
      "Invalid assessment source type: ALIEN. Valid source types: ['SOURCE_TYPE_UNSPECIFIED', 'LLM_JUDGE', 'HUMAN', 'CODE']",
    ],
    [
      () => store.logAssessment("tr-1", { name: "e", value: null, kind: "expectation" }),
      "The `value` field must be specified.",
    ],
  ];
  const before = dump();
  for (const [write, message] of cases) await assert.rejects(write, { name: "MlflowError", message });
  assert.equal(dump(), before);
});

test("MLflow 2 keeps the tags whose names begin with mlflow. to itself", async (t) => {
  const { store } = await madeStore(t, "2.22", {
    fill: "INSERT INTO trace_info VALUES ('aa', 0, 1000, 5, 'OK');",
  });
  await store.setTraceTag("aa", "env", "test");
  assert.deepEqual((await store.getTrace("aa")).info.tags, { env: "test" });
  await assert.rejects(store.setTraceTag("aa", "mlflow.traceName", "x"), {
    message:
      "Tags starting with 'mlflow.' are reserved and cannot be set. " +
      "Attempted to set tag with key 'mlflow.traceName' on trace with ID 'aa'.",
  });
});
