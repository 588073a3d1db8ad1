import { readdirSync, statSync, type Dirent } from "node:fs";
import { posix } from "node:path";
import { isMissing, reasonOf } from "./readFile.ts";

// The folders `metrics`, `params` and `tags`: a file a key, and a sub-folder for each `/` of a key.

export interface KeyFolder {
  /** Keys in the order of the directory, which is MLflow's; those of sub-folders after those beside them. */
  keys: string[];
  /** Sub-folders, relative to the folder: a change inside one does not move the folder's own mtime. */
  folders: string[];
  /** What was left out, in words. */
  problems: string[];
}

/** More keys than this are not read: nobody logs as many, and a hostile store must not take all memory. */
const maxKeys = 50_000;
const maxDepth = 64;

/**
 * MLflow's rule for names of metrics, params and tags (`validate_param_and_metric_name`, `path_not_unique`). MLflow
 * fails on a file with another name; here it is left out with a problem.
 */
export function isValidKey(key: string): boolean {
  if (isPlainKey.test(key)) return true;
  return /^[/\p{L}\p{N}_.\- :]*$/u.test(key) && !isOtherPath(key);
}

/** Almost all keys: a quick test. */
const isPlainKey = /^[A-Za-z0-9_][A-Za-z0-9_.\- ]*$/;

/** A name that would be another path when normalized. */
export function isOtherPath(key: string): boolean {
  const normal = posix.normalize(key);
  return (
    key === "" ||
    key.endsWith("/") ||
    normal !== key ||
    normal === "." ||
    normal.startsWith("..") ||
    normal.startsWith("/")
  );
}

/**
 * Lists the keys below a folder as MLflow's `os.walk` finds them: linked files count, linked folders do not.
 *
 * @returns no keys where the folder is missing: Git keeps no empty folders
 */
export function listKeys(folder: string): KeyFolder {
  const found: KeyFolder = { keys: [], folders: [], problems: [] };
  collect(folder, "", 0, found);
  return found;
}

function collect(folder: string, prefix: string, depth: number, found: KeyFolder): void {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (!isMissing(error)) found.problems.push(`The folder ${prefix || "."} ${reasonOf(error)}.`);
    return;
  }
  const inner: string[] = [];
  for (const entry of entries) {
    const key = prefix + entry.name;
    if (entry.isFile() || (!entry.isDirectory() && isLinkedFile(`${folder}/${entry.name}`, key, found))) {
      if (!isValidKey(key)) {
        found.problems.push(`${JSON.stringify(key)} is not a name that MLflow accepts.`);
      } else if (found.keys.length >= maxKeys) {
        found.problems.push(`It has more than ${maxKeys} keys; the others were left out.`);
        return;
      } else {
        found.keys.push(key);
      }
    } else if (entry.isDirectory()) inner.push(entry.name);
  }
  for (const name of inner) {
    if (depth >= maxDepth) {
      found.problems.push(`The folder ${prefix}${name} lies too deep.`);
      return;
    }
    found.folders.push(prefix + name);
    collect(`${folder}/${name}`, `${prefix}${name}/`, depth + 1, found);
  }
}

/** What is neither a file nor a folder: a link counts if it leads to a file; a FIFO or a device never does. */
function isLinkedFile(path: string, key: string, found: KeyFolder): boolean {
  try {
    const target = statSync(path);
    if (target.isFile()) return true;
    if (target.isDirectory()) return false;
    found.problems.push(`${JSON.stringify(key)} is not a file.`);
  } catch (error) {
    found.problems.push(`${JSON.stringify(key)} ${reasonOf(error)}.`);
  }
  return false;
}
