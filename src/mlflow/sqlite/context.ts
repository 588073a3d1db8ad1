import { type Change } from "../store.ts";
import { type Database, type WritableDatabase } from "./database.ts";

/** What the parts of a SQLite store share: one database and who watches it. */
export interface SqliteContext {
  readonly uri: string;
  /** The database file's absolute path. */
  readonly path: string;
  /** Alembic's revision; `undefined` where the database names none. */
  readonly revision: string | undefined;
  /** Why writes are refused, in words for the user; `undefined` where they are possible. */
  readonly readOnlyReason: string | undefined;
  /**
   * Reads. The database given is the file's present state, whoever replaced or upgraded it, and must not be kept. `work`
   * may run twice (a file changed under it), so it only reads.
   *
   * @param options.together lets all statements see one state, and wait but once for a writer. It keeps writers from
   *   committing meanwhile: only for work of milliseconds
   * @throws MlflowError as `work` threw it; SQLite's own errors in words
   */
  read<T>(work: (database: Database) => T, options?: { together?: boolean }): T;
  /**
   * Writes in one transaction (BEGIN IMMEDIATE), which is rolled back when `work` throws. Waits for other writers as
   * long as MLflow does. Tables that an older revision lacks are there, and empty, to be read.
   *
   * @throws MlflowError PERMISSION_DENIED with `readOnlyReason` where there is one; what `work` threw; SQLite's own
   *   errors in words, those of a broken constraint as they are (their `code` is ERR_SQLITE_ERROR) only to `work`
   */
  write<T>(work: (database: WritableDatabase) => T): T;
  /** Says what a write changed, to those who watch. */
  changed(changes: readonly Change[]): void;
}
