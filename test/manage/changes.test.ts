import assert from "node:assert/strict";
import { test } from "node:test";
import { applyAll, reverted, type Change } from "../../src/manage/changes/change.ts";
import { namesByPattern } from "../../src/manage/changes/namePattern.ts";

const change = (name: string, apply: () => Promise<unknown>): Change => ({ name, apply, revert: apply });

test("each of many is tried, and each refusal is kept with its name", async () => {
  const outcome = await applyAll(
    Array.from({ length: 20 }, (_, n) =>
      change(String(n), () => (n % 2 === 0 ? Promise.resolve() : Promise.reject(new Error(`no ${n}`)))),
    ),
  );
  assert.deepEqual(
    outcome.done.map(({ name }) => Number(name)),
    [0, 2, 4, 6, 8, 10, 12, 14, 16, 18],
  );
  assert.equal(outcome.failed.length, 10);
  assert.ok(outcome.failed.every(({ name, error }) => (error as Error).message === `no ${name}`));
  assert.equal(outcome.untried, 0);
});

test("what is cancelled ends between two writes, and says how many are left", async () => {
  const cancelled = new AbortController();
  const changes = Array.from({ length: 100 }, (_, n) =>
    change(String(n), () => {
      if (n === 30) cancelled.abort();
      return Promise.resolve();
    }),
  );
  const { done, untried } = await applyAll(changes, { signal: cancelled.signal });
  assert.ok(done.length > 30 && done.length < 50, String(done.length));
  assert.equal(done.length + untried, 100);
});

test("progress counts what has ended, whatever became of it", async () => {
  const counts: number[] = [];
  const changes = ["a", "b", "c"].map((name) => change(name, () => Promise.reject(new Error("no"))));
  await applyAll(changes, { onProgress: (finished) => counts.push(finished) });
  assert.deepEqual(counts, [1, 2, 3]);
});

test("changes are taken back the last one first", async () => {
  const order: string[] = [];
  const made = ["a", "b"].map((name) => ({
    name,
    apply: () => Promise.resolve(order.push(`+${name}`)),
    revert: () => Promise.resolve(order.push(`-${name}`)),
  }));
  await applyAll(made);
  await applyAll(reverted(made));
  assert.deepEqual(order, ["+a", "+b", "-b", "-a"]);
});

for (const [pattern, names, expected] of [
  ["{name}-old", ["a", "b"], ["a-old", "b-old"]],
  ["trial {n}", ["a", "b"], ["trial 1", "trial 2"]],
  ["same", ["a", "b"], ["same", "same"]],
  ["{name} {n} {name}", ["{n}", "$&"], ["{n} 1 {n}", "$& 2 $&"]],
] as const) {
  test(`the pattern ${pattern} makes ${expected.join(", ")}`, () => {
    assert.deepEqual(namesByPattern(pattern, names), expected);
  });
}

test("numbers have as many digits as the last one", () => {
  const names = namesByPattern("{n}", new Array<string>(10).fill("x"));
  assert.deepEqual([names[0], names[9]], ["01", "10"]);
});
