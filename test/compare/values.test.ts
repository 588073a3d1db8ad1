import assert from "node:assert/strict";
import { test } from "node:test";
import { datasetRows, metricRows, paramRows, tagRows, type ReadRun } from "../../src/compare/values.ts";
import type { Run } from "../../src/mlflow/entities.ts";

function run(parts: Partial<Run>): Run {
  return {
    ...{ runId: "r", runName: "r", experimentId: "0", status: "FINISHED", lifecycleStage: "active" },
    ...{ params: {}, tags: {}, metrics: {}, datasets: [], modelInputs: [], modelOutputs: [] },
    ...parts,
  };
}
const metrics = (values: Record<string, number>): Run =>
  run({
    metrics: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { value, step: 3, timestamp: 0 }])),
  });

test("rows are the keys of all runs; missing is another than any value", () => {
  assert.deepEqual(paramRows([run({ params: { depth: "2", a10: "x" } }), run({ params: { depth: "2", a9: "" } })]), [
    { key: "a9", cells: [null, ""], differs: true },
    { key: "a10", cells: ["x", null], differs: true },
    { key: "depth", cells: ["2", "2"], differs: false },
  ]);
});

test("keys that JavaScript means something by are keys like others", () => {
  const rows = paramRows([run({ params: { constructor: "a" } }), run({})]);
  assert.deepEqual(rows, [{ key: "constructor", cells: ["a", null], differs: true }]);
});

test("a run that could not be read makes no difference", () => {
  const runs: ReadRun[] = [run({ params: { depth: "2" } }), undefined];
  assert.deepEqual(paramRows(runs), [{ key: "depth", cells: ["2", null], differs: false }]);
});

test("a long text is cut, and told apart by what is cut off", () => {
  const [row] = paramRows([
    run({ params: { p: `${"x".repeat(5_000)}a` } }),
    run({ params: { p: `${"x".repeat(5_000)}b` } }),
  ]);
  assert.equal(row?.differs, true);
  assert.equal(row?.cells[0], `${"x".repeat(1_000)}…`);
});

test("metrics: NaN is as NaN, 0 as -0, and infinite is another than missing", () => {
  const rows = metricRows([metrics({ nan: NaN, zero: 0, inf: Infinity, x: 1 }), metrics({ nan: NaN, zero: -0, x: 2 })]);
  assert.deepEqual(rows.keys, ["inf", "nan", "x", "zero"]);
  assert.deepEqual(rows.differs, [true, false, true, false]);
  assert.deepEqual([...rows.present], [1, 0, 1, 1, 1, 1, 1, 1]);
  assert.deepEqual([...rows.values], [Infinity, 0, NaN, NaN, 1, 2, 0, -0]);
  assert.equal(rows.steps[0], 3);
});

test("tags: users' own first, without those that other rows show", () => {
  const tags = { "mlflow.note.content": "n", team: "a", "mlflow.runName": "r", "mlflow.source.git.commit": "c" };
  assert.deepEqual(
    tagRows([run({ tags })]).map(({ key }) => key),
    ["team", "mlflow.note.content"],
  );
});

test("datasets: a row for each use, their digests in the cells", () => {
  const dataset = (digest: string) => ({ name: "iris", digest, tags: { "mlflow.data.context": "training" } });
  assert.deepEqual(datasetRows([run({ datasets: [dataset("a"), dataset("b")] }), run({ datasets: [dataset("a")] })]), [
    { key: "iris (training)", cells: ["a, b", "a"], differs: true },
  ]);
});
