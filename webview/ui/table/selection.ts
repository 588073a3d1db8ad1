/** Which rows are selected, by key, and where the keyboard is. */
export interface Selection {
  readonly keys: ReadonlySet<string>;
  /** The row that the keyboard moves from; −1 is the head. */
  readonly active: number;
  /** Where a range that Shift extends begins. */
  readonly anchor: number;
}

export const nothingSelected: Selection = { keys: new Set(), active: 0, anchor: 0 };

/** What a click or a key does to the selection. */
export type SelectionMove =
  /** The row alone. */
  | { kind: "select"; row: number }
  /** The row in or out, all others as they are. */
  | { kind: "toggle"; row: number }
  /** From the anchor to the row. */
  | { kind: "extend"; row: number }
  /** Only where the keyboard is. */
  | { kind: "move"; row: number }
  | { kind: "all" }
  | { kind: "none" };

/**
 * The selection after a move.
 *
 * @param keysOf the keys of the rows from the first to the second, both included
 */
export async function moved(
  selection: Selection,
  move: SelectionMove,
  rowCount: number,
  keysOf: (first: number, last: number) => Promise<readonly string[]>,
): Promise<Selection> {
  if (move.kind === "none") return { ...selection, keys: new Set() };
  if (move.kind === "all") return { ...selection, keys: new Set(await keysOf(0, rowCount - 1)) };
  const row = Math.max(-1, Math.min(rowCount - 1, move.row));
  if (row < 0 || move.kind === "move") return { ...selection, active: row };
  if (move.kind === "extend") {
    const anchor = Math.max(0, Math.min(rowCount - 1, selection.anchor));
    const keys = new Set(await keysOf(Math.min(anchor, row), Math.max(anchor, row)));
    return { keys, active: row, anchor };
  }
  const [key] = await keysOf(row, row);
  if (key === undefined) return selection;
  if (move.kind === "select") return { keys: new Set([key]), active: row, anchor: row };
  const keys = new Set(selection.keys);
  if (!keys.delete(key)) keys.add(key);
  return { keys, active: row, anchor: row };
}
