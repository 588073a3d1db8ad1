import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  type Stats,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { compareCodePoints } from "../codePoints.ts";
import type { FileInfo } from "../entities.ts";
import { invalidParameter, MlflowError, systemError } from "../errors.ts";
import { transfer } from "../rpc.ts";
import type { ByteRange } from "../store.ts";
import { realPathInside } from "./inside.ts";
import { noSuchArtifact } from "./root.ts";

/** Node reads at most this many bytes in one call. */
const maxReadBytes = 2 ** 31 - 1;

/**
 * One level in MLflow's order, which is that of code points; empty for a file, and for what is not there.
 *
 * @param root a real path, or undefined where the owner has no artifacts
 */
export function listFolder(root: string | undefined, path: string): FileInfo[] {
  const folder = root === undefined ? undefined : realPathInside(root, path);
  if (root === undefined || folder === undefined) return [];
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return [];
    throw systemError(`Could not list '${folder}'`, error);
  }
  const prefix = path === "" ? "" : `${path}/`;
  const infos = entries.map((entry): FileInfo => {
    const own = prefix + entry.name;
    if (entry.isDirectory()) return { path: own, isDir: true };
    const stat = statOrUndefined(join(folder, entry.name));
    return stat?.isDirectory() ? { path: own, isDir: true } : { path: own, isDir: false, fileSize: stat?.size };
  });
  return infos.sort((a, b) => compareCodePoints(a.path, b.path));
}

/**
 * Reads only the bytes asked for; fewer where the file ends before.
 *
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE for a folder, PERMISSION_DENIED for a device
 */
export function readRange(root: string | undefined, path: string, { offset = 0, length }: ByteRange = {}): Uint8Array {
  const real = root === undefined ? undefined : realPathInside(root, path);
  if (real === undefined) throw noSuchArtifact(path);
  if (!Number.isSafeInteger(offset) || offset < 0 || (length !== undefined && !(length >= 0))) {
    throw invalidParameter(
      `A range of bytes starts at 0 or later and has a length of 0 or more, not ${offset} and ${length}.`,
    );
  }
  const file = openRegularFile(real, path);
  try {
    const { size } = fstatSync(file);
    const wanted = Math.max(0, Math.min(length ?? Infinity, size - offset));
    if (wanted > maxReadBytes) {
      throw invalidParameter(
        `'${path}' has ${size} bytes, too many to be read at once. Read it in parts or download it.`,
      );
    }
    const bytes = new Uint8Array(wanted);
    let filled = 0;
    while (filled < wanted) {
      const count = readSync(file, bytes, filled, wanted - filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    const answer = filled === wanted ? bytes : bytes.slice(0, filled);
    return transfer(answer, [answer.buffer]);
  } catch (error) {
    throw systemError(`Could not read '${real}'`, error);
  } finally {
    closeSync(file);
  }
}

/** Opens without waiting for the other end of a pipe, and nothing but a regular file. The caller closes it. */
export function openRegularFile(real: string, path: string): number {
  let file: number;
  try {
    if (!statSync(real).isFile()) throw notAFile(real, path);
    // What was looked at may have been exchanged since: neither a link nor a pipe may take its place.
    file = openSync(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw systemError(`Could not open '${real}'`, error);
  }
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw notAFile(real, path);
}

function notAFile(real: string, path: string): MlflowError {
  if (statOrUndefined(real)?.isDirectory()) return invalidParameter(`'${path}' is a folder.`);
  return new MlflowError("PERMISSION_DENIED", `'${path}' is a device or a pipe, not a file. It is not opened.`);
}

function statOrUndefined(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // A loop of links, or no permission: listed without its size.
    return undefined;
  }
}
