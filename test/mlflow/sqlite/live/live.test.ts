import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { renameSync } from "node:fs";
import { describe, test, type TestContext } from "node:test";
import { type Change, type Store, type WatchScope } from "../../../../src/mlflow/store.ts";
import { madeDatabase } from "../madeDatabase.ts";
import { madeStore } from "../madeStore.ts";

const run = (runId: string, status = "RUNNING", experimentId = 0) =>
  `INSERT INTO runs (run_uuid, name, status, start_time, lifecycle_stage, experiment_id)
     VALUES ('${runId}', '${runId}', '${status}', 1, 'active', ${experimentId});`;

const metric = (runId: string, step: number) =>
  `INSERT INTO metrics (run_uuid, key, step, timestamp, value, is_nan) VALUES ('${runId}', 'm', ${step}, ${step}, 1, 0)`;

const fill = `INSERT INTO experiments (experiment_id, name, lifecycle_stage) VALUES (7, 'seven', 'active');
  ${run("shown")} ${run("finished", "FINISHED")} ${run("elsewhere", "RUNNING", 7)}
  INSERT INTO tags (run_uuid, key, value) VALUES ('shown', 't', 'old'), ('finished', 't', 'old');
  INSERT INTO registered_models (name, creation_time, last_updated_time) VALUES ('model', 1, 1);
  INSERT INTO model_versions (name, version, current_stage) VALUES ('model', 1, 'None');`;

const runs = (experimentId: string, ...runIds: string[]): Change => ({ kind: "runs", experimentId, runIds });
const anyRun = (experimentId: string): Change => ({ kind: "runs", experimentId });

/** What each statement of another program is told as, while experiment 0 and its run `shown` are on screen. */
const tellings: readonly [what: string, statement: string, changes: Change[]][] = [
  ["a metric of a run that is shown", metric("shown", 1), [runs("0", "shown")]],
  ["a metric of a run elsewhere", metric("elsewhere", 1), [runs("7", "elsewhere")]],
  [
    "the end of a run",
    "UPDATE runs SET status = 'FAILED', end_time = 9 WHERE run_uuid = 'shown'",
    [runs("0", "shown")],
  ],
  ["a tag that changes", "UPDATE tags SET value = 'new' WHERE run_uuid = 'shown'", [runs("0", "shown")]],
  ["a tag that goes", "DELETE FROM tags WHERE run_uuid = 'shown'", [runs("0", "shown")]],
  ["a param", "INSERT INTO params (run_uuid, key, value) VALUES ('finished', 'p', '1')", [runs("0", "finished")]],
  ["a new run", run("new"), [runs("0", "new")]],
  [
    "a change in place of a run that nobody follows",
    "UPDATE tags SET value = 'new' WHERE run_uuid = 'finished'",
    [anyRun("0"), anyRun("7")],
  ],
  ["an experiment's new name", "UPDATE experiments SET name = 'x' WHERE experiment_id = 7", [{ kind: "experiments" }]],
  [
    "a new experiment",
    "INSERT INTO experiments (experiment_id, name, lifecycle_stage) VALUES (8, 'e', 'active')",
    [{ kind: "experiments" }],
  ],
  [
    "an experiment's tag",
    "INSERT INTO experiment_tags (experiment_id, key, value) VALUES (7, 'k', 'v')",
    [{ kind: "experiments" }],
  ],
  [
    "a stage transition",
    "UPDATE model_versions SET current_stage = 'Production'",
    [{ kind: "models", names: ["model"] }],
  ],
  [
    "a model's alias",
    "INSERT INTO registered_model_aliases (name, alias, version) VALUES ('model', 'champion', 1)",
    [{ kind: "models", names: ["model"] }],
  ],
  [
    "a trace",
    "INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, status) VALUES ('tr-1', 7, 1, 'OK')",
    [{ kind: "traces", experimentId: "7" }],
  ],
];

/** What a watcher was told, gathered until something came. */
async function watched(t: TestContext, store: Store, scope: WatchScope): Promise<() => Promise<Change[]>> {
  const told = new EventEmitter();
  t.after(await store.watch(scope, (changes) => void told.emit("changes", changes)));
  return async () => ((await once(told, "changes")) as [Change[]])[0];
}

const scope = { experimentIds: ["0"], runIds: ["shown"] };

for (const sqlite of ["native", "sql.js"] as const) {
  describe(`following a database, by ${sqlite}`, () => {
    for (const [what, statement, changes] of tellings) {
      test(`${what} is told for what it is`, async (t) => {
        const { store, sql } = await madeStore(t, "3.17", { sqlite, fill });
        const next = await watched(t, store, scope);
        const told = next();
        sql(statement);
        assert.deepEqual(await told, changes);
        assert.deepEqual(await store.refresh(), changes, "and to who asks");
        assert.deepEqual(await store.refresh(), [], "once");
      });
    }

    test("what happens in one transaction is told together", async (t) => {
      const { store, sql } = await madeStore(t, "3.17", { sqlite, fill });
      const next = await watched(t, store, scope);
      const told = next();
      sql("BEGIN");
      sql(metric("shown", 1));
      sql(metric("elsewhere", 1));
      sql("COMMIT");
      assert.deepEqual(new Set(await told), new Set([runs("0", "shown"), runs("7", "elsewhere")]));
    });

    test("refresh tells what changed since it was asked last, without anybody watching", async (t) => {
      const { store, sql, path } = await madeStore(t, "3.17", { sqlite, fill });
      assert.deepEqual(await store.refresh(), []);
      sql(metric("shown", 1));
      assert.deepEqual(await store.refresh(["/elsewhere/mlflow.db"]), [], "nothing of ours");
      assert.notDeepEqual(await store.refresh([`${path}-journal`]), [], "anything, as nothing was known before");
      sql(metric("shown", 2));
      assert.deepEqual(await store.refresh([path]), [runs("0", "shown")]);
    });

    test("another database in its place is told as a change of anything", async (t) => {
      const { store, path } = await madeStore(t, "3.17", { sqlite, fill });
      const next = await watched(t, store, scope);
      const told = next();
      renameSync(madeDatabase("3.17").path, path);
      const kinds = new Set((await told).map(({ kind }) => kind));
      assert.ok(kinds.has("experiments") && kinds.has("runs") && kinds.has("models"));
    });

    test("nothing is told after the watch has ended", async (t) => {
      const { store, sql } = await madeStore(t, "3.17", { sqlite, fill });
      const told: Change[][] = [];
      const stop = await store.watch(scope, (changes) => void told.push(changes));
      stop();
      sql(metric("shown", 1));
      const next = await watched(t, store, scope);
      const second = next();
      sql(metric("shown", 2));
      await second;
      assert.deepEqual(told, []);
    });
  });
}

test("what this store writes itself is told once, and not to who asks", async (t) => {
  const { store } = await madeStore(t, "3.17", { fill });
  const next = await watched(t, store, scope);
  const told = next();
  await store.setTag("finished", "own", "1");
  assert.deepEqual(await told, [runs("0", "finished")]);
  assert.deepEqual(await store.refresh(), []);
});
