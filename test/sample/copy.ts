import { resolve } from "node:path";
import { unpackSample } from "../../src/sample/unpack.ts";
import { temporaryFolder } from "../fixtures.ts";

export const sampleArchive = resolve(import.meta.dirname, "../../media/sample/workspace.tar.gz");

/** A copy of the sample workspace, removed at the end of the process. */
export function copySample(): Promise<string> {
  return unpackSample(sampleArchive, temporaryFolder());
}
