import type { FileInfo } from "../entities.ts";
import type { ArtifactOwner, ArtifactReads, ByteRange, DownloadOptions } from "../store.ts";

/** What a store can do with artifacts, whosever they are. */
export interface OwnersArtifacts {
  list: (owner: ArtifactOwner, path: string) => Promise<FileInfo[]>;
  read: (owner: ArtifactOwner, path: string, range?: ByteRange) => Promise<Uint8Array>;
  download: (owner: ArtifactOwner, path: string, destination: string, options?: DownloadOptions) => Promise<string>;
  localPath: (owner: ArtifactOwner, path: string) => Promise<string | undefined>;
}

/** The store's methods, three for each kind of owner. */
export function readsByOwner({ list, read, download, localPath }: OwnersArtifacts): ArtifactReads {
  return {
    listArtifacts: (runId, path = "") => list({ runId }, path),
    readArtifact: (runId, path, range) => read({ runId }, path, range),
    downloadArtifacts: (runId, path, destination, options) => download({ runId }, path, destination, options),
    listLoggedModelArtifacts: (modelId, path = "") => list({ modelId }, path),
    readLoggedModelArtifact: (modelId, path, range) => read({ modelId }, path, range),
    downloadLoggedModelArtifacts: (modelId, path, destination, options) =>
      download({ modelId }, path, destination, options),
    listModelVersionArtifacts: (name, version, path = "") => list({ name, version }, path),
    readModelVersionArtifact: (name, version, path, range) => read({ name, version }, path, range),
    downloadModelVersionArtifacts: (name, version, path, destination, options) =>
      download({ name, version }, path, destination, options),
    localArtifactPath: localPath,
  };
}
