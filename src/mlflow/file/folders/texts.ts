import { join } from "node:path";
import { listKeys } from "../disk/keyFolder.ts";
import { isMissing, maxTextBytes, readText, reasonOf } from "../disk/readFile.ts";

/**
 * Reads a folder with a file a key, such as `tags`. What cannot be read is left out, with a problem.
 *
 * @param what names a key in problems: "The tag"
 */
export function readTexts(
  folder: string,
  what: string,
  problems: string[],
  maxBytes = maxTextBytes,
): Record<string, string> {
  const listed = listKeys(folder);
  problems.push(...listed.problems);
  const texts: [string, string][] = [];
  for (const key of listed.keys) {
    const text = readOne(folder, key, what, problems, maxBytes);
    if (text !== undefined) texts.push([key, text]);
  }
  return Object.fromEntries(texts);
}

function readOne(folder: string, key: string, what: string, problems: string[], maxBytes: number): string | undefined {
  try {
    const { text, problem } = readText(join(folder, key), maxBytes);
    if (problem !== undefined) problems.push(`${what} ${key} ${problem}.`);
    return text;
  } catch (error) {
    // Deleted since it was listed: it is not there.
    if (!isMissing(error)) problems.push(`${what} ${key} ${reasonOf(error)}.`);
    return undefined;
  }
}
