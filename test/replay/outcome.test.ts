import assert from "node:assert/strict";
import { test } from "node:test";
import { compareMetrics } from "../../src/replay/outcome.ts";

const metrics = (values: Record<string, number>) => ({
  metrics: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { value, timestamp: 0, step: 0 }])),
});

test("metrics of two runs are equal, differ, or are there only once; the machine's load counts for nothing", () => {
  const first = metrics({ same: 0.5, nan: NaN, infinite: -Infinity, zero: 0, other: 1, gone: 2, "system/cpu": 3 });
  const again = metrics({
    same: 0.5,
    nan: NaN,
    infinite: -Infinity,
    zero: -0,
    other: 1.0000001,
    fresh: 2,
    "system/cpu": 4,
  });
  assert.deepEqual(compareMetrics(first, again), {
    equal: ["same", "nan", "infinite", "zero"],
    different: ["other"],
    unmatched: ["gone", "fresh"],
  });
});
