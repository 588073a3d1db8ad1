import { type GridElement, headRows, rowHeight } from "./grid.ts";
import { Head } from "./head.ts";
import type { ColumnCells, Span, TableColumn, TableRow, TableWindow } from "./model.ts";
import { type DrawCell, paintCell } from "./paintCell.ts";
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
  readonly drawCell: DrawCell<Row> | undefined;
}

/** Rows that were read to be drawn together, with the cells of those columns that came into sight with them. */
interface Slab<Row extends TableRow> {
  readonly cache: WindowCache<Row>;
  readonly columns: readonly TableColumn[];
  readonly span: Span;
  readonly rows: readonly Row[];
  readonly cells: Record<string, ColumnCells>;
}

/** A row of a slab. */
interface Place<Row extends TableRow> {
  readonly slab: Slab<Row>;
  readonly at: number;
}

/** The elements of a table: draws what is in sight, and tells what lies where. */
export class TableView<Row extends TableRow> {
  readonly element = document.createElement("lens-table") as GridElement;
  #look: TableLook<Row>;
  /** What was read last. It is drawn with the next frame: until then the elements show another. */
  #read: Slab<Row> | undefined;
  /** What the elements show. */
  #shown: Slab<Row> | undefined;
  /**
   * The rows that the elements were drawn from, by what regular-table keeps with each cell. Only so a row that stays in the
   * document while others are read is what it was.
   */
  readonly #places = new WeakMap<readonly unknown[], Place<Row>>();
  /** Whether everything has to be drawn anew. */
  #isDue = false;
  #rowsInView: Span = { start: 0, end: 0 };
  readonly #heads = new Map<string, Head>();
  /** The cell that the keyboard is in, while it is in sight. */
  #active: HTMLElement | undefined;
  readonly #onError: (error: unknown) => void;

  constructor(look: TableLook<Row>, onError: (error: unknown) => void) {
    this.#look = look;
    this.#onError = onError;
    const { element } = this;
    // Rows have levels and unfold.
    element.setAttribute("role", "treegrid");
    element.setAttribute("aria-multiselectable", "true");
    element.setDataListener((x0, y0, x1, y1) => this.#answer({ start: x0, end: x1 }, { start: y0, end: y1 }), {
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
    this.#isDue = true;
    // regular-table drops a draw that had to wait for two others, though these only scrolled.
    this.element.draw({ invalid_viewport: true }).then(() => {
      if (this.#isDue) this.redraw();
    }, this.#onError);
  }

  /** The row of an element in the table's body. */
  rowAt(target: EventTarget | null): { index: number; row: Row } | undefined {
    const cell = target instanceof Element ? target.closest<HTMLElement>("td, tbody th") : null;
    const place = cell === null ? undefined : this.#placeOf(cell);
    const row = place?.slab.rows[place.at];
    return place && row && { index: place.slab.span.start + place.at, row };
  }

  /** A row that is drawn now. */
  rowInSight(index: number): Row | undefined {
    return this.#shown?.rows[index - this.#shown.span.start];
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

  /** What regular-table asks for: cells of the columns that are not pinned, and of all pinned ones. */
  async #answer(columns: Span, rows: Span) {
    const look = this.#look;
    const { columns: all, cache, rowCount } = look;
    const pinned = all.filter(({ isPinned }) => isPinned);
    const others = all.slice(pinned.length);
    const shown = others.slice(columns.start, columns.end);
    const span = { start: Math.min(rows.start, rowCount), end: Math.min(rows.end, rowCount) };
    // Asked for no rows, it only wants to know how many there are, to draw everything.
    if (rows.end > rows.start) this.#rowsInView = rows;
    else this.#isDue = false;
    const window = await cache.window(
      span,
      [...pinned, ...shown].map(({ id }) => id),
    );
    const slab = this.#slabOf(look, span, window);
    const texts = ({ id }: TableColumn) => [...(window.cells[id]?.texts ?? [])];
    const pinnedTexts = pinned.map(texts);
    return {
      num_rows: rowCount,
      num_columns: others.length,
      row_height: rowHeight,
      num_row_headers: pinned.length,
      num_column_headers: headRows,
      merge_headers: "column" as const,
      row_headers: window.rows.map((_, at) => {
        const header = pinnedTexts.map((column) => column[at] ?? "");
        this.#places.set(header, { slab, at });
        return header;
      }),
      // An empty group would join the one beside it.
      column_headers: shown.map((column) => [
        column.group || " ",
        this.#heads.get(column.id)?.element ?? "",
      ]) as string[][],
      data: shown.map(texts),
    };
  }

  /** Columns that are read later, since there is room for them, belong to the rows that were read before. */
  #slabOf({ cache, columns }: TableLook<Row>, span: Span, { rows, cells }: TableWindow<Row>): Slab<Row> {
    const before = this.#read;
    const isSame =
      before?.cache === cache &&
      before.columns === columns &&
      before.span.start === span.start &&
      before.span.end === span.end;
    if (isSame) Object.assign(before.cells, cells);
    else this.#read = { cache, columns, span, rows, cells: { ...cells } };
    return this.#read!;
  }

  #placeOf(cell: HTMLElement): Place<Row> | undefined {
    const meta = this.element.getMeta(cell);
    return meta === undefined ? undefined : this.#places.get(meta.row_header);
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
    const [first] = body.rows;
    this.#shown = first?.cells[0] && this.#placeOf(first.cells[0])?.slab;
    const rows = [...body.rows];
    const active = [...head.rows].map((row, index) => this.#paintHeadRow(row, index));
    active.push(...rows.map((row, index) => this.#paintRow(row, index)));
    this.#setActive(active.find((cell) => cell !== undefined));
  }

  /** @returns the head that the keyboard is in */
  #paintHeadRow(tr: HTMLTableRowElement, index: number): HTMLElement | undefined {
    let active: HTMLElement | undefined;
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
      if (selection.active < 0 && activeColumn === place) active = th;
      th.classList.toggle("is-number", column.isNumber);
      th.classList.toggle("pinned", column.isPinned);
      th.classList.toggle("last-pinned", column.isPinned && columns[place + 1]?.isPinned !== true);
      if (column.sort === undefined) th.removeAttribute("aria-sort");
      else th.setAttribute("aria-sort", column.sort.isAscending ? "ascending" : "descending");
      if (!column.isPinned) continue;
      // regular-table draws nothing over pinned columns: their heads go where it would have.
      const element = this.#heads.get(column.id)?.element;
      if (element !== undefined && element.parentElement !== th.firstElementChild) {
        th.firstElementChild?.replaceChildren(element);
      }
    }
    return active;
  }

  /** @returns the cell that the keyboard is in */
  #paintRow(tr: HTMLTableRowElement, index: number): HTMLElement | undefined {
    const { selection, activeColumn, drawCell } = this.#look;
    const place = tr.cells[0] && this.#placeOf(tr.cells[0]);
    const shown = this.#shown;
    const row = place?.slab === shown && place?.at === index ? shown?.rows[index] : undefined;
    // regular-table may keep a row below the last one, for the next scroll.
    tr.classList.toggle("stale", row === undefined);
    if (shown === undefined || row === undefined) return undefined;
    const y = shown.span.start + index;
    const isSelected = selection.keys.has(row.key);
    tr.classList.toggle("selected", isSelected);
    tr.classList.toggle("odd", y % 2 === 1);
    tr.setAttribute("role", "row");
    tr.setAttribute("aria-rowindex", String(y + headRows + 1));
    tr.setAttribute("aria-selected", String(isSelected));
    tr.setAttribute("aria-level", String(row.depth + 1));
    if (row.isUnfolded === undefined) tr.removeAttribute("aria-expanded");
    else tr.setAttribute("aria-expanded", String(row.isUnfolded));
    let active: HTMLElement | undefined;
    for (const cell of tr.cells) {
      const at = this.#columnOf(cell);
      const column = at === undefined ? undefined : shown.columns[at];
      if (at === undefined || column === undefined) continue;
      if (selection.active === y && activeColumn === at) active = cell;
      const isLastPinned = column.isPinned && shown.columns[at + 1]?.isPinned !== true;
      paintCell(cell, { column, place: at, isLastPinned, cells: shown.cells[column.id], at: index, row }, drawCell);
    }
    return active;
  }

  #setActive(cell: HTMLElement | undefined): void {
    if (this.#active === cell) return;
    this.#active?.classList.remove("active");
    this.#active?.removeAttribute("id");
    this.#active = cell;
    if (cell === undefined) return;
    cell.classList.add("active");
    cell.id = "active-cell";
    this.element.setAttribute("aria-activedescendant", cell.id);
  }
}
