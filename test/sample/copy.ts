import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after } from "node:test";
import { unpackSample } from "../../src/sample/unpack.ts";

export const sampleArchive = resolve(import.meta.dirname, "../../media/sample/workspace.tar.gz");

/** A copy of the sample workspace for one test file, removed after it. */
export async function copySample(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "lens-sample-"));
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return unpackSample(sampleArchive, folder);
}
