import { closeSync, openSync, readFileSync, readSync, statSync, type BigIntStats } from "node:fs";
import { MlflowError, systemError } from "../../errors.ts";

/** What `stat` says of a database and the files that SQLite keeps beside it, at one moment. */
export interface FileState {
  /** Changes whenever a commit may have; equal states have equal texts. */
  signature: string;
  /** Which file it is: another one where it was replaced. */
  identity: string;
  bytes: number;
  journalBytes: number;
  walBytes: number;
  hasShm: boolean;
}

/**
 * @throws MlflowError where there is no file, or an empty one
 */
export function fileState(path: string): FileState {
  const file = statOf(path);
  if (file === undefined) throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `There is no file ${path}.`);
  if (!file.isFile()) throw new MlflowError("IO_ERROR", `${path} is not a file.`);
  if (file.size === 0n) {
    throw new MlflowError("IO_ERROR", `${path} is empty: MLflow has not yet written a database there.`);
  }
  const journal = statOf(`${path}-journal`);
  const wal = statOf(`${path}-wal`);
  return {
    signature: [file, journal, wal].map((stats) => `${stats?.ino}:${stats?.size}:${stats?.mtimeNs}`).join(" "),
    identity: `${file.dev}:${file.ino}`,
    bytes: Number(file.size),
    journalBytes: Number(journal?.size ?? 0n),
    walBytes: Number(wal?.size ?? 0n),
    hasShm: statOf(`${path}-shm`) !== undefined,
  };
}

function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    throw systemError(`Could not read ${path}`, error);
  }
}

const magic = "SQLite format 3\0";

/** What the first page of a database says of it. */
export interface Header {
  /** Whether it wants a write-ahead log. */
  usesWal: boolean;
  /** Counts the commits without such a log. */
  changeCounter: number;
}

/**
 * Closing the file lets go the locks that any connection of this process holds on it, which is how POSIX has it: so this
 * is asked only when no statement of ours can be running.
 *
 * @throws MlflowError where the file cannot be read or is no database
 */
export function readHeader(path: string): Header {
  const header = Buffer.alloc(100);
  let length: number;
  try {
    const file = openSync(path, "r");
    try {
      length = readSync(file, header, 0, header.length, 0);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw systemError(`Could not read ${path}`, error);
  }
  if (length < header.length || header.toString("latin1", 0, 16) !== magic) {
    throw new MlflowError("IO_ERROR", `${path} is not a SQLite database.`);
  }
  return { usesWal: header[18] === 2 || header[19] === 2, changeCounter: header.readUInt32BE(24) };
}

/**
 * @returns the bytes of a file, `undefined` where there is none
 */
export function bytesOf(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw systemError(`Could not read ${path}`, error);
  }
}
