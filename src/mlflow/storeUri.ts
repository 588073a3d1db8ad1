import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { invalidParameter } from "./errors.ts";

/** What a store's URI names. Paths are absolute; `profile` is a section of `.databrickscfg`. */
export type StoreLocation =
  | { kind: "file"; path: string }
  | { kind: "sqlite"; path: string }
  | { kind: "rest"; url: string }
  | { kind: "rest"; profile: string | undefined };

/**
 * Reads a tracking URI as MLflow spells it (`mlflow/tracking/_tracking_service/utils.py`). A plain path may name the
 * folder of a file store or a database file: `isFile` tells which.
 *
 * @throws MlflowError INVALID_PARAMETER_VALUE for another scheme, and for a file on another host
 */
export function parseStoreUri(uri: string, isFile: (path: string) => boolean): StoreLocation {
  if (uri === "databricks") return { kind: "rest", profile: undefined };
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined) return localStore(uri, isFile);
  switch (scheme) {
    case "http":
    case "https":
      return { kind: "rest", url: uri.replace(/\/+$/, "") };
    case "databricks":
      return { kind: "rest", profile: /^databricks:\/\/([^/]+)/i.exec(uri)?.[1] };
    case "sqlite":
      return { kind: "sqlite", path: sqlitePath(uri) };
    case "file":
      return localStore(pathOfFileUri(uri), isFile);
  }
  throw invalidParameter(
    `A store cannot be read from '${scheme}:'. Give a folder, a 'file:', 'sqlite:', 'http:', 'https:' or 'databricks:' URI.`,
  );
}

/**
 * @throws MlflowError INVALID_PARAMETER_VALUE for a URI of another host, which would be read over the network
 */
export function pathOfFileUri(uri: string): string {
  const rest = uri.slice("file:".length);
  if (!rest.startsWith("//")) return resolve(decoded(rest));
  const host = /^\/\/([^/]*)/.exec(rest)?.[1] ?? "";
  if (host !== "" && host !== "localhost") {
    throw invalidParameter(`'${uri}' names a file on the host '${host}'. Only files of this machine are opened.`);
  }
  try {
    return fileURLToPath(`file://${rest.slice(2 + host.length)}`);
  } catch {
    // Windows' drive letters on another system, or a path with raw percent signs.
    return resolve(decoded(rest.slice(2 + host.length)));
  }
}

function localStore(path: string, isFile: (path: string) => boolean): StoreLocation {
  if (path.startsWith("\\\\") || path.startsWith("//")) {
    throw invalidParameter(`'${path}' is a network path. Only files of this machine are opened.`);
  }
  const absolute = resolve(path);
  return { kind: isFile(absolute) ? "sqlite" : "file", path: absolute };
}

/** SQLAlchemy's form: three slashes and a relative path, or four and an absolute one; options after `?` are ignored. */
function sqlitePath(uri: string): string {
  const path = /^sqlite:\/\/\/([^?]+)/i.exec(uri)?.[1];
  if (path === undefined)
    throw invalidParameter(`'${uri}' does not name a database file, as 'sqlite:////folder/mlflow.db' does.`);
  return isAbsolute(path) ? path : resolve(path);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
