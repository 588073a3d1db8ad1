import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { appendToUri, parseArtifactUri } from "../../artifacts/uri.ts";

/** Where a file store puts an experiment's artifacts unless it is told otherwise. */
export function defaultLocation(root: string, experimentId: string): string {
  return appendToUri(pythonFileUri(root), experimentId);
}

/** A location as MLflow stores it: a relative path is made absolute, here against the folder that the store lies in. */
export function storedLocation(root: string, location: string): string {
  const named = parseArtifactUri(location);
  if (named.kind !== "path" || named.isAbsolute) return location;
  const isUri = /^file:/i.test(location);
  const path = resolve(dirname(root), location.replace(/^file:/i, ""));
  if (process.platform === "win32") return pathToFileURL(path).href;
  return isUri ? `file://${path}` : path;
}

/** Python's `Path.as_uri`, which encodes more than JavaScript's. */
function pythonFileUri(path: string): string {
  if (process.platform === "win32") return pathToFileURL(path).href;
  const encoded = path
    .split("/")
    .map((part) =>
      encodeURIComponent(part).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
    );
  return `file://${encoded.join("/")}`;
}
