import type { ColumnCells, TableColumn, TableRow } from "./model.ts";

/** Draws a cell that is more than text; answers whether it did. */
export type DrawCell<Row extends TableRow> = (cell: HTMLElement, row: Row, column: TableColumn) => boolean;

/** What a cell stands for. */
export interface CellPlace<Row extends TableRow> {
  readonly column: TableColumn;
  /** The column's place in the table. */
  readonly place: number;
  readonly isLastPinned: boolean;
  /** Absent while they have not come. */
  readonly cells: ColumnCells | undefined;
  /** The cell's place among them. */
  readonly at: number;
  readonly row: Row;
}

/** What the elements show already: a table that is scrolled changes thousands, and tells each only what is new. */
const painted = new WeakMap<Element, CellPlace<TableRow> & { title: string; isRich: boolean }>();

/** Has a cell, whose text regular-table wrote, look like what it stands for. */
export function paintCell<Row extends TableRow>(
  cell: HTMLTableCellElement,
  now: CellPlace<Row>,
  drawCell: DrawCell<Row> | undefined,
): void {
  const { column, place, isLastPinned, cells, at, row } = now;
  const before = painted.get(cell);
  const isSamePlace = before?.column === column && before.place === place;
  // A cell that regular-table drew as text lost what was drawn into it.
  const isWhole = before?.isRich !== true || cell.firstElementChild !== null;
  if (isSamePlace && before.cells === cells && before.at === at && before.row === row && isWhole) return;
  if (!isSamePlace || before.isLastPinned !== isLastPinned) {
    cell.setAttribute("role", column.isPinned ? "rowheader" : "gridcell");
    cell.setAttribute("aria-colindex", String(place + 1));
    cell.classList.toggle("is-number", column.isNumber);
    cell.classList.toggle("pinned", column.isPinned);
    cell.classList.toggle("last-pinned", isLastPinned);
  }
  const text = cells?.texts[at] ?? "";
  const title = cells?.titles?.[at] || text;
  const isRich = drawCell?.(cell, row, column) ?? false;
  if (isRich !== (before?.isRich ?? false)) cell.classList.toggle("rich", isRich);
  if (!isRich) {
    if (cell.firstElementChild !== null) cell.textContent = text;
    if (before?.title !== title || before.isRich) cell.title = title;
    if (before?.isRich === true) cell.ariaLabel = null;
  }
  cell.classList.toggle("missing", text === "–");
  const bar = cells?.bars?.[at] ?? -1;
  if (bar >= 0 || cell.classList.contains("bar")) {
    cell.classList.toggle("bar", bar >= 0);
    cell.style.setProperty("--bar", `${bar}%`);
  }
  // Both are drawn by the style sheet: regular-table writes the cell's text again and again.
  const second = column.showsSeconds === true ? (cells?.seconds?.[at] ?? "") : "";
  if (second !== "") cell.dataset.second = second;
  else if (cell.dataset.second !== undefined) delete cell.dataset.second;
  cell.classList.toggle("has-best", cells?.best !== undefined);
  cell.classList.toggle("best", cells?.best?.[at] === true);
  painted.set(cell, { ...now, title, isRich });
}
