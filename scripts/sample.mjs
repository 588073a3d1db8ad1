// Copies of the sample workspace, unpacked by the extension's own code:  node scripts/sample.mjs FOLDER
import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { fingerprint, root } from "./bootstrap/cache.mjs";
import { inNode24 } from "./bootstrap/node.mjs";
import { inWords } from "./bootstrap/step.mjs";

const archive = join(root, "media", "sample", "workspace.tar.gz");

/** Changes with the sample: a copy under this name is never one of an older sample. */
export function sampleFingerprint() {
  return fingerprint(archive);
}

/**
 * A copy of the sample workspace in a folder; the one that is there, if there is one. Needs Node 24.
 *
 * @returns {Promise<string>} the workspace's path
 */
export async function copySample(folder) {
  const { unpackSample } = await import("../src/sample/unpack.ts");
  return unpackSample(archive, folder);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await inWords(() =>
    inNode24(async () => {
      const [folder] = process.argv.slice(2);
      rmSync(folder, { recursive: true, force: true });
      console.log(await copySample(folder));
    }),
  );
}
