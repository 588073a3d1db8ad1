import assert from "node:assert/strict";
import { test } from "node:test";
import { categoryStrength, rankCorrelation } from "../../../webview/runs/charts/statistics.ts";

const near = (found: number | undefined, expected: number) =>
  assert.ok(found !== undefined && Math.abs(found - expected) < 1e-9, String(found));

test("a rank correlation sees any rise, shares ties and leaves out what is no number", () => {
  near(rankCorrelation([1, 2, 3, 4], [1, 10, 100, 1000])?.value, 1);
  near(rankCorrelation([1, 2, 3, 4], [9, 5, 1, 0])?.value, -1);
  // scipy.stats.spearmanr([1, 2, 2, 3], [1, 3, 2, 4]) answers 0.9486832980505139.
  near(rankCorrelation([1, 2, 2, 3], [1, 3, 2, 4])?.value, 0.9486832980505139);
  assert.deepEqual(rankCorrelation([1, NaN, 2, 3], [1, 5, 2, 3])?.count, 3);
  assert.equal(rankCorrelation([1, 1, 1], [1, 2, 3]), undefined);
  assert.equal(rankCorrelation([1, 2], [1, 2]), undefined);
});

test("categories explain ranks by how far apart they are", () => {
  near(categoryStrength(["a", "a", "b", "b"], [1, 2, 3, 4])?.value, Math.sqrt(4 / 5));
  near(categoryStrength(["a", "b", "a", "b"], [1, 1, 2, 2])?.value, 0);
  assert.equal(categoryStrength(["a", "b", "c"], [1, 2, 3]), undefined, "a category for each run");
  assert.equal(categoryStrength(["a", "a", "a"], [1, 2, 3]), undefined, "one category");
});
