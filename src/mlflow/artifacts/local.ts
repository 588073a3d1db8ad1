import type { ArtifactOwner, ArtifactReads, ByteRange, DownloadOptions } from "../store.ts";
import { download } from "./download.ts";
import { checkedPath, realPathInside } from "./inside.ts";
import { listFolder, readRange } from "./read.ts";
import { artifactRoot, type ArtifactSource } from "./root.ts";

/** The artifacts of a store on this machine, whatever keeps its runs. */
export function localArtifacts(source: ArtifactSource): ArtifactReads {
  const list = async (owner: ArtifactOwner, path = "") => listFolder(artifactRoot(source, owner), checkedPath(path));
  const read = async (owner: ArtifactOwner, path: string, range?: ByteRange) =>
    readRange(artifactRoot(source, owner), checkedPath(path), range);
  const copy = async (owner: ArtifactOwner, path: string, destination: string, options?: DownloadOptions) =>
    download(artifactRoot(source, owner), checkedPath(path), destination, options);
  return {
    listArtifacts: (runId, path) => list({ runId }, path),
    readArtifact: (runId, path, range) => read({ runId }, path, range),
    downloadArtifacts: (runId, path, destination, options) => copy({ runId }, path, destination, options),
    listLoggedModelArtifacts: (modelId, path) => list({ modelId }, path),
    readLoggedModelArtifact: (modelId, path, range) => read({ modelId }, path, range),
    downloadLoggedModelArtifacts: (modelId, path, destination, options) =>
      copy({ modelId }, path, destination, options),
    listModelVersionArtifacts: (name, version, path) => list({ name, version }, path),
    readModelVersionArtifact: (name, version, path, range) => read({ name, version }, path, range),
    downloadModelVersionArtifacts: (name, version, path, destination, options) =>
      copy({ name, version }, path, destination, options),
    localArtifactPath: async (owner, path) => {
      const root = artifactRoot(source, owner);
      return root === undefined ? undefined : realPathInside(root, checkedPath(path));
    },
  };
}
