import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type FileStoreContext } from "../../../../src/mlflow/file/context.ts";
import { fileHistories } from "../../../../src/mlflow/file/metrics/reads.ts";
import { experimentMeta, folderStore, runMeta } from "../folderStore.ts";

function storeOf(metric: string): FileStoreContext & { path: string } {
  const store = folderStore({
    "7/meta.yaml": experimentMeta("7", "seven"),
    "7/abc/meta.yaml": runMeta("7", "abc"),
    "7/abc/metrics/m": metric,
  });
  return { ...store, path: join(store.root, "7", "abc", "metrics", "m") };
}

const points = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `${from + i} ${Math.sin((from + i) / 50)} ${from + i}\n`).join("");

test("a history is in the order of the file", async () => {
  const { getMetricHistory } = fileHistories(storeOf("2 0.5 1\n1 nan 0\n3 inf 1\n"));
  const { steps, timestamps, values } = await getMetricHistory("abc", "m");
  assert.deepEqual([...steps], [1, 0, 1]);
  assert.deepEqual([...timestamps], [2, 1, 3]);
  assert.deepEqual([...values], [0.5, NaN, Infinity]);
});

test("lines that MLflow would fail on are left out", async () => {
  const { getMetricHistory } = fileHistories(storeOf("1 0.5 0\n\nbad\n2 0.6 1\n"));
  assert.deepEqual([...(await getMetricHistory("abc", "m")).values], [0.5, 0.6]);
});

test("a metric that the run does not have is an empty history, a run that is not there an error", async () => {
  const { getMetricHistory } = fileHistories(storeOf("1 0.5 0\n"));
  assert.equal((await getMetricHistory("abc", "none")).steps.length, 0);
  await assert.rejects(getMetricHistory("xyz", "m"), {
    errorCode: "RESOURCE_DOES_NOT_EXIST",
    message: "Run 'xyz' not found",
  });
  await assert.rejects(getMetricHistory("abc", "../params/p"), { errorCode: "INVALID_PARAMETER_VALUE" });
});

test("what is appended to a long history is read on, and a line half written once it is whole", async () => {
  const store = storeOf(points(0, 30_000));
  const { getMetricHistory, forget } = fileHistories(store);
  assert.equal((await getMetricHistory("abc", "m")).steps.length, 30_000);
  appendFileSync(store.path, "30000 0.5 3");
  assert.equal((await getMetricHistory("abc", "m")).steps.at(-1), 3);
  appendFileSync(store.path, "0000\n");
  const { steps } = await getMetricHistory("abc", "m");
  assert.equal(steps.length, 30_001);
  assert.equal(steps.at(-1), 30_000);
  forget();
});

test("thinned histories keep the extremes and count all points within the asked steps", async () => {
  const { getMetricHistories, forget } = fileHistories(storeOf(`${points(0, 30_000)}30000 -9 500\n`));
  const [history] = await getMetricHistories(["abc"], ["none", "m"], { buckets: 10, startStep: 100, endStep: 1099 });
  assert.equal(history?.total, 1001);
  assert.ok(history.steps.length <= 20);
  assert.equal(Math.min(...history.values), -9);
  assert.equal(history.isSketch, undefined);
  forget();
});

test("a sketch is ordered, within the asked steps, near the true count, and made of true points", async () => {
  const { getMetricHistories } = fileHistories(storeOf(points(0, 200_000)));
  const [history] = await getMetricHistories(["abc"], ["m"], {
    buckets: 100,
    sketch: true,
    startStep: 50_000,
    endStep: 150_000,
  });
  assert.equal(history?.isSketch, true);
  assert.ok(Math.abs(history.total - 100_001) < 2_000, String(history.total));
  assert.ok(history.steps.length > 95 && history.steps.length <= 100);
  history.steps.forEach((step, i) => {
    assert.ok(step >= 49_990 && step <= 150_010 && step > (history.steps[i - 1] ?? -1));
    assert.equal(history.values[i], Math.sin(step / 50));
    assert.equal(history.timestamps[i], step);
  });
});

test("a history out of order is not sketched, but read", async () => {
  const { getMetricHistories, forget } = fileHistories(storeOf(points(100_000, 140_000) + points(0, 40_000)));
  const [history] = await getMetricHistories(["abc"], ["m"], { buckets: 100, sketch: true });
  assert.equal(history?.isSketch, undefined);
  assert.equal(history?.total, 80_000);
  forget();
});
