import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { madeStore } from "../madeStore.ts";

// Live because it takes the 20 seconds that MLflow waits too.

test("a lock that lasts is told with the file's name, nothing is changed, and the next write is done", async (t) => {
  const fill = "INSERT INTO runs (run_uuid, lifecycle_stage, experiment_id) VALUES ('r', 'active', 0);";
  const { store, dump, path } = await madeStore(t, "3.17", { fill });
  const other = new Worker(
    `const { workerData, parentPort } = require("node:worker_threads");
     const database = new (require("node:sqlite").DatabaseSync)(workerData);
     database.exec("BEGIN IMMEDIATE");
     parentPort.postMessage("locked");
     parentPort.once("message", () => database.close());`,
    { eval: true, workerData: path },
  );
  await once(other, "message");
  const before = dump();
  await assert.rejects(store.setTag("r", "k", "v"), (error: Error & { errorCode?: string }) => {
    assert.equal(error.errorCode, "TEMPORARILY_UNAVAILABLE");
    assert.ok(error.message.startsWith(`${path} is locked by another process`), error.message);
    return true;
  });
  assert.equal(dump(), before);
  other.postMessage("end");
  await once(other, "exit");
  await store.setTag("r", "k", "v");
  assert.equal((await store.getRun("r")).tags["k"], "v");
});
