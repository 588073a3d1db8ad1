import assert from "node:assert/strict";
import { test } from "node:test";
import { groupedTree, nestedTree, summarize } from "../../../src/runs/rows/rowTree.ts";
import { sortRows } from "../../../src/runs/rows/sortRows.ts";

const parents: (number | undefined)[] = [undefined, 0, 0, 1, undefined, 6, 5];
const nested = (order: number[], isUnfolded: (row: number) => boolean) => {
  const tree = nestedTree(Int32Array.from(order), (row) => parents[row], isUnfolded);
  return [...tree.entries].map((row, at) => `${" ".repeat(tree.depths[at] ?? 0)}${row}`);
};

test("nested runs stand below their parents, whatever the order", () => {
  assert.deepEqual(
    nested([3, 2, 1, 4, 0], () => true),
    ["4", "0", " 2", " 1", "  3"],
  );
  assert.deepEqual(
    nested([3, 2, 1, 4, 0], () => false),
    ["4", "0"],
  );
  assert.deepEqual(
    nested([0, 1, 2, 3], (row) => row === 0),
    ["0", " 1", " 2"],
  );
});

test("runs that are nested in each other are not lost", () => {
  assert.deepEqual(
    nested([5, 6, 4], () => true),
    ["5", "6", "4"],
  );
});

test("groups stand in the order of their first run, and unfold", () => {
  const values = ["b", "a", undefined, "b"];
  const tree = groupedTree(
    Int32Array.of(0, 1, 2, 3),
    (row) => values[row],
    (value) => value === "b",
  );
  assert.deepEqual([...tree.entries], [-1, 0, 3, -2, -3]);
  assert.deepEqual([...tree.depths], [0, 1, 1, 0, 0]);
  assert.deepEqual(
    tree.groups.map(({ value, members }) => [value, members.length]),
    [
      ["b", 2],
      ["a", 1],
      [undefined, 1],
    ],
  );
});

test("a summary leaves out what is no finite number", () => {
  assert.deepEqual(summarize([1, 3, NaN, Infinity, undefined]), {
    count: 2,
    mean: 2,
    min: 1,
    max: 3,
    deviation: Math.SQRT2,
  });
  assert.deepEqual(summarize([undefined]), undefined);
});

test("rows are sorted by several keys; NaN and missing values come last whichever way", () => {
  const loss = [2, undefined, NaN, 1, 2];
  const name = ["b", "a", "a", "a", "a"];
  const rows = Int32Array.of(0, 1, 2, 3, 4);
  const by = (isAscending: boolean) => [
    { value: (row: number) => loss[row], isAscending },
    { value: (row: number) => name[row], isAscending: true },
  ];
  assert.deepEqual([...sortRows(rows, by(true))], [3, 4, 0, 2, 1]);
  assert.deepEqual([...sortRows(rows, by(false))], [4, 0, 3, 2, 1]);
});
