import assert from "node:assert/strict";
import { test } from "node:test";
import { runsInCircles } from "../../src/mlflow/nesting.ts";

const cases: [what: string, parents: Record<string, string>, inCircles: string[]][] = [
  ["no run is nested", {}, []],
  ["a child and its child", { b: "a", c: "b" }, []],
  ["a run that is its own parent, and its child", { a: "a", b: "a" }, ["a"]],
  ["two that are each other's parents", { a: "b", b: "a" }, ["a", "b"]],
  [
    "three in a circle, told from what leads into it",
    { x: "y", y: "b", a: "b", b: "c", c: "a", z: "c" },
    ["a", "b", "c"],
  ],
  ["two circles", { a: "b", b: "a", c: "d", d: "e", e: "c" }, ["a", "b", "c", "d", "e"]],
  ["a parent that does not match", { a: "gone", b: "a" }, []],
];

for (const [what, parents, inCircles] of cases) {
  test(`in circles: ${what}`, () => {
    for (const entries of [Object.entries(parents), Object.entries(parents).reverse()])
      assert.deepEqual([...runsInCircles(new Map(entries))].sort(), inCircles);
  });
}

test("a chain of a hundred thousand runs, and as many in one circle, are gone through once", () => {
  const length = 100_000;
  const chain = new Map(Array.from({ length }, (_, i) => [String(i), String(i + 1)]));
  assert.equal(runsInCircles(chain).size, 0);
  assert.equal(runsInCircles(chain.set(String(length), "0")).size, length + 1);
});
