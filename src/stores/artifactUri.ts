import * as vscode from "vscode";
import type { FileInfo } from "../mlflow/entities.ts";
import type { ArtifactOwner, Store } from "../mlflow/store.ts";

/** The scheme of the read-only file system that shows artifacts: `mlflow-artifact://<store>/runs/<run>/plots/roc.png`. */
export const artifactScheme = "mlflow-artifact";

/** What a URI of an artifact names; `path` is relative to the artifact root, "" for the root itself. */
export interface ArtifactAddress {
  storeId: string;
  owner: ArtifactOwner;
  path: string;
}

/** What a tree item or page hands to the commands on artifacts. */
export interface HasArtifact {
  artifact: vscode.Uri;
}

export function artifactUri({ storeId, owner, path }: ArtifactAddress): vscode.Uri {
  const root =
    "runId" in owner
      ? ["runs", owner.runId]
      : "modelId" in owner
        ? ["models", owner.modelId]
        : ["versions", encodeURIComponent(owner.name), owner.version];
  return vscode.Uri.from({
    scheme: artifactScheme,
    authority: storeId,
    path: `/${[...root, ...(path === "" ? [] : [path])].join("/")}`,
  });
}

/** @throws FileSystemError FileNotFound when the URI names no artifact */
export function parseArtifactUri(uri: vscode.Uri): ArtifactAddress {
  const [, kind, id, ...rest] = uri.path.split("/");
  const storeId = uri.authority;
  if (kind === "runs" && id) return { storeId, owner: { runId: id }, path: rest.join("/") };
  if (kind === "models" && id) return { storeId, owner: { modelId: id }, path: rest.join("/") };
  const [version, ...path] = rest;
  if (kind === "versions" && id && version) {
    return { storeId, owner: { name: decodeURIComponent(id), version }, path: path.join("/") };
  }
  throw vscode.FileSystemError.FileNotFound(uri);
}

/** One level of an owner's artifacts, through the method of the store that is for it. */
export function listArtifacts(store: Store, owner: ArtifactOwner, path: string): Promise<FileInfo[]> {
  if ("runId" in owner) return store.listArtifacts(owner.runId, path);
  if ("modelId" in owner) return store.listLoggedModelArtifacts(owner.modelId, path);
  return store.listModelVersionArtifacts(owner.name, owner.version, path);
}
