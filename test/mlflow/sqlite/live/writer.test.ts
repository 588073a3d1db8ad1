import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { type Change } from "../../../../src/mlflow/store.ts";
import { madeStore } from "../madeStore.ts";

const commits = 300;

const fill = `CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT i FROM n;
  INSERT INTO runs (run_uuid, name, status, start_time, lifecycle_stage, experiment_id)
    SELECT 'r' || i, 'run', 'RUNNING', i, 'active', 0 FROM n;
  INSERT INTO params (run_uuid, key, value) SELECT 'r' || i, 'p', 'v' || i FROM n; DROP TABLE n;`;

for (const journal of ["DELETE", "WAL"] as const) {
  test(`a writer at work is neither stopped nor missed while all is read again and again, journal ${journal}`, async (t) => {
    const { store, sql, path } = await madeStore(t, "3.17", { fill });
    sql(`PRAGMA journal_mode = ${journal}`);
    const told: Change[] = [];
    t.after(await store.watch({ experimentIds: ["0"], runIds: ["r1"] }, (changes) => void told.push(...changes)));
    const writer = spawn(process.execPath, [join(import.meta.dirname, "writer.ts"), path, String(commits)]);
    const errors = text(writer.stderr);
    const ended = once(writer, "exit") as Promise<[number]>;
    let isWriting = true;
    void ended.then(() => (isWriting = false));
    let points = 0;
    while (isWriting) {
      const table = await store.runTable({
        experimentIds: ["0"],
        columns: ["attributes.run_id", "params.p", "metrics.m"],
      });
      assert.equal(table.total, 3000);
      const { steps } = await store.getMetricHistory("r1", "m");
      assert.ok(steps.length >= points, "what was committed stays");
      points = steps.length;
      await setImmediate();
    }
    const [code] = await ended;
    assert.equal(code, 0, await errors);
    assert.equal((await store.getMetricHistory("r1", "m")).steps.length, commits);
    const untold = await store.refresh();
    // The new journal is a change of nobody knows what: told together with it, a run's change has no ids.
    const concerns = (change: Change) => change.kind === "runs" && (change.runIds?.includes("r1") ?? true);
    assert.ok([...told, ...untold].some(concerns));
  });
}
