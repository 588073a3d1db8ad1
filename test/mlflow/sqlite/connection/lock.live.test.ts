import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { type MlflowError } from "../../../../src/mlflow/errors.ts";
import { madeStore } from "../madeStore.ts";

// Live because it takes the seconds that a reader waits for a writer.

test("a database that is locked for long is told to be, and read again when the lock is gone", async (t) => {
  const { store, path } = await madeStore(t, "3.17");
  const other = new Worker(
    `const { workerData, parentPort } = require("node:worker_threads");
     const database = new (require("node:sqlite").DatabaseSync)(workerData);
     database.exec("BEGIN EXCLUSIVE");
     parentPort.postMessage("locked");
     parentPort.once("message", () => database.close());`,
    { eval: true, workerData: path },
  );
  await once(other, "message");
  await assert.rejects(store.searchExperiments(), (error: MlflowError) => {
    assert.equal(error.errorCode, "TEMPORARILY_UNAVAILABLE");
    assert.ok(error.message.startsWith(`${path} is locked by another process that writes to it`), error.message);
    assert.match(error.message, /Try again when it has finished/);
    return true;
  });
  other.postMessage("end");
  await once(other, "exit");
  assert.equal((await store.searchExperiments()).experiments.length, 1);
});
