import { type GridElement, headRows, rowHeight } from "./grid.ts";
import { Head } from "./head.ts";
import type { ColumnCells, Span, TableColumn, TableRow, TableWindow } from "./model.ts";
import type { Selection } from "./selection.ts";
import type { WindowCache } from "./windowCache.ts";

/** What is drawn. */
export interface TableLook<Row extends TableRow> {
  readonly label: string;
  readonly rowCount: number;
  /** Pinned ones first. */
  readonly columns: readonly TableColumn[];
  readonly cache: WindowCache<Row>;
  readonly selection: Selection;
  /** The column that the keyboard is in. */
  readonly activeColumn: number;
  /** Draws a cell that is more than text; answers whether it did. */
  readonly drawCell: ((cell: HTMLElement, row: Row, column: TableColumn) => boolean) | undefined;
}

/** The elements of a table: draws what is in sight, and tells what lies where. */
export class TableView<Row extends TableRow> {
  readonly element = document.createElement("lens-table") as GridElement;
  #look: TableLook<Row>;
  /** What the cells in sight were drawn from. */
  #shown: { start: number; window: TableWindow<Row> } = { start: 0, window: { rows: [], cells: {} } };
  #rowsInView: Span = { start: 0, end: 0 };
  readonly #heads = new Map<string, Head>();
  /** What a cell shows already, so that it is left alone. */
  readonly #drawn = new WeakMap<Element, string>();
  readonly #onError: (error: unknown) => void;

  constructor(look: TableLook<Row>, onError: (error: unknown) => void) {
    this.#look = look;
    this.#onError = onError;
    const { element } = this;
    // Rows have levels and unfold.
    element.setAttribute("role", "treegrid");
    element.setAttribute("aria-multiselectable", "true");
    element.setDataListener((x0, y0, x1, y1) => this.#read({ start: x0, end: x1 }, { start: y0, end: y1 }), {
      column_classes: true,
    } as const);
    element.addStyleListener(() => this.#paint());
  }

  /** Draws another look; what it shares with the one before stays. */
  show(look: TableLook<Row>): void {
    const before = this.#look;
    this.#look = look;
    const { element } = this;
    if (before.columns !== look.columns || this.#heads.size === 0) {
      element.setWidths(look.columns.map(({ width }) => width));
      for (const column of look.columns) {
        const head = this.#heads.get(column.id);
        if (head === undefined) this.#heads.set(column.id, new Head(column));
        else head.show(column);
      }
    }
    element.setAttribute("aria-label", look.label);
    element.setAttribute("aria-rowcount", String(look.rowCount + headRows));
    element.setAttribute("aria-colcount", String(look.columns.length));
    if (before.columns !== look.columns || before.cache !== look.cache || before.rowCount !== look.rowCount) {
      this.redraw();
    } else this.#paint();
  }

  redraw(): void {
    this.element.draw({ invalid_viewport: true }).catch(this.#onError);
  }

  /** The row of an element in the table's body. */
  rowAt(target: EventTarget | null): { index: number; row: Row } | undefined {
    const cell = target instanceof Element ? target.closest<HTMLElement>("td, tbody th") : null;
    const y = cell === null ? undefined : this.#rowOf(cell);
    if (y === undefined) return undefined;
    const row = this.rowInSight(y);
    return row && { index: y, row };
  }

  /** A row that is drawn now. */
  rowInSight(index: number): Row | undefined {
    return this.#shown.window.rows[index - this.#shown.start];
  }

  /** How many rows are in sight, as last asked for. */
  get rowsInView(): Span {
    return this.#rowsInView;
  }

  /** The column of an element in head or body. */
  columnAt(target: EventTarget | null): number | undefined {
    const cell = target instanceof Element ? target.closest<HTMLElement>("td, th") : null;
    return cell === null ? undefined : this.#columnOf(cell);
  }

  /** The column whose own head the element is in. */
  headAt(target: EventTarget | null): TableColumn | undefined {
    const head = target instanceof Element ? target.closest("thead th") : null;
    if (head === null || head.querySelector(".head") === null) return undefined;
    const column = this.columnAt(head);
    return column === undefined ? undefined : this.#look.columns[column];
  }

  /** Where a menu of a column's head opens. */
  headElement(id: string): HTMLElement | undefined {
    return this.#heads.get(id)?.element;
  }

  async #read(columns: Span, rows: Span) {
    const { columns: all, cache, rowCount } = this.#look;
    const pinned = all.filter(({ isPinned }) => isPinned);
    const others = all.slice(pinned.length);
    const shown = others.slice(columns.start, columns.end);
    if (rows.end > rows.start) this.#rowsInView = rows;
    const span = { start: Math.min(rows.start, rowCount), end: Math.min(rows.end, rowCount) };
    const window = await cache.window(
      span,
      [...pinned, ...shown].map(({ id }) => id),
    );
    if (span.end > span.start || rowCount === 0) this.#shown = { start: span.start, window };
    const texts = ({ id }: TableColumn) => [...(window.cells[id]?.texts ?? [])];
    const pinnedTexts = pinned.map(texts);
    return {
      num_rows: rowCount,
      num_columns: others.length,
      row_height: rowHeight,
      num_row_headers: pinned.length,
      num_column_headers: headRows,
      merge_headers: "column" as const,
      row_headers: window.rows.map((_, row) => pinnedTexts.map((column) => column[row] ?? "")),
      // An empty group would join the one beside it.
      column_headers: shown.map((column) => [
        column.group || " ",
        this.#heads.get(column.id)?.element ?? "",
      ]) as string[][],
      data: shown.map(texts),
    };
  }

  #rowOf(cell: HTMLElement): number | undefined {
    const meta = this.element.getMeta(cell);
    return meta !== undefined && "y" in meta ? meta.y : undefined;
  }

  #columnOf(cell: HTMLElement): number | undefined {
    const meta = this.element.getMeta(cell);
    if (meta === undefined) return undefined;
    if (meta.type === "row_header" || meta.type === "corner") return meta.row_header_x;
    return meta.x === undefined ? undefined : meta.x + this.#pinnedCount;
  }

  get #pinnedCount(): number {
    return this.#look.columns.filter(({ isPinned }) => isPinned).length;
  }

  /** What regular-table leaves to us: what the cells look like, and what they are to a screen reader. */
  #paint(): void {
    const table = this.element.querySelector("table");
    const [head, body] = [table?.tHead, table?.tBodies[0]];
    if (!table || !head || !body) return;
    table.setAttribute("role", "presentation");
    for (const part of [head, body]) part.setAttribute("role", "rowgroup");
    [...head.rows].forEach((row, index) => this.#paintHeadRow(row, index));
    for (const row of body.rows) this.#paintRow(row);
  }

  #paintHeadRow(tr: HTMLTableRowElement, index: number): void {
    const { columns, selection, activeColumn } = this.#look;
    const isLeaf = index === headRows - 1;
    tr.setAttribute("role", "row");
    tr.setAttribute("aria-rowindex", String(index + 1));
    for (const th of tr.cells) {
      const place = this.#columnOf(th);
      const column = place === undefined ? undefined : columns[place];
      th.setAttribute("role", "columnheader");
      if (!isLeaf) {
        th.className = "group";
        th.setAttribute("aria-colspan", String(th.colSpan));
        continue;
      }
      if (place === undefined || column === undefined) continue;
      th.setAttribute("aria-colindex", String(place + 1));
      const isActive = selection.active < 0 && activeColumn === place;
      th.classList.toggle("active", isActive);
      th.classList.toggle("is-number", column.isNumber);
      th.classList.toggle("pinned", column.isPinned);
      th.classList.toggle("last-pinned", column.isPinned && columns[place + 1]?.isPinned !== true);
      if (isActive) this.#setActive(th);
      if (column.sort === undefined) th.removeAttribute("aria-sort");
      else th.setAttribute("aria-sort", column.sort.isAscending ? "ascending" : "descending");
      if (!column.isPinned) continue;
      // regular-table draws nothing over pinned columns: their heads go where it would have.
      const element = this.#heads.get(column.id)?.element;
      if (element !== undefined && element.parentElement !== th.firstElementChild) {
        th.firstElementChild?.replaceChildren(element);
      }
    }
  }

  #paintRow(tr: HTMLTableRowElement): void {
    const { columns, selection, activeColumn, drawCell } = this.#look;
    const first = tr.cells[0];
    const y = first === undefined ? undefined : this.#rowOf(first);
    const row = y === undefined ? undefined : this.rowInSight(y);
    // regular-table may keep a row below the last one, for the next scroll.
    tr.classList.toggle("stale", row === undefined);
    if (y === undefined || row === undefined) return;
    const isSelected = selection.keys.has(row.key);
    tr.classList.toggle("selected", isSelected);
    tr.classList.toggle("odd", y % 2 === 1);
    tr.setAttribute("role", "row");
    tr.setAttribute("aria-rowindex", String(y + headRows + 1));
    tr.setAttribute("aria-selected", String(isSelected));
    tr.setAttribute("aria-level", String(row.depth + 1));
    if (row.isUnfolded === undefined) tr.removeAttribute("aria-expanded");
    else tr.setAttribute("aria-expanded", String(row.isUnfolded));
    for (const cell of tr.cells) {
      const place = this.#columnOf(cell);
      const column = place === undefined ? undefined : columns[place];
      if (place === undefined || column === undefined) continue;
      const isActive = selection.active === y && activeColumn === place;
      cell.classList.toggle("active", isActive);
      if (isActive) this.#setActive(cell);
      else if (cell.id !== "") cell.removeAttribute("id");
      const cells = this.#shown.window.cells[column.id];
      const at = y - this.#shown.start;
      const state = `${column.id}\n${cells?.texts[at]}\n${cells?.titles?.[at]}\n${cells?.bars?.[at]}\n${place}\n${row.label}\n${row.isUnfolded}\n${row.key}`;
      // A cell that is drawn as text by regular-table lost what was drawn into it.
      if (this.#drawn.get(cell) === state && !(cell.firstElementChild === null && cell.classList.contains("rich"))) {
        continue;
      }
      this.#drawn.set(cell, state);
      paintCell(cell, column, place, cells, at, columns[place + 1]?.isPinned !== true);
      const isRich = drawCell?.(cell, row, column) ?? false;
      cell.classList.toggle("rich", isRich);
    }
  }

  #setActive(cell: HTMLElement): void {
    cell.id = "active-cell";
    this.element.setAttribute("aria-activedescendant", cell.id);
  }
}

function paintCell(
  cell: HTMLTableCellElement,
  column: TableColumn,
  place: number,
  cells: ColumnCells | undefined,
  at: number,
  isLastPinned: boolean,
): void {
  const text = cells?.texts[at] ?? "";
  cell.setAttribute("role", column.isPinned ? "rowheader" : "gridcell");
  cell.setAttribute("aria-colindex", String(place + 1));
  cell.classList.toggle("is-number", column.isNumber);
  cell.classList.toggle("missing", text === "–");
  cell.classList.toggle("pinned", column.isPinned);
  cell.classList.toggle("last-pinned", column.isPinned && isLastPinned);
  if (cell.firstElementChild !== null && !cell.classList.contains("rich")) cell.textContent = text;
  if (cell.classList.contains("rich")) cell.textContent = text;
  cell.title = cells?.titles?.[at] || text;
  const bar = cells?.bars?.[at] ?? -1;
  cell.classList.toggle("bar", bar >= 0);
  if (bar >= 0) cell.style.setProperty("--bar", `${bar}%`);
}
