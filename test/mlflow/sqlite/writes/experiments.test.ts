import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { madeStore } from "../madeStore.ts";

const experiments = `
  INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time)
    VALUES (1, 'vision', 's3://b/1', 'active', 1, 1), (2, 'old', 's3://b/2', 'deleted', 1, 1);
  INSERT INTO runs (run_uuid, lifecycle_stage, deleted_time, experiment_id)
    VALUES ('r1', 'active', NULL, 1), ('r2', 'deleted', 5, 1), ('r3', 'deleted', 5, 2);`;

test("an experiment gets the next id, and its artifacts go where those of others are", async (t) => {
  const { store, sql } = await madeStore(t, "3.17", { fill: experiments });
  const made = await store.createExperiment("new", { tags: { team: "a" } });
  assert.deepEqual(
    { ...sql("SELECT * FROM experiments WHERE name = 'new'")[0] },
    {
      experiment_id: 3,
      name: "new",
      artifact_location: "s3://b/3",
      lifecycle_stage: "active",
      creation_time: made.creationTime,
      last_update_time: made.creationTime,
      workspace: "default",
    },
  );
  assert.deepEqual(await store.getExperiment("3"), made);
});

test("where the known artifact root is not on this machine, it is mlruns beside the database", async (t) => {
  const { store, folder } = await madeStore(t, "3.17");
  assert.equal((await store.createExperiment("new")).artifactLocation, join(folder, "mlruns", "1"));
});

test("a known artifact root on this machine is kept", async (t) => {
  const { store, folder, sql } = await madeStore(t, "2.22");
  const root = join(folder, "my artifacts");
  mkdirSync(root);
  sql("UPDATE experiments SET artifact_location = ?", `file://${encodeURI(root)}/0`);
  assert.equal((await store.createExperiment("new")).artifactLocation, `file://${encodeURI(root)}/1`);
});

test("MLflow 1 keeps the relative root of its database", async (t) => {
  const { store } = await madeStore(t, "1.30");
  assert.equal((await store.createExperiment("new")).artifactLocation, "./mlruns/1");
});

test("a given location is kept; a relative path is taken from the database's folder", async (t) => {
  const { store, folder } = await madeStore(t, "3.17");
  const locations = {
    "s3://b/x?y=1": "s3://b/x?y=1",
    "file:///a b": "file:///a b",
    "some/where": join(folder, "some/where"),
  };
  for (const [given, stored] of Object.entries(locations)) {
    assert.equal((await store.createExperiment(given, { artifactLocation: given })).artifactLocation, stored);
  }
  const run = await store.createRun({ experimentId: "1" });
  assert.equal(run.artifactUri, `s3://b/x/${run.runId}/artifacts?y=1`);
});

test("an experiment whose id has 18 digits is written to, and followed by the next", async (t) => {
  const { store, sql } = await madeStore(t, "3.17", {
    fill: `INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage)
      VALUES (123456789012345679, 'moved', '/m/123456789012345679', 'active')`,
  });
  await store.setExperimentTag("123456789012345679", "k", "v");
  const run = await store.createRun({ experimentId: "123456789012345679" });
  assert.equal(run.experimentId, "123456789012345679");
  assert.equal((await store.createExperiment("next")).experimentId, "123456789012345680");
  const ids = sql(
    "SELECT CAST(experiment_id AS TEXT) AS id FROM runs UNION ALL SELECT CAST(experiment_id AS TEXT) FROM experiment_tags",
  );
  assert.deepEqual(
    ids.map(({ id }) => id),
    ["123456789012345679", "123456789012345679"],
  );
});

test("deleting an experiment deletes its runs, restoring it restores all of them", async (t) => {
  const { store, sql } = await madeStore(t, "3.17", { fill: experiments });
  const stages = () =>
    sql("SELECT run_uuid, lifecycle_stage, deleted_time IS NULL AS isActive FROM runs ORDER BY 1").map((row) => [
      row.run_uuid,
      row.lifecycle_stage,
      row.isActive,
    ]);
  const before = Date.now();
  await store.deleteExperiment("1");
  assert.deepEqual(stages(), [
    ["r1", "deleted", 0],
    ["r2", "deleted", 0],
    ["r3", "deleted", 0],
  ]);
  const experiment = await store.getExperiment("1");
  assert.equal(experiment.lifecycleStage, "deleted");
  assert.ok((experiment.lastUpdateTime ?? 0) >= before);
  await store.restoreExperiment("1");
  assert.deepEqual(stages(), [
    ["r1", "active", 1],
    ["r2", "active", 1],
    ["r3", "deleted", 0],
  ]);
});

test("a tag of an experiment leaves its times", async (t) => {
  const { store } = await madeStore(t, "3.17", { fill: experiments });
  await store.setExperimentTag("1", "mlflow.note.content", "a note");
  await store.setExperimentTag("1", "mlflow.note.content", "another");
  const { tags, lastUpdateTime } = await store.getExperiment("1");
  assert.deepEqual([tags, lastUpdateTime], [{ "mlflow.note.content": "another" }, 1]);
});

test("what MLflow refuses of experiments is refused in its words, and changes nothing", async (t) => {
  const { store, dump } = await madeStore(t, "3.17", { fill: experiments });
  const unique = "(sqlite3.IntegrityError) UNIQUE constraint failed: experiments.workspace, experiments.name";
  const cases: [() => Promise<unknown>, string, string][] = [
    [
      () => store.createExperiment("old"),
      "RESOURCE_ALREADY_EXISTS",
      `Experiment(name=old) already exists. Error: ${unique}`,
    ],
    [() => store.createExperiment(""), "INVALID_PARAMETER_VALUE", "Invalid experiment name: ''"],
    [
      () => store.createExperiment("x".repeat(501)),
      "INVALID_PARAMETER_VALUE",
      "'name' exceeds the maximum length of 500 characters",
    ],
    [
      () => store.createExperiment("x", { artifactLocation: "runs:/r/x" }),
      "INVALID_PARAMETER_VALUE",
      "Artifact location cannot be a runs:/ URI. Given: 'runs:/r/x'",
    ],
    [() => store.renameExperiment("1", "Default"), "BAD_REQUEST", unique],
    [() => store.renameExperiment("2", "x"), "INVALID_STATE", "Cannot rename a non-active experiment."],
    [() => store.deleteExperiment("2"), "RESOURCE_DOES_NOT_EXIST", "No Experiment with id=2 exists"],
    [() => store.restoreExperiment("1"), "RESOURCE_DOES_NOT_EXIST", "No Experiment with id=1 exists"],
    [
      () => store.setExperimentTag("2", "k", "v"),
      "INVALID_PARAMETER_VALUE",
      "The experiment 2 must be in the 'active' state. Current state is deleted.",
    ],
    [
      () => store.setExperimentTag("1", "mlflow.trace.archivalRetention", '{"type": "duration", "value": "0d"}'),
      "INVALID_PARAMETER_VALUE",
      "Trace archival retention must be in the form `<int><unit>`, where unit is one of 'm', 'h', or 'd'.",
    ],
  ];
  const before = dump();
  for (const [write, errorCode, message] of cases)
    await assert.rejects(write, { name: "MlflowError", errorCode, message });
  assert.equal(dump(), before);
});
