import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "../fixtures.ts";

/**
 * A new folder with these files; a path that ends with `/` is a folder. It is removed at the end of the process.
 *
 * @param folder where to, if not into a new one
 */
export function madeFolder(files: Record<string, string>, folder = temporaryFolder()): string {
  for (const [path, content] of Object.entries(files)) {
    const place = join(folder, path);
    mkdirSync(path.endsWith("/") ? place : dirname(place), { recursive: true });
    if (!path.endsWith("/")) writeFileSync(place, content);
  }
  return folder;
}
