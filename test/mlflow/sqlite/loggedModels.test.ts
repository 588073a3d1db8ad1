import assert from "node:assert/strict";
import { test } from "node:test";
import { madeStore } from "./madeStore.ts";

const fill = `
  INSERT INTO runs (run_uuid, experiment_id) VALUES ('r', 0);
  INSERT INTO logged_models VALUES ('m-1', 0, 'forest', '/a', 5, 6, 2, 'active', 'agent', 'r', NULL),
    ('m-2', 0, 'gone', '/b', 7, 8, 1, 'deleted', NULL, NULL, NULL), ('m-3', 0, 'odd', '/c', 9, 9, 7, 'active', NULL, NULL, NULL);
  INSERT INTO logged_model_params VALUES ('m-1', 0, 'depth', '3');
  INSERT INTO logged_model_tags VALUES ('m-1', 0, 'team', 'vision');
  INSERT INTO logged_model_metrics VALUES ('m-1', 'accuracy', 10, 1, 0.5, 0, 'r', NULL, 'tiny', 'abc'),
    ('m-1', 'loss', 11, 2, NULL, 0, 'r', NULL, NULL, NULL);`;

test("a logged model is read with its parameters, tags and all points of its metrics", async (t) => {
  const { store } = await madeStore(t, "3.17", { fill });
  const metric = { timestamp: 10, step: 1, runId: "r", datasetName: "tiny", datasetDigest: "abc" };
  assert.deepEqual(await store.getLoggedModel("m-1"), {
    modelId: "m-1",
    name: "forest",
    experimentId: "0",
    sourceRunId: "r",
    modelType: "agent",
    status: "READY",
    artifactLocation: "/a",
    tags: { team: "vision" },
    params: { depth: "3" },
    metrics: [
      { key: "accuracy", value: 0.5, ...metric },
      { key: "loss", value: NaN, timestamp: 11, step: 2, runId: "r", datasetName: undefined, datasetDigest: undefined },
    ],
    creationTimestamp: 5,
    lastUpdatedTimestamp: 6,
  });
});

test("a deleted logged model is neither found nor told, an unknown status is unspecified", async (t) => {
  const { store } = await madeStore(t, "3.17", { fill });
  const { loggedModels } = await store.searchLoggedModels({ experimentIds: ["0"] });
  assert.deepEqual(
    loggedModels.map(({ modelId, status }) => [modelId, status]),
    [
      ["m-3", "UNSPECIFIED"],
      ["m-1", "READY"],
    ],
  );
  await assert.rejects(store.getLoggedModel("m-2"), {
    errorCode: "RESOURCE_DOES_NOT_EXIST",
    message: "Logged model with ID 'm-2' not found.",
  });
});

test("a database from before MLflow 3 has no logged models", async (t) => {
  const { store } = await madeStore(t, "2.22");
  assert.deepEqual((await store.searchLoggedModels({ experimentIds: ["0"] })).loggedModels, []);
});
