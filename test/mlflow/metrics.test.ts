import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bandOf, curveOf, nearestPoint, smooth, stepsWithin } from "../../src/mlflow/metrics.ts";

const numbers = (...values: number[]) => Float64Array.from(values);

describe("smoothing", () => {
  test("is TensorBoard's: an exponential mean whose bias is corrected", () => {
    // By hand, weight 0.5: 1; (0.5·0.5 + 0.5·2) / 0.75; (1.25·0.5 + 0.5·4) / 0.875.
    const smoothed = smooth(numbers(1, 2, 4), 0.5);
    assert.deepEqual([...smoothed], [1, 1.25 / 0.75, 2.625 / 0.875]);
  });

  test("begins at the first value, whatever the weight", () => {
    assert.ok(Math.abs(smooth(numbers(8, 9), 0.99)[0]! - 8) < 1e-12);
  });

  test("passes over NaN and infinities, which stay where they are", () => {
    const smoothed = smooth(numbers(1, NaN, 3, Infinity), 0.5);
    assert.deepEqual([...smoothed], [1, NaN, 1.75 / 0.75, Infinity]);
  });

  test("leaves a constant, and anything at weight 0, alone", () => {
    assert.deepEqual([...smooth(numbers(0.3, 0.3, 0.3), 0.9)], [0.3, 0.3, 0.3]);
    assert.deepEqual([...smooth(numbers(1, 2), 0)], [1, 2]);
  });
});

describe("a curve along an axis", () => {
  const history = { steps: numbers(0, 1, 2), timestamps: numbers(1_000, 3_000, 2_000), values: numbers(5, 6, 7) };

  test("by step", () => {
    assert.deepEqual([...curveOf(history, "step").x], [0, 1, 2]);
  });

  test("with the NaN that thinning left out", () => {
    const nans = { steps: numbers(4, 5), timestamps: numbers(5_000, 4_000) };
    assert.deepEqual([...(curveOf({ ...history, nans }, "step").nans ?? [])], [4, 5]);
    assert.deepEqual([...(curveOf({ ...history, nans }, "relative", 500).nans ?? [])], [3_500, 4_500]);
  });

  test("by time, in the order of time", () => {
    const curve = curveOf(history, "wall");
    assert.deepEqual([...curve.x], [1_000, 2_000, 3_000]);
    assert.deepEqual([...curve.y], [5, 7, 6]);
  });

  test("since the run's start, or since its first point", () => {
    assert.deepEqual([...curveOf(history, "relative", 500).x], [500, 1_500, 2_500]);
    assert.deepEqual([...curveOf(history, "relative").x], [0, 1_000, 2_000]);
  });

  test("the steps between two times, with a point more on either side", () => {
    assert.deepEqual(stepsWithin(history, "relative", { min: 900, max: 1_100 }, 1_000), { startStep: 1, endStep: 2 });
    assert.equal(stepsWithin(history, "wall", { min: 5_000, max: 6_000 }), undefined);
    assert.deepEqual(stepsWithin(history, "step", { min: 0.4, max: 1.6 }), { startStep: 0, endStep: 2 });
  });
});

describe("the band of a thinned curve", () => {
  test("has the smallest, the largest and the mean value of each column", () => {
    const band = bandOf({ x: numbers(0, 1, 2, 3, 4, 5, 6, 7), y: numbers(1, 9, 2, 8, 3, 7, 4, 6) }, 2);
    assert.deepEqual([...band.low], [1, 3]);
    assert.deepEqual([...band.high], [9, 7]);
    assert.deepEqual([...band.y], [5, 5]);
    assert.deepEqual([...band.x], [1.5, 5.5]);
  });

  test("keeps NaN and infinities as points of their own", () => {
    const band = bandOf({ x: numbers(0, 1, 2, 3), y: numbers(1, NaN, 3, Infinity) }, 1);
    assert.deepEqual([...band.y], [2, NaN]);
    assert.deepEqual([...band.low], [1, NaN]);
  });

  test("of points at one and the same x is one column", () => {
    assert.equal(bandOf({ x: numbers(3, 3, 3, 3), y: numbers(1, 2, 3, 4) }).x.length, 1);
  });
});

test("the nearest point to a place", () => {
  const x = numbers(0, 10, 20);
  assert.deepEqual(
    [-5, 4, 6, 99].map((wanted) => nearestPoint(x, wanted)),
    [0, 0, 1, 2],
  );
  assert.equal(nearestPoint(numbers(), 1), -1);
});
