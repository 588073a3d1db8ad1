import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type MetricHistory } from "../../../../src/mlflow/store.ts";
import { madeStore, type SchemaVersion } from "../madeStore.ts";

const run =
  "INSERT INTO runs (run_uuid, status, lifecycle_stage, experiment_id) VALUES ('r', 'FINISHED', 'active', 0);";

type Point = readonly [step: number | bigint, timestamp: number | bigint, value: number, isNan?: 1];

function logged(key: string, points: readonly Point[]): string {
  return points
    .map(
      ([step, timestamp, value, isNan = 0]) =>
        `INSERT INTO metrics (run_uuid, key, step, timestamp, value, is_nan) VALUES ('r', '${key}', ${step}, ${timestamp}, ${value}, ${isNan});`,
    )
    .join(" ");
}

const pointsOf = ({ steps, timestamps, values }: MetricHistory) =>
  Array.from(steps, (step, index) => [step, timestamps[index], values[index]]);

for (const sqlite of ["native", "sql.js"] as const) {
  describe(`histories, by ${sqlite}`, () => {
    for (const version of ["1.30", "2.22", "3.17"] satisfies SchemaVersion[]) {
      test(`a history is by timestamp, step and stored value, NaN as its stored 0, in MLflow ${version}`, async (t) => {
        const points: Point[] = [
          [5, 300, 1],
          [1, 200, 4],
          [0, 200, 9],
          [1, 200, 0, 1],
          [1, 200, -3],
        ];
        const { store } = await madeStore(t, version, {
          sqlite,
          fill: run + logged("m", points) + logged("other", points),
        });
        assert.deepEqual(pointsOf(await store.getMetricHistory("r", "m")), [
          [0, 200, 9],
          [1, 200, -3],
          [1, 200, NaN],
          [1, 200, 4],
          [5, 300, 1],
        ]);
      });
    }

    test("an unknown run or metric has an empty history", async (t) => {
      const { store } = await madeStore(t, "3.17", { sqlite, fill: run });
      assert.deepEqual(pointsOf(await store.getMetricHistory("r", "nothing")), []);
      assert.deepEqual(await store.getMetricHistories(["r", "x"], ["nothing"]), []);
    });

    test("numbers beyond 2^53 come as the nearest there is", async (t) => {
      const { store } = await madeStore(t, "3.17", {
        sqlite,
        fill: run + logged("m", [[9223372036854775807n, 9007199254740993n, 1]]),
      });
      assert.deepEqual(pointsOf(await store.getMetricHistory("r", "m")), [[2 ** 63, 9007199254740992, 1]]);
    });

    test("many points are all there, in steps of any sign", async (t) => {
      const fill = `${run} INSERT INTO metrics (run_uuid, key, step, timestamp, value, is_nan)
        SELECT 'r', 'm', value - 2500, 1000 + value, value, 0 FROM generate(5000);`;
      const { store } = await madeStore(t, "3.17", { sqlite, fill: withSeries(fill) });
      const { steps, values } = await store.getMetricHistory("r", "m");
      assert.equal(steps.length, 5000);
      assert.deepEqual([steps[0], steps[4999], values[4999]], [-2499, 2500, 5000]);
    });

    test("histories are by step, within the asked steps, thinned to what a chart can show", async (t) => {
      const fill = `${run} INSERT INTO metrics (run_uuid, key, step, timestamp, value, is_nan)
        SELECT 'r', 'm', value, 100000 - value, CASE value WHEN 777 THEN 99 ELSE value % 2 END, 0 FROM generate(1000);`;
      const { store } = await madeStore(t, "3.17", { sqlite, fill: withSeries(fill) });
      const [whole] = await store.getMetricHistories(["r"], ["m", "none"]);
      assert.deepEqual([whole?.total, whole?.steps[0], whole?.steps[999]], [1000, 1, 1000]);
      const [thin] = await store.getMetricHistories(["r"], ["m"], { buckets: 10, startStep: 500, endStep: 799 });
      assert.deepEqual([thin?.total, thin?.runId, thin?.key, thin?.isSketch], [300, "r", "m", undefined]);
      assert.ok((thin?.steps.length ?? 0) <= 20);
      assert.equal(Math.max(...(thin?.values ?? [])), 99);
    });

    test("a long history is sketched where that is allowed, a short one is not", async (t) => {
      const fill = `${run} INSERT INTO metrics (run_uuid, key, step, timestamp, value, is_nan)
          SELECT 'r', 'long', value * 10, value, value, 0 FROM generate(50000);
        INSERT INTO metrics (run_uuid, key, step, timestamp, value, is_nan)
          SELECT 'r', 'short', value, value, value, 0 FROM generate(500);`;
      const { store } = await madeStore(t, "3.17", { sqlite, fill: withSeries(fill) });
      const [long, short] = await store.getMetricHistories(["r"], ["long", "short"], { buckets: 100, sketch: true });
      assert.equal(long?.isSketch, true);
      assert.deepEqual([long?.total, long?.steps[0], long?.steps.at(-1)], [50_000, 10, 500_000]);
      assert.deepEqual([short?.isSketch, short?.total], [undefined, 500]);
    });
  });
}

/** SQLite has no series of numbers of its own everywhere. */
function withSeries(fill: string): string {
  return fill.replaceAll(
    /FROM generate\((\d+)\)/g,
    "FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < $1) SELECT value FROM n)",
  );
}
