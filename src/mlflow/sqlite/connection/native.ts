import type * as nodeSqlite from "node:sqlite";
import type { SQLInputValue, StatementSync } from "node:sqlite";
import { type Sql, type SqlRow } from "../database.ts";
import { type Connection } from "./connection.ts";
import { busy, resultCode } from "./errors.ts";
import { pause } from "./pause.ts";
import { pythonSearch } from "./regexp.ts";

export type NodeSqlite = typeof nodeSqlite;

/** node:sqlite, or `undefined` where this Node has none: before 22.13, and in some builds of Electron. */
export async function loadNative(): Promise<NodeSqlite | undefined> {
  try {
    return await import("node:sqlite");
  } catch {
    // The caller falls back to sql.js.
    return undefined;
  }
}

/** A statement that visits rows pauses after each 1,024 of them. */
const pauseMask = 1023;

type Visitor = (...row: SqlRow[number][]) => void;

/** Statements kept prepared on a connection; beyond it all are let go, since only few texts come again and again. */
const maxStatements = 200;

/**
 * Opens a database file with node:sqlite. Nothing is read yet: a file that cannot be read shows at the first statement.
 *
 * @param location a path, or a `file:` URI with SQLite's own parameters (`immutable=1`)
 * @param options.busyTimeoutMs how long a statement waits for another process's lock
 */
export function openNative(
  { DatabaseSync }: NodeSqlite,
  location: string,
  { readOnly, busyTimeoutMs }: { readOnly: boolean; busyTimeoutMs: number },
): Connection {
  const connection = new DatabaseSync(location, { readOnly });
  const statements = new Map<string, StatementSync>();
  let visit: Visitor = () => undefined;
  connection.exec(
    `PRAGMA busy_timeout = ${readOnly ? 0 : busyTimeoutMs}; PRAGMA case_sensitive_like = ON; PRAGMA foreign_keys = ON;
     PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY`,
  );
  let calls = 0;
  const isPause = () => ((++calls & pauseMask) === 0 ? 1 : 0);
  // Functions of a fixed number of arguments besides: gathering them in an array takes longer than reading them.
  const visitors: readonly ((...row: SqlRow[number][]) => number)[] = [
    (...row) => (visit(...row), isPause()),
    (a, b) => (visit(a, b), isPause()),
    (a, b, c) => (visit(a, b, c), isPause()),
    (a, b, c, d) => (visit(a, b, c, d), isPause()),
    (a, b, c, d, e, f) => (visit(a, b, c, d, e, f), isPause()),
  ];
  for (const each of visitors) {
    connection.function("visit_row", { varargs: each.length === 0, directOnly: true }, each as never);
  }
  connection.function("regexp", { deterministic: true }, (pattern, text) => pythonSearch(pattern, text));

  function prepare(text: string): StatementSync {
    let statement = statements.get(text);
    if (statement === undefined) {
      if (statements.size >= maxStatements) statements.clear();
      statement = connection.prepare(text);
      // Node before 22.16 knows objects only.
      (statement as Partial<StatementSync>).setReturnArrays?.(true);
      statements.set(text, statement);
    }
    return statement;
  }

  /**
   * A statement finds the database locked before its first row, so it can be tried again. A reader does so every
   * millisecond: SQLite itself would wait longer each time, and between the commits of a busy writer find no gap.
   */
  function patiently<T>(work: () => T): T {
    if (!readOnly) return work();
    for (const start = performance.now(); ; pause(1)) {
      try {
        return work();
      } catch (error) {
        if (resultCode(error) !== busy || performance.now() - start > busyTimeoutMs) throw error;
      }
    }
  }

  function rows<Row extends SqlRow>({ text, values }: Sql): Row[] {
    return patiently(() => allRows(prepare(text), values as SQLInputValue[])) as unknown as Row[];
  }

  return {
    rows,
    row: <Row extends SqlRow>(statement: Sql) => rows<Row>(statement)[0],
    scan: (columns, { text, values }, visitRow) => {
      // A function in the statement instead of rows: no object and no step of an iterator for each of them. Now and then
      // it asks for a pause, as a row, because what it is given is freed only when the statement comes back. The limit
      // keeps SQLite from merging the two queries into one that calls the function twice.
      const visiting = `SELECT 1 FROM (SELECT visit_row(${columns}) AS pause ${text} LIMIT -1) WHERE pause`;
      visit = visitRow as unknown as Visitor;
      try {
        patiently(() => {
          for (const _ of prepare(visiting).iterate(...(values as SQLInputValue[]))) void _;
        });
      } finally {
        visit = () => undefined;
      }
    },
    run: ({ text, values }) => {
      const { changes, lastInsertRowid } = prepare(text).run(...(values as SQLInputValue[]));
      return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
    },
    exec: (text) => connection.exec(text),
    close: () => {
      statements.clear();
      connection.close();
    },
  };
}

function allRows(statement: StatementSync, values: SQLInputValue[]): SqlRow[] {
  try {
    return statement.all(...values).map(arrayOf);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_OUT_OF_RANGE") throw error;
  }
  // An integer beyond 2^53: all are read as bigint, and told as numbers.
  statement.setReadBigInts(true);
  try {
    return statement
      .all(...values)
      .map((row) => arrayOf(row).map((value) => (typeof value === "bigint" ? Number(value) : value)));
  } finally {
    statement.setReadBigInts(false);
  }
}

function arrayOf(row: unknown): SqlRow {
  return Array.isArray(row) ? (row as SqlRow) : Object.values(row as Record<string, SqlRow[number]>);
}
