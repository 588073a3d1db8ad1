import assert from "node:assert/strict";
import { test } from "node:test";
import { parseTable, tablesOf } from "../../../src/run/files/loggedTable.ts";

test("a logged table is text in columns; a picture in it stays one", () => {
  const text = JSON.stringify({
    columns: ["question", "score", "image", 4],
    data: [
      ["Why?", 0.25, { type: "image", filepath: "table_images/t/1.png" }, null],
      [{ a: 1 }, true],
    ],
  });
  assert.deepEqual(parseTable(text), {
    columns: ["question", "score", "image", "4"],
    rows: [
      ["Why?", "0.25", { image: "table_images/t/1.png" }, ""],
      ['{"a":1}', "true", "", ""],
    ],
    total: 2,
  });
});

test("a table is shown to its 500th row, and tells how many it has", () => {
  const { rows, total } = parseTable(
    JSON.stringify({ columns: ["n"], data: Array.from({ length: 600 }, (_, i) => [i]) }),
  );
  assert.deepEqual([rows.length, total], [500, 600]);
});

test("what is no table is refused", () => {
  assert.throws(() => parseTable("[1, 2]"), /no columns/);
  assert.throws(() => parseTable("null"), /no columns/);
});

test("the tag of logged artifacts names the tables once each, whatever else is in it", () => {
  const tag = JSON.stringify([
    { path: "a.json", type: "table" },
    { path: "a.json", type: "table" },
    { path: "b.parquet", type: "table" },
    { path: "c.png", type: "image" },
    null,
  ]);
  assert.deepEqual(tablesOf(tag), ["a.json"]);
  assert.deepEqual([tablesOf("{broken"), tablesOf("{}"), tablesOf(undefined)], [[], [], []]);
});
