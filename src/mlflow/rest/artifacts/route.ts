import { posix } from "node:path";
import { checkedPath } from "../../artifacts/inside.ts";
import { noSuchArtifact } from "../../artifacts/root.ts";
import { compareCodePoints } from "../../codePoints.ts";
import { type FileInfo } from "../../entities.ts";
import { MlflowError } from "../../errors.ts";
import { type Answer } from "../http/exchange.ts";
import { type Json, number, objects, text } from "../http/json.ts";

/** How the artifacts of a run, a model or a version are reached through the server. Paths are as `checkedPath` gives them. */
export interface ArtifactRoute {
  /** One level, by path; empty for a file, and for what is not there. */
  list(path: string): Promise<FileInfo[]>;
  /** A file's bytes, of status 200, or 206 or 416 where a range was asked for. @throws MlflowError as the server refuses */
  open(path: string, headers: Record<string, string>, signal?: AbortSignal): Promise<Answer>;
}

/** The route to what lies below a folder of another. */
export function below(route: ArtifactRoute, folder: string): ArtifactRoute {
  if (folder === "") return route;
  return {
    list: async (path) =>
      (await route.list(posix.join(folder, path))).map((file) => ({
        ...file,
        path: file.path.slice(folder.length + 1),
      })),
    open: (path, headers, signal) => route.open(posix.join(folder, path), headers, signal),
  };
}

/**
 * The files of a server's list, with their paths as they must be: of each only the name is believed, and none that would
 * lead out of its folder.
 */
export function filesIn(folder: string, list: unknown): FileInfo[] {
  const files = objects(list).flatMap((file: Json): FileInfo[] => {
    const listed = text(file.path) ?? "";
    // MLflow lists a file that was asked for as if it were a folder of itself.
    if (listed === folder && file.is_dir !== true) return [];
    const name = posix.basename(listed);
    const path = folder === "" ? name : `${folder}/${name}`;
    if (name === "" || name === "." || !isSafe(path)) return [];
    const isDir = file.is_dir === true;
    // A size of 0 is left out.
    return [{ path, isDir, fileSize: isDir ? undefined : (number(file.file_size) ?? 0) }];
  });
  return files.sort((a, b) => compareCodePoints(a.path, b.path));
}

function isSafe(path: string): boolean {
  try {
    return checkedPath(path) === path;
  } catch {
    return false;
  }
}

/** What lies at a path: its folder is listed, since a file and an empty folder are listed alike. */
export async function entryAt(route: ArtifactRoute, path: string): Promise<FileInfo> {
  if (path === "") return { path, isDir: true };
  const folder = posix.dirname(path);
  const found = (await route.list(folder === "." ? "" : folder)).find((file) => file.path === path);
  if (found === undefined) throw noSuchArtifact(path);
  return found;
}

/**
 * `route.open`, with a refusal in words that name the artifact: servers answer a file that is not there with anything
 * from a 404 to a page of status 500.
 */
export async function openFile(
  route: ArtifactRoute,
  path: string,
  headers: Record<string, string>,
  signal?: AbortSignal,
): Promise<Answer> {
  try {
    return await route.open(path, headers, signal);
  } catch (error) {
    const { errorCode } = error as MlflowError;
    if (["CANCELLED", "IO_ERROR", "UNAUTHENTICATED", "PERMISSION_DENIED"].includes(errorCode)) throw error;
    const { isDir } = await entryAt(route, path);
    if (isDir) throw new MlflowError("INVALID_PARAMETER_VALUE", `'${path}' is a folder, not a file.`, { cause: error });
    // It is there: MLflow's servers send nothing with a `#` in its name, for one.
    const message = `The server lists '${path}', but does not send it: ${(error as Error).message}`;
    throw new MlflowError(errorCode, message, { cause: error });
  }
}
