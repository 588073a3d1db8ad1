import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** All that is in a folder, by path: a digest of each file with its time, and folders, empty ones too. */
export function contentsOf(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    const stats = lstatSync(join(folder, path));
    found.set(path, stats.isFile() ? `${digest(join(folder, path))} of ${stats.mtimeMs}` : "folder");
  }
  return found;
}

function digest(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16);
}
