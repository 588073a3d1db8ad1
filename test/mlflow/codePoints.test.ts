import assert from "node:assert/strict";
import { test } from "node:test";
import { codePointCount, compareCodePoints, firstCodePoints } from "../../src/mlflow/codePoints.ts";

test("texts are ordered by code point, where JavaScript orders by UTF-16 unit", () => {
  // U+FB01 is below U+1F600, but its unit is above the surrogates that stand for it.
  const ordered = ["", "A", "a", "a b", "aa", "é", "\ufb01", "\uffff", "😀", "😀a", "😁"];
  assert.deepEqual([...ordered].reverse().sort(compareCodePoints), ordered);
  assert.notDeepEqual([...ordered].reverse().sort(), ordered);
});

test("a pair of surrogates is one code point, a lone one too", () => {
  for (const [text, count] of [
    ["", 0],
    ["abc", 3],
    ["a😀b", 3],
    ["\ud83d", 1],
    ["\ude00\ud83d", 2],
  ] as const) {
    assert.equal(codePointCount(text), count, JSON.stringify(text));
  }
});

test("a text is cut between code points", () => {
  assert.equal(firstCodePoints("a😀b", 2), "a😀");
  assert.equal(firstCodePoints("a😀b", 1), "a");
  assert.equal(firstCodePoints("a😀b", 9), "a😀b");
});
