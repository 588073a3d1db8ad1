import assert from "node:assert/strict";
import { test } from "node:test";
import { type MetricHistory } from "../../src/mlflow/store.ts";
import { orderedByStep, thinHistory } from "../../src/mlflow/thinHistory.ts";

function history(points: readonly (readonly [step: number, value: number, timestamp?: number])[]): MetricHistory {
  return {
    steps: Float64Array.from(points, ([step]) => step),
    timestamps: Float64Array.from(points, ([step, , timestamp]) => timestamp ?? step * 1000),
    values: Float64Array.from(points, ([, value]) => value),
  };
}

const pointsOf = ({ steps, values }: MetricHistory) => Array.from(steps, (step, index) => [step, values[index]]);

test("a spike stays, whatever its bucket", () => {
  const points = Array.from({ length: 10_000 }, (_, step) => [step, step === 7777 ? 99 : Math.sin(step)] as const);
  const thinned = thinHistory(history(points), 100);
  assert.ok(thinned.steps.length <= 200);
  assert.equal(Math.max(...thinned.values), 99);
  assert.deepEqual(
    [...thinned.steps],
    [...thinned.steps].sort((a, b) => a - b),
  );
});

test("a history of few points is answered as it is", () => {
  const few = history([
    [0, 1],
    [1, 2],
  ]);
  assert.equal(thinHistory(few, 1), few);
});

test("NaN is kept only where a bucket has nothing else", () => {
  const points = [
    [0, NaN],
    [1, 5],
    [2, NaN],
    [30, NaN],
    [31, NaN],
    [32, NaN],
  ] as const;
  assert.deepEqual(pointsOf(thinHistory(history(points), 2)), [
    [1, 5],
    [30, NaN],
  ]);
});

test("a NaN that its bucket has other values beside is told apart from the points", () => {
  const points = [
    [0, NaN],
    [1, 5],
    [2, NaN],
    [30, 7],
    [31, 8],
    [32, 9],
  ] as const;
  const { nans } = thinHistory(history(points), 2);
  assert.deepEqual(nans, { steps: Float64Array.of(0), timestamps: Float64Array.of(0) });
  assert.equal("nans" in thinHistory(history(points.slice(3)), 1), false);
});

test("points that are all at one step become two", () => {
  const points = [3, 1, 2, 5, 4].map((value) => [7, value] as const);
  assert.deepEqual(pointsOf(thinHistory(history(points), 2)), [
    [7, 1],
    [7, 5],
  ]);
});

test("the infinite are the extremes of their bucket", () => {
  const points = [0, Infinity, 1, -Infinity, 2].map((value, step) => [step, value] as const);
  assert.deepEqual(pointsOf(thinHistory(history(points), 1)), [
    [1, Infinity],
    [3, -Infinity],
  ]);
});

test("points are put in the order of steps, those of a step by time", () => {
  const points = [
    [2, 10, 5],
    [1, 20, 9],
    [1, 30, 3],
  ] as const;
  assert.deepEqual(pointsOf(orderedByStep(history(points))), [
    [1, 30],
    [1, 20],
    [2, 10],
  ]);
});
