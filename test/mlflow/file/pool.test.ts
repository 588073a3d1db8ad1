import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { createPool } from "../../../src/mlflow/file/pool.ts";
import { createReader } from "../../../src/mlflow/file/reader.ts";
import { type KeyChunk } from "../../../src/mlflow/file/runs/scan/keyScan.ts";
import { type RunChunk } from "../../../src/mlflow/file/runs/scan/scan.ts";
import { performTask, type ScanTask } from "../../../src/mlflow/file/runs/scan/task.ts";
import { madeFolder } from "../madeFolder.ts";
import { runMeta } from "./folderStore.ts";

const runCount = 40;
const folder = madeFolder(
  Object.fromEntries(
    Array.from({ length: runCount }, (_, i): [string, string][] => [
      [`r${i}/meta.yaml`, runMeta("7", `r${i}`, i === 3 ? { run_name: '"\\U0001F600"' } : {})],
      [`r${i}/metrics/m`, `1 ${i} 0\n`],
      [`r${i}/params/p`, `value ${i % 3}`],
    ]).flat(),
  ),
);
const tasks: ScanTask[] = Array.from({ length: runCount / 4 }, (_, i) => ({
  type: "runs",
  request: { folder, experimentId: "7", names: [0, 1, 2, 3].map((j) => `r${i * 4 + j}`), withDetails: true },
}));

/** What does not depend on when it was read. */
function content(chunk: RunChunk) {
  const { rows, metrics, texts, dictionary } = chunk;
  return [[...rows.startTime], [...metrics.value], [...texts.value], dictionary];
}

describe("a pool of scan threads", () => {
  const pool = createPool();
  after(() => pool.close());

  test("reads what this thread would read, and hands back each result with its task", async () => {
    const results = new Map<number, RunChunk>();
    await pool.run(tasks, 2, (index, result) => results.set(index, result as RunChunk));
    assert.equal(results.size, tasks.length);
    for (const [index, result] of results) {
      // The fourth run's name has an escape: only the YAML library, which each thread loads for itself, can read it.
      if (index > 0) assert.deepEqual(content(result), content(performTask(tasks[index]!) as RunChunk));
      else assert.ok(result.dictionary.includes("😀"));
    }
  });

  test("does tasks of several callers at once, and of this thread too", async () => {
    const done = [0, 0];
    let here = 0;
    await Promise.all([
      pool.run(tasks.slice(1), 2, () => done[0]!++),
      pool.run(
        tasks.slice(1),
        2,
        () => done[1]!++,
        (task) => {
          here++;
          return Promise.resolve(performTask(task));
        },
      ),
    ]);
    assert.deepEqual(done, [tasks.length - 1, tasks.length - 1]);
    assert.ok(here > 0);
  });

  test("reads one key of many runs", async () => {
    const task: ScanTask = { type: "key", request: { folder, names: ["r1", "none", "r4"], kind: "params", key: "p" } };
    let chunk: KeyChunk | undefined;
    await pool.run([task], 1, (_, result) => (chunk = result as KeyChunk));
    assert.deepEqual([...chunk!.known], [2, 1, 2]);
    assert.deepEqual(chunk!.dictionary, ["value 1"]);
  });

  test("fails as a whole where a result cannot be taken, and works on", async () => {
    const run = pool.run(tasks.slice(1, 4), 2, () => {
      throw new Error("not wanted");
    });
    await assert.rejects(run, { message: "not wanted" });
    let done = 0;
    await pool.run(tasks.slice(1, 4), 2, () => done++);
    assert.equal(done, 3);
  });
});

test("a pool that was closed does no more, and who waited is told", async () => {
  const pool = createPool();
  const waiting = pool.run(tasks, 1, () => undefined);
  pool.close();
  await assert.rejects(waiting, { errorCode: "INTERNAL_ERROR" });
  await assert.rejects(
    pool.run(tasks, 1, () => undefined),
    { errorCode: "INTERNAL_ERROR" },
  );
});

test("what a thread died over is read by this one", async () => {
  let calls = 0;
  const reader = createReader(true, {
    async run(all, _, done) {
      calls++;
      done(0, performTask(all[0]!));
      throw new Error("out of memory");
    },
    isRunning: () => false,
    close: () => undefined,
  });
  const done = new Set<number>();
  await reader.readInBackground(tasks.slice(1), (index) => {
    assert.ok(!done.has(index));
    done.add(index);
  });
  assert.equal(calls, 1);
  assert.equal(done.size, tasks.length - 1);
});
