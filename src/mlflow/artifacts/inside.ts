import { realpathSync } from "node:fs";
import { isAbsolute, join, posix, relative, sep, win32 } from "node:path";
import { invalidParameter, MlflowError, systemError } from "../errors.ts";

/**
 * An artifact's path without `.` parts and without a `/` at its end; "" is the root.
 *
 * @throws MlflowError INVALID_PARAMETER_VALUE where MLflow's `validate_path_is_safe` refuses: absolute, or with `..`
 */
export function checkedPath(path: string): string {
  const isUnsafe =
    path.includes("\0") ||
    path.split("/").includes("..") ||
    posix.isAbsolute(path) ||
    isWindowsAbsolute(path) ||
    (sep === "\\" && (path.includes("\\") || path.charAt(1) === ":"));
  if (isUnsafe) throw invalidParameter("Invalid path");
  return posix.normalize(path).replace(/\/$/, "").replace(/^\.$/, "");
}

/**
 * `checkedPath` for a list, where MLflow lets a path climb as long as it stays inside (`validate_path_within_directory`).
 *
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkedListPath(path: string): string {
  const normal = posix.normalize(path).replace(/\/$/, "");
  if (posix.isAbsolute(path) || normal === ".." || normal.startsWith("../")) {
    throw invalidParameter("Invalid path: resolved path is outside the artifact directory");
  }
  return checkedPath(normal);
}

/** `\name` has a root on Windows but no drive: Python does not call that absolute. */
function isWindowsAbsolute(path: string): boolean {
  return /^([a-z]:[\\/]|[\\/]{2})/i.test(path) && win32.isAbsolute(path);
}

/**
 * Where an artifact really lies, with links followed; `undefined` where nothing is.
 *
 * @param root a real path
 * @param path as `checkedPath` gives it
 * @throws MlflowError PERMISSION_DENIED for a link that leads out of the root, or to itself
 */
export function realPathInside(root: string, path: string): string | undefined {
  let real: string;
  try {
    real = realpathSync.native(join(root, path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code === "ELOOP") throw new MlflowError("PERMISSION_DENIED", `'${path}' is a link that leads to itself.`);
    throw systemError(`Could not open '${path}'`, error);
  }
  if (!isInside(root, real)) {
    throw new MlflowError(
      "PERMISSION_DENIED",
      `'${path}' is a link to '${real}', outside of the artifacts in '${root}'. It is not opened.`,
    );
  }
  return real;
}

/** Both are real paths; a folder is inside itself. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
