import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readModel } from "../../src/mlflow/model.ts";

describe("an MLmodel file", () => {
  test("tells flavours, versions, size and signature", () => {
    const model = readModel(`flavors:
  python_function:
    python_version: 3.11.7
  sklearn:
    pickled_model: model.pkl
mlflow_version: 3.17.2
model_size_bytes: 4599
signature:
  inputs: '[{"type": "double", "name": "petal", "required": true}, {"type": "array", "items": {"type": "string"},
    "name": "words", "required": false}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}]'
  params: '[{"name": "temperature", "type": "double", "default": 0.7, "shape": null}]'
`);
    assert.deepEqual(model, {
      flavors: ["python_function", "sklearn"],
      mlflowVersion: "3.17.2",
      pythonVersion: "3.11.7",
      sizeBytes: 4599,
      inputs: [
        { name: "petal", type: "double", isOptional: false },
        { name: "words", type: "Array(string)", isOptional: true },
      ],
      outputs: [{ name: "", type: "Tensor(int64, [-1])", isOptional: false }],
      params: [{ name: "temperature", type: "double", isOptional: true, default: "0.7" }],
    });
  });

  test("of an object tells its properties", () => {
    const inputs = JSON.stringify([
      {
        name: "message",
        type: "object",
        properties: { role: { type: "string" }, tags: { type: "map", values: { type: "long" } } },
      },
    ]);
    assert.equal(readModel(`signature:\n  inputs: '${inputs}'`).inputs?.[0]?.type, "{role: string, tags: Map(long)}");
  });

  test("that is something else in places tells the rest", () => {
    const model = readModel("flavors: [a]\nmodel_size_bytes: many\nsignature:\n  inputs: '{broken'\n  outputs: 3\n");
    assert.deepEqual(
      [model.flavors, model.sizeBytes, model.inputs, model.outputs],
      [[], undefined, undefined, undefined],
    );
    assert.deepEqual(readModel("").flavors, []);
  });

  test("that is no YAML is refused, not read as far as it goes", () => {
    assert.throws(() => readModel("flavors: [unclosed\nsignature: {"), /line 2/);
  });

  test("that is a bomb of aliases is refused", () => {
    const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(", ")}]`);
    assert.throws(() => readModel(["l0: &l0 [x, x]", ...levels].join("\n")), /alias/i);
  });
});
