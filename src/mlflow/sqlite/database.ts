import { type Schema } from "../search/sql.ts";
import { type Sql, type SqlValue } from "../search/sqlText.ts";

/**
 * What SQLite answers: integers come as numbers (the nearest one beyond 2^53: where that matters, select
 * `CAST(x AS TEXT)`), blobs as Uint8Array.
 */
export type SqlAnswer = string | number | null | Uint8Array;

export type SqlRow = readonly SqlAnswer[];

/**
 * A connection for reading, the same over node:sqlite and sql.js. Statements are kept prepared by their text. Every
 * statement is run to its end at once: none stays open to keep a writer from committing.
 */
export interface Database extends Schema {
  /** All rows as arrays in the order of the columns. Two columns of one statement must not have the same name. */
  rows<Row extends SqlRow = SqlRow>(statement: Sql): Row[];
  /** The first row. */
  row<Row extends SqlRow = SqlRow>(statement: Sql): Row | undefined;
  /**
   * Visits each row without making an object of it, in an order of SQLite's choice: several times quicker than `rows`
   * for many rows. The visitor must not use the database.
   *
   * @param columns what to select, separated by commas; integers that may be beyond 2^53 as `CAST(x AS REAL)`
   * @param from the rest of the statement, from `FROM` on, without GROUP BY and ORDER BY
   */
  scan<Row extends SqlRow = SqlRow>(columns: string, from: Sql, visit: (...row: Row) => void): void;
}

/** A connection for writing, inside a transaction; foreign keys are on, LIKE is case-sensitive, as MLflow sets them. */
export interface WritableDatabase extends Database {
  /** @returns how many rows changed, and the rowid of the last one inserted */
  run(statement: Sql): { changes: number; lastInsertRowid: number };
}

export type { Sql, SqlValue };
