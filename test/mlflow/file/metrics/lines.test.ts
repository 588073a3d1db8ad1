import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type MetricPoint,
  parseNumber,
  parseOddLine,
  pythonFloat,
  pythonInt,
  readLines,
} from "../../../../src/mlflow/file/metrics/lines.ts";

function read(text: string): { points: MetricPoint[]; odd: string[] } {
  const bytes = Buffer.from(text);
  const points: MetricPoint[] = [];
  const odd: string[] = [];
  readLines(bytes, 0, bytes.length, {
    point: (timestamp, step, start, end) => points.push({ timestamp, step, value: parseNumber(bytes, start, end) }),
    odd: (line) => odd.push(line),
  });
  return { points, odd };
}

test("usual lines are read at once, all others one by one", () => {
  const { points, odd } = read("1 0.5 7\n2 -1e-07 -3\r\n3 4\nnan\n4 nan 1\n\n5 1 2 a b\n6 1.5 2");
  assert.deepEqual(points, [
    { timestamp: 1, value: 0.5, step: 7 },
    { timestamp: 2, value: -1e-7, step: -3 },
    { timestamp: 3, value: 4, step: 0 },
    { timestamp: 6, value: 1.5, step: 2 },
  ]);
  assert.deepEqual(odd, ["nan", "4 nan 1", "", "5 1 2 a b"]);
});

test("what lies behind the end of the text is not read", () => {
  const bytes = Buffer.from("1 0.5 789");
  let step: number | undefined;
  readLines(bytes, 0, 7, { point: (_, found) => (step = found), odd: () => assert.fail() });
  assert.equal(step, 7);
});

describe("numbers are exact to the last bit", () => {
  const texts = [
    "0.1",
    "0.30000000000000004",
    "123456789.123456789",
    "-0.0",
    "5.",
    ".5",
    "+7",
    "1e22",
    "1e23",
    "1.7976931348623157e308",
  ];
  texts.push(
    "5e-324",
    "2.2250738585072011e-308",
    "9007199254740993",
    "0.9999999999999999",
    "1E+5",
    "1e-7",
    "12345678901234567890",
    "1e400",
  );
  for (let i = 0; i < 300; i++) texts.push(String(Math.random() * 10 ** ((i % 40) - 20)));
  test("as JavaScript reads them", () => {
    for (const text of texts) {
      const bytes = Buffer.from(`1 ${text} 2`);
      assert.ok(Object.is(parseNumber(bytes, 2, 2 + text.length), Number(text)), text);
    }
  });
});

describe("Python's float()", () => {
  const cases: [string, number | undefined][] = [
    ["nan", NaN],
    ["NaN", NaN],
    ["-nan", NaN],
    ["inf", Infinity],
    ["-Infinity", -Infinity],
    ["+INF", Infinity],
    ["1_0", 10],
    ["1_000.5_0e1_0", 1000.5e10],
    [" 1 ", 1],
    ["1__0", undefined],
    ["_1", undefined],
    ["1_", undefined],
    ["0x10", undefined],
    ["", undefined],
    [".", undefined],
    ["1e", undefined],
    ["1.2.3", undefined],
    ["infinit", undefined],
    ["1,5", undefined],
  ];
  for (const [text, expected] of cases) test(JSON.stringify(text), () => assert.equal(pythonFloat(text), expected));
});

describe("Python's int()", () => {
  const cases: [string, number | undefined][] = [
    ["7", 7],
    ["-7", -7],
    ["+7", 7],
    ["1_000", 1000],
    ["1.0", undefined],
    ["", undefined],
    ["1e3", undefined],
  ];
  for (const [text, expected] of cases) test(JSON.stringify(text), () => assert.equal(pythonInt(text), expected));
});

describe("odd lines", () => {
  const cases: [string, MetricPoint | string][] = [
    ["1 2", { timestamp: 1, value: 2, step: 0 }],
    ["1 NaN 3", { timestamp: 1, value: NaN, step: 3 }],
    ["  1 2 3  ", { timestamp: 1, value: 2, step: 3 }],
    ["1 2 3 iris 4f", { timestamp: 1, value: 2, step: 3 }],
    ["1 2 3 my data set 4f", { timestamp: 1, value: 2, step: 3 }],
    ["", "is empty"],
    ["17", "has 1 field"],
    ["1 2 3 4", "has 4 fields"],
    ["1\t2\t3", "has 1 field"],
    ["x 2 3", 'has no time, but "x"'],
    ["1 y 3", 'has no number, but "y"'],
    ["1 2 z", 'has no step, but "z"'],
    ["1  2", 'has no number, but ""'],
  ];
  for (const [line, expected] of cases)
    test(JSON.stringify(line), () => assert.deepEqual(parseOddLine(line), expected));
});
