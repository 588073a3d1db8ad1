import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { MlflowError, systemError } from "../../errors.ts";
import { type Connection } from "./connection.ts";
import { bytesOf, fileState, type FileState, readHeader } from "./files.ts";
import { committedImage } from "./image.ts";
import { type NodeSqlite, openNative } from "./native.ts";
import { pause } from "./pause.ts";
import { openImage, type SqlJs } from "./sqlJs.ts";

/** A connection for reading, and for how long it may be used. Whatever it is, nothing is made in the database's folder. */
export interface Reader {
  connection: Connection;
  /** Whether it shows what the file holds, which is now in this state. */
  isCurrent(state: FileState): boolean;
  /** True where the connection takes no locks: what it answered counts only if the file's state is still the same. */
  isUnlocked?: boolean;
  /** True where it must not stay open between two uses. */
  isBrief?: boolean;
  /** SQLite's own locks and versions tell of changes; elsewhere the file's state does. */
  hasVersions?: boolean;
  close(): void;
}

/** How long a reading statement waits for a writer. Commits take milliseconds; a worker must not seem dead. */
const busyTimeoutMs = 5000;

/**
 * Opens a database with node:sqlite by the state it was found in:
 *
 * - with a rollback journal, which is MLflow's way: an ordinary reading connection;
 * - with a write-ahead log and somebody using it: the same, closed after each use, so that the last writer can still
 *   tidy up;
 * - with an empty log, or none: as an immutable file, since a reader would leave a new log behind;
 * - after a crash, with a log or a journal that has to be recovered first: a copy elsewhere is recovered.
 */
export function openNativeReader(sqlite: NodeSqlite, path: string, state: FileState): Reader {
  const open = (location: string) => openNative(sqlite, location, { readOnly: true, busyTimeoutMs });
  if (!readHeader(path).usesWal) {
    const connection = open(path);
    return {
      connection,
      hasVersions: true,
      isCurrent: ({ identity, walBytes }) => identity === state.identity && walBytes === 0,
      close: () => connection.close(),
    };
  }
  if (state.walBytes === 0) {
    const connection = open(`${pathToFileURL(path).href}?immutable=1`);
    return {
      connection,
      isUnlocked: true,
      isCurrent: ({ signature }) => signature === state.signature,
      close: () => connection.close(),
    };
  }
  if (!state.hasShm) return openRecoveredCopy(sqlite, path, state);
  const connection = open(path);
  return { connection, isBrief: true, isCurrent: () => true, close: () => connection.close() };
}

/** Copies a database with its journal or log to a temporary folder, where SQLite recovers it. */
export function openRecoveredCopy(sqlite: NodeSqlite, path: string, state: FileState): Reader {
  let folder: string | undefined;
  const remove = () => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    folder = mkdtempSync(join(tmpdir(), "mlflow-lens-"));
    const copy = join(folder, "mlflow.db");
    for (const suffix of ["", "-journal", "-wal"]) {
      if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix);
    }
    const recovery = openNative(sqlite, copy, { readOnly: false, busyTimeoutMs });
    try {
      recovery.exec("PRAGMA journal_mode = DELETE");
    } finally {
      recovery.close();
    }
    const connection = openNative(sqlite, copy, { readOnly: true, busyTimeoutMs });
    return {
      connection,
      isCurrent: ({ signature }) => signature === state.signature,
      close: () => {
        connection.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    if ((error as NodeJS.ErrnoException).code?.startsWith("ERR_SQLITE") === true) throw error;
    throw systemError(`Could not copy ${path}, which has to be recovered before it can be read`, error);
  }
}

/** How often a file that changes while it is read is read again, and how long apart. */
const attempts = 20;
const pauseMs = 100;

/**
 * Loads a whole database into sql.js as its last commit left it: the log is written into the image, a journal rolled
 * back in it. A file that changes meanwhile is read again.
 *
 * @param maxBytes the largest file that is loaded
 * @throws MlflowError for a larger one, with what to do instead; for one that never stops changing
 */
export function openSqlJsReader(sqlJs: SqlJs, path: string, maxBytes: number): Reader {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const state = fileState(path);
    if (state.bytes > maxBytes) throw tooLarge(path, state.bytes, maxBytes);
    const { changeCounter } = readHeader(path);
    // Times of files are coarse in places, so the commits are counted too.
    const isStill = (now: FileState) =>
      now.signature === state.signature && readHeader(path).changeCounter === changeCounter;
    const bytes = bytesOf(path);
    const journal = state.journalBytes > 0 ? bytesOf(`${path}-journal`) : undefined;
    const wal = state.walBytes > 0 ? bytesOf(`${path}-wal`) : undefined;
    if (bytes === undefined || !isStill(fileState(path))) {
      pause(pauseMs);
      continue;
    }
    const connection = openImage(sqlJs, committedImage(bytes, journal, wal));
    return { connection, isCurrent: isStill, close: () => connection.close() };
  }
  throw new MlflowError(
    "TEMPORARILY_UNAVAILABLE",
    `${path} is being written without a pause, so it cannot be read as a whole. Try again when the writer has finished.`,
  );
}

function tooLarge(path: string, bytes: number, maxBytes: number): MlflowError {
  const inMebibytes = (count: number) => `${Math.ceil(count / 2 ** 20)} MiB`;
  return new MlflowError(
    "IO_ERROR",
    `${path} has ${inMebibytes(bytes)}. Without node:sqlite a database is loaded into memory whole, which is allowed up ` +
      `to ${inMebibytes(maxBytes)}. Raise that limit in the settings, use a VS Code whose Node has SQLite, or start ` +
      `\`mlflow server --backend-store-uri sqlite:///${path}\` and add its address as a store.`,
  );
}
