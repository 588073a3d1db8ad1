import type { ColumnCells, Span, TableRow, TableWindow } from "./model.ts";

/** Rows are asked for and kept in blocks of so many. */
const blockRows = 64;
/** So many blocks are kept. */
const maxBlocks = 24;

/** Asks for the rows of a span and their cells of some columns. */
export type ReadWindow<Row extends TableRow> = (rows: Span, columns: readonly string[]) => Promise<TableWindow<Row>>;

interface Block<Row extends TableRow> {
  rows: Promise<readonly Row[]>;
  readonly cells: Map<string, Promise<ColumnCells>>;
}

/** What a table has shown, so that what is scrolled back to is there, and what comes next is asked for ahead. */
export interface WindowCache<Row extends TableRow> {
  window(rows: Span, columns: readonly string[]): Promise<TableWindow<Row>>;
}

/** @param first the first rows with some of their cells, where they are there already */
export function windowCache<Row extends TableRow>(
  ask: ReadWindow<Row>,
  rowCount: number,
  first?: TableWindow<Row>,
): WindowCache<Row> {
  // In the order in which they were last asked for.
  const blocks = new Map<number, Block<Row>>();
  if (first?.rows.length === Math.min(rowCount, blockRows)) {
    const cells = Object.entries(first.cells).map(([id, of]) => [id, Promise.resolve(of)] as const);
    blocks.set(0, { rows: Promise.resolve(first.rows), cells: new Map(cells) });
  }

  function block(index: number, columns: readonly string[]): Block<Row> {
    let found = blocks.get(index);
    const missing = columns.filter((id) => !found?.cells.has(id));
    if (found === undefined || missing.length > 0) {
      const rows = { start: index * blockRows, end: Math.min(rowCount, (index + 1) * blockRows) };
      const answer = ask(rows, missing);
      found ??= { rows: answer.then((window) => window.rows), cells: new Map() };
      for (const id of missing) {
        const cells = answer.then((window) => window.cells[id] ?? { texts: [] });
        found.cells.set(id, cells);
        cells.catch(() => undefined);
      }
      // What failed is asked again.
      answer.catch(() => blocks.delete(index));
      found.rows.catch(() => undefined);
    }
    blocks.delete(index);
    blocks.set(index, found);
    for (const old of blocks.keys()) {
      if (blocks.size <= maxBlocks) break;
      blocks.delete(old);
    }
    return found;
  }

  return {
    async window({ start, end }, columns) {
      if (end <= start) return { rows: [], cells: {} };
      const [first, last] = [Math.floor(start / blockRows), Math.floor((end - 1) / blockRows)];
      const parts = await Promise.all(range(first, last).map((index) => read(block(index, columns), columns)));
      for (const next of [last + 1, first - 1]) {
        if (next >= 0 && next * blockRows < rowCount) block(next, columns);
      }
      const from = start - first * blockRows;
      const cut = <T>(lists: readonly (readonly T[])[]): T[] => lists.flat().slice(from, from + end - start);
      const cellsOf = (at: number): ColumnCells => {
        const pieces = parts.map(({ cells }) => cells[at] ?? { texts: [] });
        const whole = <T>(lists: readonly (readonly T[] | undefined)[]) =>
          areAllThere(lists) ? cut(lists) : undefined;
        return {
          texts: cut(pieces.map((piece) => piece.texts)),
          titles: whole(pieces.map((piece) => piece.titles)),
          bars: whole(pieces.map((piece) => piece.bars)),
          // Blocks without a step have no second texts.
          seconds: cut(pieces.map((piece) => piece.seconds ?? piece.texts.map(() => ""))),
          best: whole(pieces.map((piece) => piece.best)),
        };
      };
      return {
        rows: cut(parts.map(({ rows }) => rows)),
        cells: Object.fromEntries(columns.map((id, at) => [id, cellsOf(at)])),
      };
    },
  };

  async function read({ rows, cells }: Block<Row>, columns: readonly string[]) {
    return { rows: await rows, cells: await Promise.all(columns.map(async (id) => cells.get(id))) };
  }
}

function areAllThere<T>(lists: readonly (T | undefined)[]): lists is readonly T[] {
  return lists.every((list) => list !== undefined);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
