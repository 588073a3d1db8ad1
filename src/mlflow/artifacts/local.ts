import { MlflowError } from "../errors.ts";
import type { ArtifactOwner, ArtifactReads } from "../store.ts";
import { readsByOwner } from "./byOwner.ts";
import { download } from "./download.ts";
import { checkedListPath, checkedPath, realPathInside } from "./inside.ts";
import { listFolder, readRange } from "./read.ts";

/**
 * The artifacts of a store on this machine, whatever keeps its runs.
 *
 * @param rootOf as `artifactRoot` answers
 */
export function localArtifacts(rootOf: (owner: ArtifactOwner) => Promise<string | undefined>): ArtifactReads {
  return readsByOwner({
    list: async (owner, path) => listFolder(await rootOf(owner), checkedListPath(path)),
    read: async (owner, path, range) => readRange(await rootOf(owner), checkedPath(path), range),
    download: async (owner, path, destination, options) =>
      download(await rootOf(owner), checkedPath(path), destination, options),
    localPath: async (owner, path) => {
      const root = await rootOf(owner).catch(nowhereHere);
      return root === undefined ? undefined : realPathInside(root, checkedPath(path));
    },
  });
}

/** What is only not on this machine has no path on it. */
function nowhereHere(error: unknown): undefined {
  if (error instanceof MlflowError && error.errorCode === "IO_ERROR") return undefined;
  throw error;
}
