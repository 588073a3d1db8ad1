import { posix } from "node:path";
import { MlflowError } from "../errors.ts";

/** What an artifact URI names, before anything is looked at. */
export type ArtifactLocation =
  /** A path with `/` between its parts; `spellings` are those under which it may exist, the likeliest first. */
  | { kind: "path"; spellings: string[]; isAbsolute: boolean; drive?: string }
  /** A file of another machine, which is not opened; `path` is what may have come along with the store. */
  | { kind: "network"; path: string }
  /** Served by a tracking server; the path is relative to its artifact root. */
  | { kind: "proxied"; path: string }
  | { kind: "run"; runId: string; path: string }
  | { kind: "loggedModel"; modelId: string }
  | { kind: "modelVersion"; name: string; version?: string; stage?: string; alias?: string; path: string }
  | { kind: "remote"; scheme: string };

/** Reads any form that MLflow has written, on any system (`shared/docs/mlflow-formats.md`, parts 1 and 8). */
export function parseArtifactUri(uri: string): ArtifactLocation {
  if (uri.includes("\0")) throw new MlflowError("PERMISSION_DENIED", "An artifact URI with a NUL in it is not opened.");
  const drive = /^[a-z](?=:[\\/])/i.exec(uri)?.[0];
  if (drive !== undefined) return windowsPath(uri);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
      return localPath(uri);
    case "file":
      return fileUri(uri.slice("file:".length));
    case "mlflow-artifacts":
      return { kind: "proxied", path: normalized(decoded(uri.replace(/^[^:]*:(\/\/[^/]*)?/, ""))).replace(/^\/+/, "") };
    case "runs":
      return runUri(uri);
    case "models":
      return modelUri(uri);
  }
  return { kind: "remote", scheme };
}

/** Python's `append_to_uri_path`: what follows the path of a URI (`?…`, `#…`) stays behind it. */
export function appendToUri(uri: string, ...parts: readonly string[]): string {
  const [, base = uri, tail = ""] = /^([a-z][a-z0-9+.-]*:[^?#]*)(.*)$/is.exec(uri) ?? [];
  const path = parts.join("/");
  return (base === "" || base.endsWith("/") ? base + path : `${base}/${path}`) + tail;
}

function fileUri(rest: string): ArtifactLocation {
  if (!rest.startsWith("//")) return rest.startsWith("\\\\") ? network(rest) : localPath(rest);
  const host = /^\/\/([^/\\]*)/.exec(rest)?.[1] ?? "";
  const path = rest.slice(2 + host.length);
  // `file://C:\store` and `file://C:/store` are met where a path was put behind `file://` as it was.
  if (/^[a-z]:$/i.test(host)) return windowsPath(host + path);
  if (host !== "" && host !== "localhost") return network(`//${host}${path}`);
  return path.startsWith("//") ? network(path) : localPath(path);
}

function localPath(path: string): ArtifactLocation {
  if (path.startsWith("\\\\") || path.startsWith("//")) return network(path);
  if (/^\/?[a-z]:[\\/]/i.test(path)) return windowsPath(path.replace(/^\//, ""));
  // MLflow decodes plain paths too (`local_file_uri_to_path`), but stores hold percent signs and spaces of both kinds.
  const spellings = [decoded(path), path].flatMap((spelling) => [spelling, spelling.replaceAll("\\", "/")]);
  return { kind: "path", spellings: [...new Set(spellings.map(normalized))], isAbsolute: path.startsWith("/") };
}

function windowsPath(path: string): ArtifactLocation {
  const spellings = [...new Set([decoded(path), path])].map((spelling) =>
    normalized(spelling.slice(2).replaceAll("\\", "/")),
  );
  return { kind: "path", spellings, isAbsolute: true, drive: `${path.charAt(0).toUpperCase()}:` };
}

function network(path: string): ArtifactLocation {
  return { kind: "network", path: normalized(decoded(path).replaceAll("\\", "/")) };
}

function runUri(uri: string): ArtifactLocation {
  const path = uri.replace(/^runs:\/+/i, "");
  const [runId = "", ...rest] = path.split("/");
  if (!/^runs:\//i.test(uri) || runId === "") {
    throw new MlflowError(
      "INTERNAL_ERROR",
      `Not a proper runs:/ URI: ${uri}. Runs URIs must be of the form 'runs:/<run_id>/run-relative/path/to/artifact'`,
    );
  }
  return { kind: "run", runId, path: rest.join("/") };
}

/** `mlflow/store/artifact/utils/models.py`; a path may follow, as `ModelsArtifactRepository.split_models_uri` splits it. */
function modelUri(uri: string): ArtifactLocation {
  const parts = decoded(uri.replace(/^models:(\/\/[^/]*)?/i, ""))
    .replace(/^\/+/, "")
    .split("/");
  const [first = "", suffix, ...rest] = parts;
  const at = first.lastIndexOf("@");
  if (at > 0 && at < first.length - 1) {
    const path = suffix === undefined ? "" : [suffix, ...rest].join("/");
    return { kind: "modelVersion", name: first.slice(0, at), alias: first.slice(at + 1), path };
  }
  if (first.trim() !== "" && suffix === undefined) return { kind: "loggedModel", modelId: first };
  if (first.trim() === "" || suffix === undefined || suffix.trim() === "") throw improperModelUri(uri);
  const version = { kind: "modelVersion" as const, name: first, path: rest.join("/") };
  if (/^\d+$/.test(suffix)) return { ...version, version: suffix };
  return suffix.toLowerCase() === "latest" ? version : { ...version, stage: suffix };
}

function improperModelUri(uri: string): MlflowError {
  return new MlflowError(
    "INTERNAL_ERROR",
    `Not a proper models:/ URI: ${uri}. Models URIs must be of the form 'models:/name/suffix' or 'models:/name@alias' ` +
      "where suffix is a version, stage, or the string 'latest' and where alias is a registered model alias. " +
      "Only one of suffix or alias can be defined at a time.",
  );
}

function normalized(path: string): string {
  const plain = posix.normalize(path);
  return plain.length > 1 && plain.endsWith("/") ? plain.slice(0, -1) : plain;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Raw percent signs: it was never encoded.
    return text;
  }
}
