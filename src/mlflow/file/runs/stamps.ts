import { statSync, type Stats } from "node:fs";
import { type RunLinks } from "./links.ts";

/**
 * A file that was changed less than this before it was read may change again within the same tick of the file system's
 * clock, without a trace in its mtime. Such a stamp is not kept. (FAT counts in two seconds.)
 */
const youngMs = 2000;

/** @returns the mtime as a stamp: NaN, which equals nothing, where it is too young or in the future */
export function trusted(mtime: number, readingTime: number): number {
  return mtime < readingTime - youngMs ? mtime : NaN;
}

export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // A loop of links, a file where a folder should be, or no right to look.
    return undefined;
  }
}

/**
 * One number that moves when something is made, renamed or deleted in a run's folders: the sum of their mtimes. What is
 * written in place moves only its own file.
 */
export function stampFolders(runFolder: string, links: RunLinks | undefined, readingTime: number): number {
  let stamp = 0;
  const add = (path: string) => {
    const mtime = statOf(path)?.mtimeMs;
    if (mtime !== undefined) stamp += trusted(mtime, readingTime);
  };
  add(runFolder);
  add(`${runFolder}/metrics`);
  add(`${runFolder}/params`);
  add(`${runFolder}/tags`);
  for (const name of links?.folders ?? []) add(`${runFolder}/${name}`);
  for (const name of links?.files ?? []) add(`${runFolder}/${name}`);
  return stamp;
}
