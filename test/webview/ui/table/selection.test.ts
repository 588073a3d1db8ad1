import assert from "node:assert/strict";
import { test } from "node:test";
import { keyAction, type KeyPlace } from "../../../../webview/ui/table/keys.ts";
import { moved, nothingSelected, type Selection, type SelectionMove } from "../../../../webview/ui/table/selection.ts";

const rows = ["a", "b", "c", "d", "e"];
const keysOf = async (first: number, last: number) => rows.slice(first, last + 1);
const after = async (...moves: SelectionMove[]) => {
  let selection: Selection = nothingSelected;
  for (const move of moves) selection = await moved(selection, move, rows.length, keysOf);
  return { keys: [...selection.keys], active: selection.active };
};

test("a selection moves as in VS Code's lists", async () => {
  assert.deepEqual(await after({ kind: "select", row: 2 }), { keys: ["c"], active: 2 });
  assert.deepEqual(await after({ kind: "select", row: 1 }, { kind: "extend", row: 3 }), {
    keys: ["b", "c", "d"],
    active: 3,
  });
  assert.deepEqual(await after({ kind: "select", row: 3 }, { kind: "extend", row: 4 }, { kind: "extend", row: 1 }), {
    keys: ["b", "c", "d"],
    active: 1,
  });
  assert.deepEqual(await after({ kind: "select", row: 0 }, { kind: "toggle", row: 2 }, { kind: "toggle", row: 0 }), {
    keys: ["c"],
    active: 0,
  });
  assert.deepEqual(await after({ kind: "all" }), { keys: rows, active: 0 });
  assert.deepEqual(await after({ kind: "all" }, { kind: "none" }), { keys: [], active: 0 });
  assert.deepEqual(await after({ kind: "select", row: 99 }), { keys: ["e"], active: 4 });
  assert.deepEqual(await after({ kind: "select", row: 1 }, { kind: "move", row: -1 }), { keys: ["b"], active: -1 });
});

test("keys mean in a table what they mean in VS Code's lists", () => {
  const place: KeyPlace = { active: 3, column: 0, rowCount: 10, page: 4, row: {} };
  const press = (key: string, change: Partial<KeyPlace> = {}, held = {}) =>
    keyAction(
      { key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held },
      { ...place, ...change },
    );
  const cases: [ReturnType<typeof press>, ReturnType<typeof press>][] = [
    [press("ArrowDown"), { kind: "move", move: { kind: "select", row: 4 } }],
    [press("ArrowUp", { active: 0 }), { kind: "move", move: { kind: "move", row: -1 } }],
    [press("PageUp"), { kind: "move", move: { kind: "select", row: 0 } }],
    [press("End"), { kind: "move", move: { kind: "select", row: 9 } }],
    [press("ArrowDown", {}, { shiftKey: true }), { kind: "move", move: { kind: "extend", row: 4 } }],
    [press("ArrowDown", {}, { ctrlKey: true }), { kind: "move", move: { kind: "move", row: 4 } }],
    [press(" "), { kind: "move", move: { kind: "toggle", row: 3 } }],
    [press("a", {}, { ctrlKey: true }), { kind: "move", move: { kind: "all" } }],
    [press("c", {}, { metaKey: true }), { kind: "copy" }],
    [press("Enter"), { kind: "open" }],
    [press("ArrowRight", { row: { isUnfolded: false } }), { kind: "fold" }],
    [press("ArrowRight", { row: { isUnfolded: true } }), { kind: "column", column: 1 }],
    [press("ArrowLeft", { row: { isUnfolded: true } }), { kind: "fold" }],
    [press("Enter", { active: -1 }, { shiftKey: true }), { kind: "sort", isAdded: true }],
    [press("F10", { active: -1 }, { shiftKey: true }), { kind: "headMenu" }],
    [press("F10", {}, { shiftKey: true }), undefined],
    [press("x"), undefined],
  ];
  for (const [found, expected] of cases) assert.deepEqual(found, expected);
});
