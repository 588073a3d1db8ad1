import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileTraces } from "../../../../src/mlflow/file/traces.ts";
import { fileTraceWrites } from "../../../../src/mlflow/file/writes/traces.ts";
import { experimentMeta, folderStore } from "../folderStore.ts";

const files = {
  "7/meta.yaml": experimentMeta("7", "seven"),
  "7/traces/tr-1/trace_info.yaml": "trace_id: tr-1\nrequest_time: '2026-11-23T16:42:02Z'\n",
};

test("a feedback is written as MLflow writes it, and read back", async () => {
  const store = folderStore(files);
  const made = await fileTraceWrites(store).logAssessment("tr-1", {
    name: "score",
    value: 3,
    kind: "feedback",
    sourceType: "human",
    sourceId: "ada",
    rationale: "because: x",
    metadata: { run: "1" },
    spanId: "abc",
  });
  const path = join(store.root, "7/traces/tr-1/assessments", `${made.assessmentId}.yaml`);
  const text = readFileSync(path, "utf8").replace(/'\d{4}-.*Z'/g, "TIME");
  assert.equal(
    text,
    [
      `assessment_id: ${made.assessmentId}`,
      "assessment_name: score",
      "create_time: TIME",
      "feedback:",
      "  value: 3.0",
      "last_update_time: TIME",
      "metadata:",
      "  run: '1'",
      "rationale: 'because: x'",
      "source:",
      "  source_id: ada",
      "  source_type: HUMAN",
      "span_id: abc",
      "trace_id: tr-1",
      "valid: true",
      "",
    ].join("\n"),
  );
  const { info } = await fileTraces(store).getTrace("tr-1");
  assert.deepEqual(info.assessments, [{ ...made, errorCode: undefined, errorMessage: undefined }]);
  assert.deepEqual(store.changes, [{ kind: "traces", experimentId: "7" }]);
});

test("an expectation that is no single value is kept as JSON", async () => {
  const store = folderStore(files);
  const value = { names: ["ü", 1], ok: true };
  await fileTraceWrites(store).logAssessment("tr-1", { name: "e", value, kind: "expectation" });
  const { info } = await fileTraces(store).getTrace("tr-1");
  assert.deepEqual(info.assessments[0]?.value, value);
  assert.equal(info.assessments[0]?.sourceType, "HUMAN");
});

test("what protobuf cannot hold is refused", async () => {
  const store = folderStore(files);
  const wanted = { name: "n", kind: "feedback", value: { a: [NaN] } } as const;
  await assert.rejects(fileTraceWrites(store).logAssessment("tr-1", wanted), { errorCode: "INVALID_PARAMETER_VALUE" });
});

test("a tag is set in MLflow's words or refused in them", async () => {
  const store = folderStore(files);
  const writes = fileTraceWrites(store);
  await writes.setTraceTag("tr-1", "a/b", "text\n");
  assert.equal((await fileTraces(store).getTrace("tr-1")).info.tags["a/b"], "text\n");
  await assert.rejects(writes.setTraceTag("tr-9", "a", "b"), { message: "Trace with ID 'tr-9' not found" });
  await assert.rejects(writes.setTraceTag("tr-1", "a//b", "b"), { errorCode: "INVALID_PARAMETER_VALUE" });
  await assert.rejects(writes.setTraceTag("tr-1", "mlflow.artifactLocation", "/etc"), { message: /immutable/ });
});
