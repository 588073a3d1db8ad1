import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunTest } from "../../../src/protocol/runs.ts";
import { fulfils, toMlflowFilter } from "../../../src/runs/rows/conditions.ts";

const now = Date.UTC(2026, 10, 25);
const values: Record<string, number | string> = {
  "metrics.loss": 0.5,
  "metrics.nan": NaN,
  "params.depth": "4",
  "params.name": "Résnet-50",
  "attributes.start_time": now - 2 * 86_400_000,
};
const holds = (...tests: RunTest[]) => fulfils([{ tests }], (column) => values[column], now);

test("conditions: between, one of, missing, regular expression, and or", () => {
  const cases: [RunTest[], boolean][] = [
    [[{ column: "metrics.loss", kind: "between", from: 0.5, to: 1 }], true],
    [[{ column: "metrics.loss", kind: "between", from: 0.6 }], false],
    [[{ column: "metrics.nan", kind: "between" }], false],
    [[{ column: "params.depth", kind: "between", to: 4 }], true],
    [[{ column: "params.name", kind: "between", to: 4 }], false],
    [[{ column: "params.depth", kind: "is", values: ["2", "4"] }], true],
    [[{ column: "params.gone", kind: "missing" }], true],
    [[{ column: "metrics.nan", kind: "missing" }], false],
    [[{ column: "params.gone", kind: "present" }], false],
    [[{ column: "params.name", kind: "contains", text: "NET" }], true],
    [[{ column: "params.name", kind: "matches", text: String.raw`net-\d+$` }], true],
    [[{ column: "params.name", kind: "matches", text: "(" }], false],
    [[{ column: "attributes.start_time", kind: "lastDays", days: 3 }], true],
    [[{ column: "attributes.start_time", kind: "lastDays", days: 1 }], false],
    [
      [
        { column: "metrics.loss", kind: "between", from: 1 },
        { column: "params.depth", kind: "is", values: ["4"] },
      ],
      true,
    ],
  ];
  for (const [tests, expected] of cases) assert.equal(holds(...tests), expected, JSON.stringify(tests));
});

test("every condition must hold", () => {
  const loss = { tests: [{ column: "metrics.loss", kind: "present" } as const] };
  const gone = { tests: [{ column: "params.gone", kind: "present" } as const] };
  assert.equal(
    fulfils([loss, gone], (column) => values[column], now),
    false,
  );
  assert.equal(
    fulfils([], () => undefined, now),
    true,
  );
});

test("what MLflow's grammar can say is carried over, and the rest is told", () => {
  const nameOf = (column: string) => (column === "duration" ? undefined : column);
  const carried = (filter: string, ...tests: RunTest[]) => {
    const conditions = tests.map((each) => ({ tests: [each] }));
    const { filter: text, left } = toMlflowFilter(filter, conditions, nameOf, now);
    return [text, left.length];
  };
  assert.deepEqual(carried("metrics.a > 1", { column: "metrics.loss", kind: "between", from: 0, to: 1 }), [
    "metrics.a > 1 and metrics.loss >= 0 and metrics.loss <= 1",
    0,
  ]);
  assert.deepEqual(carried("", { column: "params.depth", kind: "missing" }), ["params.depth IS NULL", 0]);
  assert.deepEqual(carried("", { column: "metrics.loss", kind: "missing" }), ["", 1]);
  assert.deepEqual(carried("", { column: "params.name", kind: "contains", text: "net" }), [
    "params.name ILIKE '%net%'",
    0,
  ]);
  assert.deepEqual(carried("", { column: "params.name", kind: "contains", text: "50%" }), ["", 1]);
  assert.deepEqual(carried("", { column: "params.name", kind: "is", values: ["it's"] }), ['params.name = "it\'s"', 0]);
  assert.deepEqual(carried("", { column: "params.name", kind: "is", values: ["a", "b"] }), ["", 1]);
  assert.deepEqual(carried("", { column: "params.name", kind: "matches", text: "a" }), ["", 1]);
  assert.deepEqual(carried("", { column: "duration", kind: "between", from: 1 }), ["", 1]);
});
