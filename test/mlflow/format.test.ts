import assert from "node:assert/strict";
import { test } from "node:test";
import { formatAge, formatBytes, formatCount, formatDuration, formatNumber } from "../../src/mlflow/format.ts";

test("numbers have four significant digits, whole numbers all of theirs, and what is no number its sign", () => {
  const cases: [number, string][] = [
    [0.96734, "0.9673"],
    [0.1 + 0.2, "0.3"],
    [0, "0"],
    [-0.00001234, "-1.234E-5"],
    [5e-324, "5E-324"],
    [123456, "123,456"],
    [12345.678, "12,350"],
    [1e12, "1E12"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "∞"],
    [Number.NEGATIVE_INFINITY, "-∞"],
  ];
  for (const [value, expected] of cases) assert.equal(formatNumber(value, "en"), expected);
});

test("an age has one unit, and what was just now has none", () => {
  const now = Date.UTC(2026, 0, 31);
  const cases: [number, string][] = [
    [0, "now"],
    [59_999, "now"],
    [-5_000, "now"],
    [60_000, "1m"],
    [3_600_000 * 2.9, "2h"],
    [86_400_000 * 6, "6d"],
    [86_400_000 * 8, "1w"],
    [86_400_000 * 60, "8w"],
    [86_400_000 * 400, "1y"],
  ];
  for (const [age, expected] of cases) assert.equal(formatAge(now - age, "en", now), expected);
});

test("a duration has its two largest units", () => {
  const cases: [number, string][] = [
    [-3, "0ms"],
    [850, "850ms"],
    [3_140, "3.1s"],
    [192_000, "3m 12s"],
    [3_600_000, "1h"],
    [90_061_000, "1d 1h"],
  ];
  for (const [ms, expected] of cases) assert.equal(formatDuration(ms, "en"), expected);
});

test("sizes and counts are in the reader's own language", () => {
  assert.equal(formatBytes(1_430_000, "en"), "1.4 MB");
  assert.equal(formatBytes(12, "en"), "12B");
  assert.equal(formatBytes(1_430_000, "de"), "1,4 MB");
  assert.equal(formatCount(8412, "en"), "8,412");
});
