import assert from "node:assert/strict";
import { test } from "node:test";
import { dumps, formatFloat, loads } from "../../src/mlflow/pythonJson.ts";

test("JSON is written as json.dumps writes it", () => {
  const cases: [unknown, string][] = [
    [{ a: [1, 2.5, null, true], b: {} }, '{"a": [1, 2.5, null, true], "b": {}}'],
    ['"\\\n\r\t\f\b\u0001/', '"\\"\\\\\\n\\r\\t\\f\\b\\u0001/"'],
    ["é\u{1f600}\u007f", '"\\u00e9\\ud83d\\ude00\\u007f"'],
    [[1e-5, 1e-7, 0.0001, 1e22, -0], "[1e-05, 1e-07, 0.0001, 1e+22, -0.0]"],
    [[NaN, Infinity, -Infinity], "[NaN, Infinity, -Infinity]"],
  ];
  for (const [value, text] of cases) assert.equal(dumps(value), text);
});

test("a float is written as Python's repr", () => {
  const cases: [number, string][] = [
    [2, "2.0"],
    [1.65e-6, "1.65e-06"],
    [1e16, "1e+16"],
    [123456.5, "123456.5"],
    [1e15, "1000000000000000.0"],
    [5e-324, "5e-324"],
    [1.7976931348623157e308, "1.7976931348623157e+308"],
  ];
  for (const [value, text] of cases) assert.equal(formatFloat(value), text);
});

test("Python's NaN and infinities are read, but not inside of texts", () => {
  assert.deepEqual(loads('{"a": [NaN, -Infinity, "NaN"]}'), { a: [NaN, -Infinity, "NaN"] });
});
