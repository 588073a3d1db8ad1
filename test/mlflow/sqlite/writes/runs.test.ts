import assert from "node:assert/strict";
import { test } from "node:test";
import { openContext } from "../../../../src/mlflow/sqlite/connection/open.ts";
import { sqliteTrackingWrites } from "../../../../src/mlflow/sqlite/writes/tracking.ts";
import { type Change } from "../../../../src/mlflow/store.ts";
import { madeStore, type SchemaVersion } from "../madeStore.ts";

const versions: SchemaVersion[] = ["1.30", "2.22", "3.17"];
const runs = `
  INSERT INTO runs (run_uuid, name, status, start_time, lifecycle_stage, experiment_id, artifact_uri)
    VALUES ('r1', 'old', 'RUNNING', 5, 'active', 0, '/a'), ('gone', 'gone', 'FINISHED', 5, 'deleted', 0, '/b');
  INSERT INTO tags VALUES ('mlflow.runName', 'old', 'r1'), ('k', 'v', 'r1');`;

for (const version of versions) {
  test(`a run of MLflow ${version} is created with its name as a tag`, async (t) => {
    const { store, sql } = await madeStore(t, version);
    const tags = { a: "b", "mlflow.user": "ada" };
    const run = await store.createRun({ experimentId: "0", runName: "curves", tags, startTime: 7 });
    const root = version === "1.30" ? "./mlruns/0" : "/store/mlruns/0";
    assert.deepEqual(
      sql("SELECT * FROM runs").map((row) => ({ ...row })),
      [
        {
          run_uuid: run.runId,
          name: "curves",
          source_type: "UNKNOWN",
          source_name: "",
          entry_point_name: "",
          user_id: "ada",
          status: "RUNNING",
          start_time: 7,
          end_time: null,
          source_version: "",
          lifecycle_stage: "active",
          artifact_uri: `${root}/${run.runId}/artifacts`,
          experiment_id: 0,
          deleted_time: null,
        },
      ],
    );
    assert.deepEqual(
      sql("SELECT key, value FROM tags ORDER BY key").map(({ key, value }) => [key, value]),
      [
        ["a", "b"],
        ["mlflow.runName", "curves"],
        ["mlflow.user", "ada"],
      ],
    );
    assert.deepEqual(await store.getRun(run.runId), run);
  });
}

test("a run that nobody named gets a name, and without a user it is of nobody known", async (t) => {
  const { store } = await madeStore(t, "3.17");
  const run = await store.createRun({ experimentId: "0" });
  assert.match(run.runName, /^[a-z]+-[a-z]+-\d+$/);
  assert.equal(run.tags["mlflow.runName"], run.runName);
  assert.equal(run.userId, "unknown");
});

test("a tag is written, overwritten and deleted", async (t) => {
  const { store, sql } = await madeStore(t, "3.17", { fill: runs });
  await store.setTag("r1", "k", "new");
  await store.setTag("r1", "more/é", "");
  assert.deepEqual((await store.getRun("r1")).tags, { k: "new", "more/é": "", "mlflow.runName": "old" });
  await store.deleteTag("r1", "mlflow.runName");
  // As MLflow leaves it: the run keeps its name.
  assert.deepEqual(sql("SELECT name FROM runs WHERE run_uuid = 'r1'")[0]?.name, "old");
});

test("a long tag is cut by code points from MLflow 2 on", async (t) => {
  const { store, sql } = await madeStore(t, "2.22", { fill: runs });
  await store.setTag("r1", "long", "😀".repeat(8001));
  assert.equal(sql("SELECT value FROM tags WHERE key = 'long'")[0]?.value, "😀".repeat(8000));
});

test("a run is renamed by its tag, by updateRun, and by neither where the name is empty", async (t) => {
  const { store } = await madeStore(t, "3.17", { fill: runs });
  await store.setTag("r1", "mlflow.runName", "by tag");
  assert.equal((await store.getRun("r1")).runName, "by tag");
  await store.updateRun("r1", { name: "by update", status: "FAILED" });
  await store.updateRun("r1", { name: "" });
  await store.setTag("r1", "mlflow.runName", "");
  const { runName, tags, status, endTime } = await store.getRun("r1");
  assert.deepEqual([runName, tags["mlflow.runName"], status, endTime], ["by update", "by update", "FAILED", undefined]);
});

test("a run ends with a status and a time", async (t) => {
  const { store } = await madeStore(t, "3.17", { fill: runs });
  await store.setTerminated("r1", "KILLED", 99);
  const { status, endTime } = await store.getRun("r1");
  assert.deepEqual([status, endTime], ["KILLED", 99]);
});

test("a run is deleted and restored; MLflow 3 deletes the assessments that it made", async (t) => {
  const { store, sql } = await madeStore(t, "3.17", {
    fill: `${runs}
      INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, status) VALUES ('tr-1', 0, 5, 'OK');`,
  });
  const assessment = { name: "correct", value: true, kind: "feedback" } as const;
  await store.logAssessment("tr-1", { ...assessment, metadata: { "mlflow.assessment.sourceRunId": "r1" } });
  await store.logAssessment("tr-1", { ...assessment, metadata: { "mlflow.assessment.sourceRunId": "other" } });
  const before = Date.now();
  await store.deleteRun("r1");
  const [row] = sql("SELECT lifecycle_stage, deleted_time FROM runs WHERE run_uuid = 'r1'");
  assert.equal(row?.lifecycle_stage, "deleted");
  assert.ok(Number(row?.deleted_time) >= before);
  assert.deepEqual(
    sql("SELECT run_id FROM assessments").map(({ run_id }) => run_id),
    ["other"],
  );
  await store.restoreRun("r1");
  assert.deepEqual(
    { ...sql("SELECT lifecycle_stage, deleted_time FROM runs WHERE run_uuid = 'r1'")[0] },
    { lifecycle_stage: "active", deleted_time: null },
  );
});

test("what MLflow refuses of runs is refused in its words, and changes nothing", async (t) => {
  const { store, dump } = await madeStore(t, "3.17", { fill: runs });
  const gone = "The run gone must be in the 'active' state. Current state is deleted.";
  const missing = "Run with id=nope not found";
  const badKey =
    "Invalid value \"bad!\" for parameter 'key' supplied: Names may only contain alphanumerics, underscores (_), " +
    "dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).";
  const badPath =
    "Invalid value \"a//b\" for parameter 'key' supplied: Names may be treated as files in certain cases, and must not " +
    "resolve to other names when treated as such. This name would resolve to 'a/b'";
  const twoNames =
    "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='a', mlflow.runName='b').";
  const cases: [() => Promise<unknown>, string][] = [
    [() => store.setTag("r1", "bad!", "v"), badKey],
    [() => store.setTag("r1", "a//b", "v"), badPath],
    [() => store.setTag("r1", "k".repeat(251), "v"), "'key' exceeds the maximum length of 250 characters"],
    [() => store.setTag("gone", "k", "v"), gone],
    [() => store.setTag("nope", "k", "v"), missing],
    [() => store.deleteTag("r1", "nope"), "No tag with name: nope in run with id r1"],
    [() => store.deleteTag("gone", "k"), gone],
    [() => store.updateRun("gone", { name: "x" }), gone],
    [() => store.setTerminated("gone"), gone],
    [() => store.setTerminated("nope"), missing],
    [() => store.deleteRun("nope"), missing],
    [() => store.restoreRun("nope"), missing],
    [() => store.createRun({ experimentId: "99" }), "No Experiment with id=99 exists"],
    [() => store.createRun({ experimentId: "x" }), "Invalid experiment ID 'x'. Experiment ID must be a valid integer."],
    [() => store.createRun({ experimentId: "0", runName: "a", tags: { "mlflow.runName": "b" } }), twoNames],
  ];
  const before = dump();
  for (const [write, message] of cases) await assert.rejects(write, { name: "MlflowError", message });
  assert.equal(dump(), before);
});

test("MLflow 1 refuses long tags and other keys, in words of its own", async (t) => {
  const { store } = await madeStore(t, "1.30", { fill: runs });
  const onlyPlain =
    "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), and slashes (/).";
  await assert.rejects(store.setTag("r1", "a:b", "v"), { message: `Invalid tag name: 'a:b'. ${onlyPlain}` });
  await assert.rejects(store.setTag("r1", "long", "x".repeat(5001)), {
    message: `Tag value '${"x".repeat(250)}' had length 5001, which exceeded length limit of 5000`,
  });
});

test("a write says what it changed, and one that is refused says nothing", async (t) => {
  const { path } = await madeStore(t, "3.17", { fill: runs });
  const context = await openContext(`sqlite:///${path}`, path, {});
  t.after(() => context.close());
  const changes: Change[] = [];
  context.onChanged((some) => changes.push(...some));
  const writes = sqliteTrackingWrites(context);
  await writes.setTag("r1", "k", "new");
  await assert.rejects(writes.setTag("gone", "k", "new"));
  assert.deepEqual(changes, [{ kind: "runs", experimentId: "0", runIds: ["r1"] }]);
});
