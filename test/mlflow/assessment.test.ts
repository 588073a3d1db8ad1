import assert from "node:assert/strict";
import { test } from "node:test";
import { checkTraceTagIsMutable, newAssessment } from "../../src/mlflow/assessment.ts";

test("who judged is filled in by the kind", () => {
  for (const [kind, value, sourceType] of [
    ["feedback", true, "CODE"],
    ["expectation", "yes", "HUMAN"],
    ["issue", "Slow", "LLM_JUDGE"],
  ] as const) {
    const made = newAssessment({ name: "n", kind, value }, 5);
    assert.match(made.assessmentId ?? "", /^a-[0-9a-f]{32}$/);
    assert.deepEqual(
      { ...made, assessmentId: undefined },
      {
        assessmentId: undefined,
        name: "n",
        value,
        kind,
        sourceType,
        sourceId: "default",
        rationale: undefined,
        metadata: {},
        spanId: undefined,
        valid: true,
        createTime: 5,
        lastUpdateTime: 5,
      },
    );
  }
});

test("a source is accepted in any letter case, an old name by its new one, none that MLflow does not know", () => {
  const typeOf = (sourceType: string) =>
    newAssessment({ name: "n", kind: "feedback", value: 1, sourceType }, 0).sourceType;
  assert.equal(typeOf("human"), "HUMAN");
  assert.equal(typeOf("ai_judge"), "LLM_JUDGE");
  assert.throws(() => typeOf("bogus"), {
    errorCode: "INVALID_PARAMETER_VALUE",
    message:
      "Invalid assessment source type: BOGUS. Valid source types: ['SOURCE_TYPE_UNSPECIFIED', 'LLM_JUDGE', 'HUMAN', 'CODE']",
  });
});

test("an expectation needs a value, a feedback none", () => {
  assert.throws(() => newAssessment({ name: "n", kind: "expectation", value: null }, 0), {
    message: "The `value` field must be specified.",
  });
  assert.equal(newAssessment({ name: "n", kind: "feedback", value: undefined }, 0).value, null);
});

test("MLflow's own tags of a trace are not set", () => {
  assert.throws(() => checkTraceTagIsMutable("mlflow.user"), {
    message: "Tag 'mlflow.user' is immutable and cannot be set on a trace.",
  });
  checkTraceTagIsMutable("mlflow.traceName");
});
