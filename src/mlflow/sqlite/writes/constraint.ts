import { type MlflowError } from "../../errors.ts";

/**
 * Runs a statement that a constraint of the database may refuse.
 *
 * @param refusal makes the error to throw of SQLAlchemy's words for it
 */
export function orRefuse<T>(work: () => T, refusal: (reason: string) => MlflowError): T {
  try {
    return work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ERR_SQLITE_ERROR" || !message.includes("constraint failed")) throw error;
    throw refusal(`(sqlite3.IntegrityError) ${message}`);
  }
}

/** SQLAlchemy's words where it met the refusal on the way to a query. */
export function onAutoflush(reason: string): string {
  return (
    "(raised as a result of Query-invoked autoflush; consider using a session.no_autoflush block if this flush is " +
    `occurring prematurely)\n${reason}`
  );
}
