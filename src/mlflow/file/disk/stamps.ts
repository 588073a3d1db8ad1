import { statSync, type Stats } from "node:fs";

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
