import { type ErrorCode, MlflowError } from "../../errors.ts";

/** SQLITE_BUSY: another connection's lock is in the way. */
export const busy = 5;

/** SQLite's result code of an error of either driver, without its extension; `undefined` for other errors. */
export function resultCode(error: unknown): number | undefined {
  const extended = extendedCode(error);
  return extended === undefined ? undefined : extended & 0xff;
}

/** SQLite's extended result code. */
export function extendedCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const { errcode } = error as Error & { errcode?: number };
  if (errcode !== undefined) return errcode;
  return codesByMessage.find(([message]) => error.message.includes(message))?.[1];
}

/** sql.js tells the message only. */
const codesByMessage: readonly (readonly [string, number])[] = [
  ["database disk image is malformed", 11],
  ["file is not a database", 26],
];

/** Whether a database of this connection has to be recovered first, which a reader must not do where it lies. */
export function needsRecovery(error: unknown): boolean {
  // READONLY with its extensions (hot journal, -wal without -shm), CANTOPEN of a -wal or -shm.
  return [8, 14].includes(resultCode(error) ?? 0);
}

/** An error of SQLite in words for the user, with SQLite's error as `cause`; an MlflowError as it is. */
export function databaseError(path: string, cause: unknown): MlflowError {
  if (cause instanceof MlflowError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const [errorCode, words] = inWords(path, resultCode(cause), message);
  return new MlflowError(errorCode, words, { cause });
}

function inWords(path: string, code: number | undefined, message: string): [ErrorCode, string] {
  switch (code) {
    case 3: // PERM
    case 23: // AUTH
      return ["PERMISSION_DENIED", `${path} may not be read: ${message}.`];
    case busy:
    case 6: // LOCKED
      return [
        "TEMPORARILY_UNAVAILABLE",
        `${path} is locked by another process that writes to it (${message}). Try again when it has finished.`,
      ];
    case 8: // READONLY
      return ["PERMISSION_DENIED", `${path} cannot be written: ${message}.`];
    case 7: // NOMEM
    case 10: // IOERR
      return ["IO_ERROR", `Could not read or write ${path}: ${message}.`];
    case 13: // FULL
      return ["IO_ERROR", `${path} cannot be written: the disk is full.`];
    case 14: // CANTOPEN
      return ["IO_ERROR", `${path} cannot be opened: ${message}.`];
    case 11: // CORRUPT
      return [
        "IO_ERROR",
        `${path} is damaged (${message}). It may have been copied while it was written, or cut short: copy it again, restore it from a backup, or try \`sqlite3 ${path} .recover\`.`,
      ];
    case 26: // NOTADB
      return ["IO_ERROR", `${path} is not a SQLite database.`];
  }
  return ["INTERNAL_ERROR", `${path}: ${message}`];
}
