import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { openStore } from "../../../../src/mlflow/index.ts";
import { temporaryFolder } from "../../../fixtures.ts";

const python = join(import.meta.dirname, "../../../../.cache/python/3.17/bin/python");
const steps = 100;

test("a training and this store write to one database, and neither loses or hinders a write of the other", async (t) => {
  const folder = temporaryFolder();
  const uri = `sqlite:///${join(folder, "mlflow.db")}`;
  const training = spawn(python, [join(import.meta.dirname, "training.py"), uri, String(steps)], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true", PYTHONSAFEPATH: "1" },
  });
  const ended = once(training, "exit") as Promise<[number]>;
  const errors = text(training.stderr);
  const lines = createInterface({ input: training.stdout });
  const [runId] = (await once(lines, "line")) as [string];

  const store = await openStore(uri);
  t.after(() => store.close());
  const written = { tags: 0, runs: 0, versions: 0 };
  let isTraining = true;
  void ended.then(() => (isTraining = false));
  await store.createRegisteredModel({ name: "model" });
  while (isTraining) {
    await store.setTag(runId, `ours ${written.tags++}`, "v");
    await store.setExperimentTag("0", "count", String(written.tags));
    await store.createRun({ experimentId: "0", runName: `ours ${written.runs++}`, tags: { by: "lens" } });
    await store.createModelVersion({ name: "model", source: `/${written.versions++}`, runId });
  }

  const [code] = await ended;
  assert.equal(code, 0, await errors);
  assert.doesNotMatch(await errors, /locked|OperationalError|Retry/);
  const { tags, params, metrics, status } = await store.getRun(runId);
  const { steps: logged } = await store.getMetricHistory(runId, "loss");
  assert.deepEqual([...logged], [...Array(steps).keys()]);
  assert.equal(metrics["loss"]?.step, steps - 1);
  assert.equal(status, "FINISHED");
  const tens = steps / 10;
  assert.deepEqual(
    [keysWith(params, "param "), keysWith(tags, "theirs "), keysWith(tags, "ours ")],
    [tens, tens, written.tags],
  );
  assert.equal((await store.getExperiment("0")).tags["count"], String(written.tags));
  const runs = { experimentIds: ["0"] };
  assert.equal(await store.countRuns({ ...runs, filter: "tags.by = 'lens'" }), written.runs);
  assert.equal(
    await store.countRuns({ ...runs, filter: `tags.mlflow.parentRunId = '${runId}' AND metrics.b = 2` }),
    tens,
  );
  const { modelVersions } = await store.searchModelVersions({ filter: "name = 'model'", orderBy: ["version_number"] });
  assert.deepEqual(
    modelVersions.map(({ version, source }) => [version, source]),
    [...Array(written.versions).keys()].map((index) => [String(index + 1), `/${index}`]),
  );
  t.diagnostic(`meanwhile written here: ${JSON.stringify(written)}`);
});

function keysWith(pairs: Record<string, string>, prefix: string): number {
  return Object.keys(pairs).filter((key) => key.startsWith(prefix)).length;
}
