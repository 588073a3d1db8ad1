import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { openStoreHere } from "../../../../src/mlflow/open.ts";
import { temporaryFolder } from "../../../fixtures.ts";

const python = join(import.meta.dirname, "../../../../.cache/python/3.17/bin/python");
const [runs, steps] = [3, 20];

test("every run of a training is told while it goes on, and at its end all is there", async (t) => {
  const folder = temporaryFolder();
  const uri = `sqlite:///${join(folder, "mlflow.db")}`;
  const training = spawn(python, [join(import.meta.dirname, "training.py"), uri, String(runs), String(steps)], {
    cwd: folder,
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true", PYTHONSAFEPATH: "1" },
  });
  const errors = text(training.stderr);
  const ended = once(training, "exit") as Promise<[number]>;
  const runIds: string[] = [];
  const lines = createInterface({ input: training.stdout });
  await once(lines, "line");
  lines.on("line", (line) => runIds.push(line.replace("run ", "")));

  const store = await openStoreHere(uri);
  t.after(() => store.close());
  const told = new Map<string, number>();
  t.after(
    await store.watch({ experimentIds: ["0"], runIds: [] }, (changes) => {
      for (const change of changes) {
        if (change.kind !== "runs") continue;
        // Without ids, any run of the experiment may have changed.
        for (const runId of change.runIds ?? runIds) told.set(runId, (told.get(runId) ?? 0) + 1);
      }
    }),
  );
  training.stdin.end("\n");
  const [code] = await ended;
  assert.equal(code, 0, await errors);
  assert.equal(runIds.length, runs);
  for (const change of await store.refresh()) {
    if (change.kind === "runs")
      for (const runId of change.runIds ?? runIds) told.set(runId, (told.get(runId) ?? 0) + 1);
  }
  for (const runId of runIds) {
    assert.ok((told.get(runId) ?? 0) > 0, `${runId} was told`);
    const run = await store.getRun(runId);
    assert.equal(run.status, "FINISHED");
    assert.equal(run.metrics["loss"]?.step, steps - 1);
    assert.equal((await store.getMetricHistory(runId, "loss")).steps.length, steps);
  }
});
