import assert from "node:assert/strict";
import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { readLatest } from "../../../../src/mlflow/file/metrics/latest.ts";
import { madeFolder } from "../../madeFolder.ts";

function latest(text: string, isRunning = false) {
  return readLatest(join(madeFolder({ m: text }), "m"), isRunning);
}

describe("the latest value is the largest of all lines by step, time and value", () => {
  const cases: { fact: string; text: string; value: number }[] = [
    { fact: "steps that rise", text: "1 0.1 0\n2 0.2 1\n3 0.3 2\n", value: 0.3 },
    { fact: "steps out of order", text: "3 0.3 2\n1 0.1 0\n2 0.2 1\n", value: 0.3 },
    { fact: "the same step, the later time", text: "2 0.2 1\n1 0.9 1\n", value: 0.2 },
    { fact: "the same step and time, the larger value", text: "1 0.5 1\n1 0.9 1\n1 0.7 1\n", value: 0.9 },
    { fact: "nothing is greater than a NaN that came first", text: "1 nan 0\n1 2 0\n", value: NaN },
    { fact: "a NaN is greater than nothing", text: "1 2 0\n1 nan 0\n1 1 0\n", value: 2 },
    { fact: "negative steps", text: "1 0.1 -2\n2 0.2 -1\n", value: 0.2 },
    { fact: "no steps at all", text: "1 0.1\n2 0.2\n", value: 0.2 },
    { fact: "infinity", text: "1 inf 0\n1 5 0\n", value: Infinity },
  ];
  for (const { fact, text, value } of cases) test(fact, () => assert.equal(latest(text).latest?.value, value));
});

test("a file without a point has no latest value, and a problem", () => {
  assert.deepEqual(pick(latest("")), { latest: undefined, problem: "it is empty" });
});

test("a line that MLflow would fail on is told, and the others count", () => {
  assert.deepEqual(pick(latest("1 0.1 0\n\n2 0.2 1\n")), {
    latest: { timestamp: 2, value: 0.2, step: 1 },
    problem: "line 2 is empty",
  });
});

test("a last line cut short is a problem only where nobody may be writing it", () => {
  assert.equal(latest("1 0.1 0\n17").problem, "line 2 has 1 field");
  assert.equal(latest("1 0.1 0\n17", true).problem, undefined);
  assert.equal(latest("17\n1 0.1 0", true).problem, "line 1 has 1 field");
});

function pick({ latest, problem }: ReturnType<typeof readLatest>) {
  return { latest, problem };
}

describe("a long file", () => {
  const lines = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => `${1_700_000_000_000 + from + i} ${(from + i) / 7} ${from + i}\n`).join(
      "",
    );

  test("is read on from where it ended", () => {
    const path = join(madeFolder({ m: lines(0, 5000) }), "m");
    const first = readLatest(path, true);
    assert.equal(first.latest?.step, 4999);
    appendFileSync(path, lines(5000, 5010));
    const second = readLatest(path, true, first.continuation);
    assert.equal(second.latest?.step, 5009);
    assert.equal(second.continuation?.lines, 5010);
    assert.deepEqual(second, readLatest(path, true));
  });

  test("with a line half written is read on from its start", () => {
    const path = join(madeFolder({ m: lines(0, 5000) + "1800000000000 1." }), "m");
    const first = readLatest(path, true);
    appendFileSync(path, "5 9000\n");
    assert.deepEqual(readLatest(path, true, first.continuation).latest, {
      timestamp: 1_800_000_000_000,
      value: 1.5,
      step: 9000,
    });
  });

  test("that was written anew is read anew", () => {
    const path = join(madeFolder({ m: lines(0, 5000) }), "m");
    const { continuation } = readLatest(path, false);
    writeFileSync(path, lines(100, 6000).replace(/ 5999\n$/, " 7\n"));
    assert.equal(readLatest(path, false, continuation).latest?.step, 5998);
    writeFileSync(`${path}.new`, lines(0, 7000));
    renameSync(`${path}.new`, path);
    assert.equal(readLatest(path, false, continuation).latest?.step, 6999);
  });

  test("with a line longer than all memory for lines tells so, and is read to its end", () => {
    const { latest: found, problem } = latest(`${lines(0, 2000)}${"x".repeat(3 << 20)}\n${lines(2000, 2001)}`);
    assert.equal(found?.step, 2000);
    assert.match(problem ?? "", /^line 2001 has 1 field/);
  });
});
