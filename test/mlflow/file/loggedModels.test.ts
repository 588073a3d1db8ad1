import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileLoggedModels } from "../../../src/mlflow/file/loggedModels.ts";
import { experimentMeta, folderStore } from "./folderStore.ts";

const id = "m-0123456789abcdef0123456789abcdef";

function meta(changes: Record<string, string> = {}): string {
  const keys: Record<string, string> = {
    artifact_location: "/gone",
    creation_timestamp: "1795452080689",
    experiment_id: "'7'",
    last_updated_timestamp: "1795452088976",
    model_id: id,
    model_type: "null",
    name: "forest",
    source_run_id: "abc",
    status: "2",
    status_message: "null",
    ...changes,
  };
  return Object.entries(keys)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("");
}

const storeWith = (files: Record<string, string>) =>
  fileLoggedModels(
    folderStore({
      "7/meta.yaml": experimentMeta("7", "seven"),
      ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`7/models/${id}/${path}`, text])),
    }),
  );

describe("of a metric the latest of each data set is taken", () => {
  const cases: [what: string, text: string, latest: (string | number | undefined)[][]][] = [
    ["one point", "1 0.5 0 abc\n", [[0.5, 0, undefined]]],
    ["the greatest step", "1 9 2 abc\n2 3 1 abc\n", [[9, 2, undefined]]],
    ["then the latest time", "2 1 5 abc\n1 9 5 abc\n", [[1, 5, undefined]]],
    ["then the greatest value, where NaN neither wins nor loses", "1 nan 5 abc\n1 9 5 abc\n", [[NaN, 5, undefined]]],
    [
      "each data set by itself",
      "1 1 0 abc train d1\n2 2 0 abc\n3 3 0 abc train d1\n",
      [
        [3, 0, "train"],
        [2, 0, undefined],
      ],
    ],
    ["a data set with blanks in its name", "1 1 0 abc my data set d1\n", [[1, 0, "my data set"]]],
  ];
  for (const [what, text, latest] of cases) {
    test(what, async () => {
      const model = await storeWith({ "meta.yaml": meta(), "metrics/m": text }).getLoggedModel(id);
      assert.deepEqual(
        model.metrics.map(({ value, step, datasetName }) => [value, step, datasetName]),
        latest,
      );
      assert.equal(model.problems, undefined);
    });
  }
});

test("a model has its status in words, its tags and parameters", async () => {
  const store = storeWith({ "meta.yaml": meta({ status: "3" }), "params/depth": "2", "tags/a/b": "x" });
  const { status, params, tags, sourceRunId, name } = await store.getLoggedModel(id);
  assert.deepEqual(
    [status, params, tags, sourceRunId, name],
    ["FAILED", { depth: "2" }, { "a/b": "x" }, "abc", "forest"],
  );
});

test("damage is a problem of the model", async () => {
  const store = storeWith({ "meta.yaml": meta(), "metrics/m": "1 0.5\n1 x 0 abc\n1 2 0 abc\n", "metrics/empty": "" });
  const model = await store.getLoggedModel(id);
  assert.deepEqual(
    model.metrics.map(({ key, value }) => [key, value]),
    [["m", 2]],
  );
  assert.deepEqual(model.problems?.sort(), [
    "The metric empty is empty.",
    "The metric m cannot be read in line 1.",
    "The metric m cannot be read in line 2.",
  ]);
});

test("a deleted model is neither found nor got", async () => {
  const store = storeWith({ "meta.yaml": meta({ lifecycle_stage: "deleted" }) });
  assert.deepEqual((await store.searchLoggedModels({ experimentIds: ["7"] })).loggedModels, []);
  await assert.rejects(store.getLoggedModel(id), {
    errorCode: "RESOURCE_DOES_NOT_EXIST",
    message: `Model '${id}' not found`,
  });
});

test("a model of another experiment is left out of a search, and refused", async () => {
  const store = storeWith({ "meta.yaml": meta({ experiment_id: "'8'" }) });
  assert.deepEqual((await store.searchLoggedModels({ experimentIds: ["7"] })).loggedModels, []);
  await assert.rejects(store.getLoggedModel(id), { errorCode: "INVALID_STATE" });
});

for (const modelId of ["m-none", "..", "../7", "", "a\0b"]) {
  test(`the id ${JSON.stringify(modelId)} is not found`, async () => {
    await assert.rejects(storeWith({ "meta.yaml": meta() }).getLoggedModel(modelId), {
      errorCode: "RESOURCE_DOES_NOT_EXIST",
    });
  });
}
