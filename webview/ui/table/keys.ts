import type { TableRow } from "./model.ts";
import type { SelectionMove } from "./selection.ts";

/** What a key asks of a table. */
export type KeyAction =
  | { kind: "move"; move: SelectionMove }
  | { kind: "column"; column: number }
  | { kind: "fold" }
  | { kind: "open" }
  | { kind: "copy" }
  | { kind: "sort"; isAdded: boolean }
  | { kind: "headMenu" };

export interface KeyPlace {
  /** The row that the keyboard is on; −1 is the head. */
  readonly active: number;
  readonly column: number;
  readonly rowCount: number;
  /** How many rows a page is. */
  readonly page: number;
  readonly row: Pick<TableRow, "isUnfolded"> | undefined;
}

/** Of a KeyboardEvent. */
interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** As in VS Code's own lists and trees; `undefined` where the key means nothing here. */
export function keyAction(key: Key, place: KeyPlace): KeyAction | undefined {
  const isCommand = key.ctrlKey || key.metaKey;
  if (isCommand && key.key.toLowerCase() === "a") return { kind: "move", move: { kind: "all" } };
  if (isCommand && key.key.toLowerCase() === "c") return { kind: "copy" };
  if (place.active < 0) return inHead(key, place);
  const step = rowSteps(place)[key.key];
  if (step !== undefined) {
    const row = place.active + step;
    // Only the arrow leads into the head.
    const bounded = key.key === "ArrowUp" && !key.shiftKey ? row : Math.max(0, row);
    return {
      kind: "move",
      move: { kind: key.shiftKey ? "extend" : isCommand || bounded < 0 ? "move" : "select", row: bounded },
    };
  }
  switch (key.key) {
    case "ArrowLeft":
      if (place.column === 0 && place.row?.isUnfolded === true) return { kind: "fold" };
      return { kind: "column", column: place.column - 1 };
    case "ArrowRight":
      if (place.column === 0 && place.row?.isUnfolded === false) return { kind: "fold" };
      return { kind: "column", column: place.column + 1 };
    case " ":
      return { kind: "move", move: { kind: "toggle", row: place.active } };
    case "Enter":
      return { kind: "open" };
    case "Escape":
      return { kind: "move", move: { kind: "none" } };
  }
  return undefined;
}

function inHead(key: Key, { column }: KeyPlace): KeyAction | undefined {
  switch (key.key) {
    case "ArrowDown":
      return key.altKey ? { kind: "headMenu" } : { kind: "move", move: { kind: "move", row: 0 } };
    case "ArrowLeft":
      return { kind: "column", column: column - 1 };
    case "ArrowRight":
      return { kind: "column", column: column + 1 };
    case "Enter":
    case " ":
      return { kind: "sort", isAdded: key.shiftKey };
    case "F10":
      return key.shiftKey ? { kind: "headMenu" } : undefined;
    case "ContextMenu":
      return { kind: "headMenu" };
  }
  return undefined;
}

function rowSteps({ page, rowCount, active }: KeyPlace): Record<string, number> {
  return {
    ArrowUp: -1,
    ArrowDown: 1,
    PageUp: -page,
    PageDown: page,
    Home: -active,
    End: rowCount - 1 - active,
  };
}
