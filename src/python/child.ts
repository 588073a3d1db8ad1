import { statSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { pathToFileURL } from "node:url";
import type * as vscode from "vscode";
import { parseStoreUri } from "../mlflow/storeUri.ts";
import { credentialHeaders } from "../stores/credentials.ts";
import { pathOf } from "../stores/find/places.ts";
import type { WorkspaceStore } from "../stores/index.ts";
import type { PythonEnvironment } from "./environment.ts";

/** A store's URI as MLflow takes it for `MLFLOW_TRACKING_URI`. */
export function trackingUriOf({ uri, store }: Pick<WorkspaceStore, "uri" | "store">): string {
  if (store?.kind === "rest" || /^(https?|databricks)\b/i.test(uri)) return uri;
  const { kind, path } = localPlace(uri);
  return kind === "sqlite" ? `sqlite:///${path}` : pathToFileURL(path).href;
}

/** The folder or the database of a store on this machine. */
export function localPlace(uri: string): { kind: "file" | "sqlite"; path: string } {
  const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  const place = parseStoreUri(uri, isFile);
  return place.kind === "rest" ? { kind: "file", path: pathOf(uri) } : place;
}

/** Variables for what is started with a Python: its programs first on PATH, as in an activated environment. */
export function pythonVariables({ executable, virtualFolder }: PythonEnvironment): Record<string, string> {
  return {
    PATH: `${dirname(executable)}${delimiter}${process.env["PATH"] ?? ""}`,
    ...(virtualFolder === undefined ? {} : { VIRTUAL_ENV: virtualFolder }),
    // What a pipe holds back would be shown too late.
    PYTHONUNBUFFERED: "1",
  };
}

/** Variables with which mlflow works on a store. */
export function storeVariables(trackingUri: string): Record<string, string> {
  const isFileStore = /^file:/i.test(trackingUri);
  return {
    MLFLOW_TRACKING_URI: trackingUri,
    // MLflow 3 refuses file stores otherwise.
    ...(isFileStore ? { MLFLOW_ALLOW_FILE_STORE: "true" } : {}),
  };
}

/** The user's credentials for a server, for what the user starts on it and nothing else. */
export async function credentialVariables(
  secrets: vscode.SecretStorage,
  trackingUri: string,
): Promise<Record<string, string>> {
  if (!/^https?:/i.test(trackingUri)) return {};
  const authorization = (await credentialHeaders(secrets, trackingUri))?.["Authorization"] ?? "";
  const [, scheme, secret = ""] = /^(Basic|Bearer) (.*)$/.exec(authorization) ?? [];
  if (scheme === "Bearer") return { MLFLOW_TRACKING_TOKEN: secret };
  if (scheme !== "Basic") return {};
  const [, user = "", password = ""] = /^([^:]*):(.*)$/s.exec(Buffer.from(secret, "base64").toString()) ?? [];
  return { MLFLOW_TRACKING_USERNAME: user, MLFLOW_TRACKING_PASSWORD: password };
}
