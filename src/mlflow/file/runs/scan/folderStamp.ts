import { statOf, trusted } from "../../disk/stamps.ts";
import { type RunLinks } from "./links.ts";

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
