import { MlflowError } from "../errors.ts";
import type { ArtifactOwner, ArtifactReads, ByteRange, DownloadOptions } from "../store.ts";
import { download } from "./download.ts";
import { checkedListPath, checkedPath, realPathInside } from "./inside.ts";
import { listFolder, readRange } from "./read.ts";

/**
 * The artifacts of a store on this machine, whatever keeps its runs.
 *
 * @param rootOf as `artifactRoot` answers
 */
export function localArtifacts(rootOf: (owner: ArtifactOwner) => Promise<string | undefined>): ArtifactReads {
  const list = async (owner: ArtifactOwner, path = "") => listFolder(await rootOf(owner), checkedListPath(path));
  const read = async (owner: ArtifactOwner, path: string, range?: ByteRange) =>
    readRange(await rootOf(owner), checkedPath(path), range);
  const copy = async (owner: ArtifactOwner, path: string, destination: string, options?: DownloadOptions) =>
    download(await rootOf(owner), checkedPath(path), destination, options);
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
      const root = await rootOf(owner).catch(nowhereHere);
      return root === undefined ? undefined : realPathInside(root, checkedPath(path));
    },
  };
}

/** What is only not on this machine has no path on it. */
function nowhereHere(error: unknown): undefined {
  if (error instanceof MlflowError && error.errorCode === "IO_ERROR") return undefined;
  throw error;
}
