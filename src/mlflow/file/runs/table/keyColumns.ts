export type KeyKind = "metrics" | "params" | "tags";

/** One key of all runs of an experiment, as searches and tables need it. */
export interface KeyColumn {
  kind: KeyKind;
  key: string;
  /** By row: 0 not known, 1 the run has no such key, 2 it has. */
  known: Uint8Array;
  /** The latest value of a metric, or the code of a text. */
  values: Float64Array;
  /** The step of a metric's latest value; of a text nothing. */
  steps: Float64Array;
  mtime: Float64Array;
  size: Float64Array;
  /** When the file was last looked at: milliseconds of the monotonic clock. */
  seenAt: Float64Array;
  /** How long it lately took to look at the files of one run, in milliseconds. */
  lookTook: number;
}

export interface KeyColumns {
  /** The column, with room for that many rows; all of a new one is unknown. */
  get(kind: KeyKind, key: string, rows: number): KeyColumn;
  /** What is known of that run no longer holds. */
  forget(row: number): void;
}

/** So many entries are kept; the columns used least lately go first. */
const maxEntries = 2_000_000;

export function makeKeyColumns(): KeyColumns {
  // In the order of their last use.
  const columns = new Map<string, KeyColumn>();
  return {
    get(kind, key, rows) {
      const name = `${kind}/${key}`;
      const column = withRoom(columns.get(name) ?? emptyColumn(kind, key), rows);
      columns.delete(name);
      columns.set(name, column);
      const excess = columns.size - Math.max(1, Math.floor(maxEntries / Math.max(1, rows)));
      for (const oldest of [...columns.keys()].slice(0, Math.max(0, excess))) columns.delete(oldest);
      return column;
    },
    forget(row) {
      for (const { known } of columns.values()) if (row < known.length) known[row] = 0;
    },
  };
}

function emptyColumn(kind: KeyKind, key: string): KeyColumn {
  return {
    kind,
    key,
    known: new Uint8Array(0),
    values: new Float64Array(0),
    steps: new Float64Array(0),
    mtime: new Float64Array(0),
    size: new Float64Array(0),
    seenAt: new Float64Array(0),
    lookTook: 0,
  };
}

function withRoom(column: KeyColumn, rows: number): KeyColumn {
  if (column.known.length >= rows) return column;
  const grow = <T extends Uint8Array | Float64Array>(from: T, to: T): T => {
    to.set(from);
    return to;
  };
  column.known = grow(column.known, new Uint8Array(rows));
  column.values = grow(column.values, new Float64Array(rows));
  if (column.kind === "metrics") column.steps = grow(column.steps, new Float64Array(rows));
  column.mtime = grow(column.mtime, new Float64Array(rows));
  column.size = grow(column.size, new Float64Array(rows));
  column.seenAt = grow(column.seenAt, new Float64Array(rows));
  return column;
}
