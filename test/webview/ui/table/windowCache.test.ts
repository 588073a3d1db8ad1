import assert from "node:assert/strict";
import { test } from "node:test";
import type { Span } from "../../../../webview/ui/table/model.ts";
import { windowCache } from "../../../../webview/ui/table/windowCache.ts";

function source(rowCount: number) {
  const asked: string[] = [];
  let isBroken = false;
  const cache = windowCache(async ({ start, end }: Span, columns: readonly string[]) => {
    asked.push(`${start}-${end} ${columns.join(",")}`);
    if (isBroken) throw new Error("The store is busy.");
    const numbers = Array.from({ length: end - start }, (_, row) => start + row);
    const cells = Object.fromEntries(
      columns.map((id) => [id, { texts: numbers.map((row) => `${id}${row}`), titles: numbers.map(String) }]),
    );
    return { rows: numbers.map((row) => ({ key: `r${row}`, label: "", depth: 0 })), cells };
  }, rowCount);
  return { cache, asked, setBroken: (value: boolean) => (isBroken = value) };
}

test("a window is cut from blocks, and the next block is asked for ahead", async () => {
  const { cache, asked } = source(200);
  const window = await cache.window({ start: 60, end: 67 }, ["a"]);
  assert.deepEqual(
    window.rows.map(({ key }) => key),
    ["r60", "r61", "r62", "r63", "r64", "r65", "r66"],
  );
  assert.deepEqual(window.cells["a"]?.texts, ["a60", "a61", "a62", "a63", "a64", "a65", "a66"]);
  assert.deepEqual(window.cells["a"]?.titles?.[4], "64");
  assert.deepEqual(asked, ["0-64 a", "64-128 a", "128-192 a"]);
});

test("what was read is not asked for again; a column that comes into sight is, alone", async () => {
  const { cache, asked } = source(40);
  await cache.window({ start: 0, end: 20 }, ["a", "b"]);
  await cache.window({ start: 10, end: 40 }, ["b"]);
  await cache.window({ start: 0, end: 20 }, ["b", "c"]);
  assert.deepEqual(asked, ["0-40 a,b", "0-40 c"]);
});

test("what failed is asked again", async () => {
  const { cache, setBroken } = source(10);
  setBroken(true);
  await assert.rejects(cache.window({ start: 0, end: 5 }, ["a"]), /busy/);
  setBroken(false);
  assert.equal((await cache.window({ start: 0, end: 5 }, ["a"])).rows.length, 5);
});

test("a table without rows asks for none", async () => {
  const { cache, asked } = source(0);
  assert.deepEqual(await cache.window({ start: 0, end: 0 }, ["a"]), { rows: [], cells: {} });
  assert.deepEqual(asked, []);
});
