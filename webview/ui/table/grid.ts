// The only import of regular-table: whoever replaces it changes this file and tableView.ts.
import { RegularTableElement } from "regular-table";

/** CSS pixels, of the head's rows too. */
export const rowHeight = 22;
/** Two rows of the head: groups and columns. */
export const headRows = 2;

/** What regular-table keeps of its columns: a private property, whose name differs with each of its releases. */
interface ColumnSizes {
  indices: (number | undefined)[];
  override: object;
}

function isColumnSizes(value: unknown): value is ColumnSizes {
  return typeof value === "object" && value !== null && "indices" in value && "override" in value;
}

/** regular-table with widths that are told instead of measured: nothing moves while it draws. */
export class GridElement extends RegularTableElement {
  setWidths(widths: readonly number[]): void {
    this.restoreColumnSizes(Object.fromEntries(widths.entries()));
    // What it takes for measured: else the half-drawn table would be laid out once for each column.
    const sizes = Object.values(this).find(isColumnSizes);
    if (sizes !== undefined) sizes.indices = [...widths];
  }

  /** The widths by the columns' places; one whose edge was double-clicked has none, and is as wide as what is in it. */
  get widths(): Readonly<Record<number, number>> {
    return this.saveColumnSizes();
  }

  /** Scrolls just so far that a row is in sight. */
  showRow(row: number, rowCount: number): void {
    const whole = rowCount * rowHeight + headRows * rowHeight;
    // A very long table scrolls in larger steps than its rows: browsers have a greatest height.
    const range = Math.max(1, this.scrollHeight - this.clientHeight);
    const scale = range / Math.max(1, whole - this.clientHeight);
    const height = this.clientHeight - headRows * rowHeight;
    const top = this.scrollTop / scale;
    const wanted = row * rowHeight;
    if (wanted < top) this.scrollTop = Math.floor(wanted * scale);
    else if (wanted + rowHeight > top + height) this.scrollTop = Math.ceil((wanted + rowHeight - height) * scale);
  }

  /** Scrolls just so far that a column is in sight. */
  showColumn(index: number, pinnedCount: number): void {
    if (index < pinnedCount) return;
    const { widths } = this;
    const sum = (from: number, to: number) => {
      let whole = 0;
      for (let place = from; place < to; place++) whole += widths[place] ?? 0;
      return whole;
    };
    const left = sum(pinnedCount, index);
    const room = this.clientWidth - sum(0, pinnedCount);
    if (left < this.scrollLeft) this.scrollLeft = left;
    else if (left + (widths[index] ?? 0) > this.scrollLeft + room) {
      this.scrollLeft = Math.min(left, left + (widths[index] ?? 0) - room);
    }
  }
}

customElements.define("lens-table", GridElement);
