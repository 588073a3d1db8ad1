import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { madeStore } from "../madeStore.ts";

const runs = "INSERT INTO runs (run_uuid, lifecycle_stage, experiment_id) VALUES ('r', 'active', 0);";

test("a database of an unknown revision is read, and a write is refused with the reason", async (t) => {
  const fill = `${runs} UPDATE alembic_version SET version_num = 'ffffffffffff';`;
  const { store, dump } = await madeStore(t, "3.17", { fill });
  assert.equal((await store.getRun("r")).runId, "r");
  const before = dump();
  await assert.rejects(store.setTag("r", "k", "v"), { errorCode: "PERMISSION_DENIED", message: /ffffffffffff/ });
  assert.equal(dump(), before);
});

test("a database that an MLflow upgrades after it was opened is written by its new schema, or not at all", async (t) => {
  const { store, sql, dump } = await madeStore(t, "3.17", { fill: runs });
  await store.setTag("r", "k", "v");
  sql("UPDATE alembic_version SET version_num = 'ffffffffffff'");
  const before = dump();
  await assert.rejects(store.setTag("r", "k", "w"), { errorCode: "PERMISSION_DENIED", message: /ffffffffffff/ });
  assert.equal(dump(), before);
});

test("a store opened for reading refuses every kind of write", async (t) => {
  const { store, dump } = await madeStore(t, "3.17", { fill: runs, readOnly: true });
  const before = dump();
  const refusal = { errorCode: "PERMISSION_DENIED", message: /It was opened for reading only\.$/ };
  await assert.rejects(store.createRun({ experimentId: "0" }), refusal);
  await assert.rejects(store.createExperiment("x"), refusal);
  await assert.rejects(store.createRegisteredModel({ name: "m" }), refusal);
  await assert.rejects(store.registerPrompt({ name: "p", template: "x" }), refusal);
  await assert.rejects(store.setTraceTag("t", "k", "v"), refusal);
  assert.equal(dump(), before);
});

test("sql.js reads only, and says how to write", async (t) => {
  const { store, dump } = await madeStore(t, "3.17", { fill: runs, sqlite: "sql.js" });
  assert.equal((await store.getRun("r")).runId, "r");
  const before = dump();
  await assert.rejects(store.setTag("r", "k", "v"), {
    errorCode: "PERMISSION_DENIED",
    message: /Change them with MLflow/,
  });
  assert.equal(dump(), before);
});

test("another program's transaction is waited for, and nothing of either write is lost", async (t) => {
  const { store, sql, path } = await madeStore(t, "3.17", { fill: runs });
  const other = new Worker(
    `const { workerData, parentPort } = require("node:worker_threads");
     const database = new (require("node:sqlite").DatabaseSync)(workerData);
     database.exec("BEGIN IMMEDIATE; INSERT INTO tags VALUES ('theirs', 'v', 'r')");
     parentPort.postMessage("locked");
     parentPort.once("message", () => setTimeout(() => { database.exec("COMMIT"); database.close(); }, 50));`,
    { eval: true, workerData: path },
  );
  await once(other, "message");
  other.postMessage("end it soon");
  await store.setTag("r", "ours", "v");
  await once(other, "exit");
  assert.deepEqual(
    sql("SELECT key FROM tags ORDER BY key").map(({ key }) => key),
    ["ours", "theirs"],
  );
});
