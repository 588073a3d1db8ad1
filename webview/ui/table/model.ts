/** A range of rows or columns; the end is excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A column as the table draws it. */
export interface TableColumn {
  readonly id: string;
  readonly title: string;
  /** What stands above it and its neighbours of the same group; empty for none. */
  readonly group: string;
  /** CSS pixels. */
  readonly width: number;
  /** Pinned columns stay in sight; they come before all others. */
  readonly isPinned: boolean;
  readonly isNumber: boolean;
  /** Beside the title: the sort's direction, and its place where several columns sort. */
  readonly sort?: { readonly isAscending: boolean; readonly place?: number };
  /** Beside the title, as a codicon with its words: a filter on the column, an aggregate. */
  readonly marks?: readonly { readonly icon: string; readonly label: string }[];
  /** Whether its cells' second texts are shown. */
  readonly showsSeconds?: boolean;
}

/** The cells of a column: one for each row of the window. */
export interface ColumnCells {
  readonly texts: readonly string[];
  /** On hover; where it is empty or absent, the text itself. */
  readonly titles?: readonly string[];
  /** How long the bar behind the number is, in percent of the cell; below 0 there is none. */
  readonly bars?: readonly number[];
  /** A quiet text at the other end of the cell. */
  readonly seconds?: readonly string[];
  /** Whether the value is the best there is. */
  readonly best?: readonly boolean[];
}

/** A row as far as the table itself must know it; pages add what their own cells draw. */
export interface TableRow {
  /** The same as long as the row stands for the same. */
  readonly key: string;
  /** What a screen reader says of it. */
  readonly label: string;
  /** Whether it unfolds, and whether it is unfolded; absent where it has nothing below it. */
  readonly isUnfolded?: boolean;
  /** How deep it is nested; 0 is the top. */
  readonly depth: number;
}

export interface TableWindow<Row extends TableRow> {
  readonly rows: readonly Row[];
  /** By the columns' ids. */
  readonly cells: Readonly<Record<string, ColumnCells>>;
}
