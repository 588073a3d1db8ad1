import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { isUtf8 } from "node:buffer";

// Small files, by the thousand: open, fstat, read, close into one buffer. A store is untrusted, so nothing here waits
// (a FIFO in place of a file) or reads without a bound (a link to /dev/zero, a tag of 50 MB).

/** What a file looked like when it was read: it is unchanged as long as both are the same. */
export interface FileStamp {
  /** Milliseconds since 1970, with a fraction. */
  mtime: number;
  /** Bytes. */
  size: number;
}

export interface FileBytes extends FileStamp {
  /** Valid until the next call: all reads share one buffer. */
  bytes: Buffer;
  /** True where the file is longer than the limit: `bytes` is its start. */
  isCut: boolean;
}

export interface FileText extends FileStamp {
  text: string;
  /** What is wrong with the content, in words that complete "The file … ". */
  problem?: string;
}

/** The longest text that is read whole: MLflow's own limit for a tag is 8,000 characters. */
export const maxTextBytes = 1 << 20;

const sharedBuffer = Buffer.allocUnsafeSlow(1 << 16);
const regularFile = 0o100000;
const fileKind = 0o170000;
// A FIFO opens at once without a writer; on Windows there is no such flag, nor such a file.
const readWithoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A path that is there but is no regular file, such as a folder or a FIFO. */
export class NotAFile extends Error {}

/**
 * Opens a regular file for reading, whoever put what there.
 *
 * @returns its descriptor, to be closed by the caller, and its stamp
 * @throws the system's error, or NotAFile
 */
export function openRegularFile(path: string): FileStamp & { fd: number; ino: number } {
  const fd = openSync(path, readWithoutWaiting);
  try {
    const { mode, mtimeMs, size, ino } = fstatSync(fd);
    if ((mode & fileKind) !== regularFile) throw new NotAFile("it is not a file");
    return { fd, mtime: mtimeMs, size, ino };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/**
 * Reads the first `limit` bytes of a file.
 *
 * @throws the system's error, or NotAFile
 */
export function readBytes(path: string, limit = maxTextBytes): FileBytes {
  const { fd, mtime, size } = openRegularFile(path);
  try {
    // One byte more than there should be: a file that grew meanwhile is noticed by its stamp.
    const wanted = Math.min(size, limit);
    const buffer = wanted <= sharedBuffer.length ? sharedBuffer : Buffer.allocUnsafe(wanted);
    const length = readFully(fd, buffer, wanted, 0);
    return { bytes: buffer.subarray(0, length), mtime, size, isCut: size > limit };
  } finally {
    closeSync(fd);
  }
}

/** Fills `buffer` from a place of the file; fewer bytes than wanted only where the file ends. */
export function readFully(fd: number, buffer: Buffer, wanted: number, position: number): number {
  let length = 0;
  while (length < wanted) {
    const read = readSync(fd, buffer, length, wanted - length, position + length);
    if (read === 0) break;
    length += read;
  }
  return length;
}

/**
 * Reads a file as MLflow reads params and tags: UTF-8 with every line end as it is. What is longer than `limit` is cut,
 * and bytes that are no UTF-8 become U+FFFD, both with a `problem`.
 *
 * @throws the system's error, or NotAFile
 */
export function readText(path: string, limit = maxTextBytes): FileText {
  const { bytes, mtime, size, isCut } = readBytes(path, limit);
  return { mtime, size, ...decode(bytes, size, isCut) };
}

function decode(bytes: Buffer, size: number, isCut: boolean): { text: string; problem?: string } {
  const text = bytes.toString("utf8");
  if (isCut) {
    // The cut may run through a character.
    const whole = text.replace(/\ufffd{1,3}$/, "");
    return { text: whole, problem: `is ${size} bytes long; only the first ${bytes.length} were read` };
  }
  if (text.includes("\ufffd") && !isUtf8(bytes)) return { text, problem: "is not UTF-8" };
  return { text };
}

/** Why a file could not be read, in words that complete "The file … ". */
export function reasonOf(error: unknown): string {
  if (error instanceof NotAFile) return "is not a file";
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
      return "is missing";
    case "EACCES":
    case "EPERM":
      return "may not be read";
    case "ELOOP":
      return "is a link that leads to itself";
    case "EISDIR":
      return "is a folder";
    default:
      return `could not be read: ${(error as Error).message}`;
  }
}

export function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}
