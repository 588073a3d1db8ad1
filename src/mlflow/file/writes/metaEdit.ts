import { MlflowError } from "../../errors.ts";
import { type Meta, parseMeta, yamlLibrary, YamlNeeded } from "../disk/meta.ts";
import { readText, reasonOf } from "../disk/readFile.ts";
import { dumpYamlKey, type YamlValue } from "./yamlDump.ts";

/** Keys to be written; `undefined` removes one. */
export type MetaChanges = Record<string, YamlValue | undefined>;

export interface OpenMeta {
  text: string;
  meta: Meta;
}

/**
 * Reads a meta file that is about to be edited, inside `withYaml`.
 *
 * @throws MlflowError INVALID_STATE for one that cannot be read as a whole: it is never guessed at
 */
export function openMeta(path: string): OpenMeta {
  let problem: string | undefined;
  try {
    const file = readText(path);
    const meta = parseMeta(file.text);
    if (meta !== undefined && file.problem === undefined) return { text: file.text, meta };
    problem = file.problem ?? "is empty: another process may be writing it";
  } catch (error) {
    if (error instanceof YamlNeeded) throw error;
    const isSystems = (error as NodeJS.ErrnoException).code !== undefined;
    problem = isSystems ? reasonOf(error) : `is not YAML: ${(error as Error).message}`;
  }
  throw new MlflowError("INVALID_STATE", `Nothing was written: the file '${path}' ${problem}.`);
}

/**
 * The text of a meta file with some keys set and all others as they are, also those that no MLflow knows. For a file of
 * MLflow's own this is what MLflow would write; new keys come where the alphabet wants them. Inside `withYaml`.
 */
export function editMeta(text: string, changes: MetaChanges): string {
  const entries = entriesOf(text);
  if (entries === undefined) return editWithLibrary(text, changes);
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const pieces = entries.map(({ key, lines }) => ({
    key,
    lines: key !== undefined && Object.hasOwn(changes, key) ? dump(key, changes[key], lineEnd) : lines,
  }));
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined || entries.some((entry) => entry.key === key)) continue;
    const next = pieces.findIndex((piece) => piece.key !== undefined && piece.key > key);
    pieces.splice(next === -1 ? pieces.length : next, 0, { key, lines: dump(key, value, lineEnd) });
  }
  return pieces.map(({ lines }) => lines).join("");
}

function dump(key: string, value: YamlValue | undefined, lineEnd: string): string {
  return value === undefined ? "" : dumpYamlKey(key, value).replaceAll("\n", lineEnd);
}

interface Entry {
  /** Absent for what stands before the first key. */
  key?: string;
  /** The lines of the key and its value, with their line ends. */
  lines: string;
}

/** A mapping by its outermost keys; `undefined` where anything but keys, lists, comments and blanks stands at the margin. */
function entriesOf(text: string): Entry[] | undefined {
  const entries: Entry[] = [{ lines: "" }];
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  for (const [i, line] of lines.entries()) {
    const key = /^\ufeff?([A-Za-z0-9_][A-Za-z0-9_.-]*):(?=\s|$)/.exec(line)?.[1];
    if (key !== undefined) entries.push({ key, lines: line });
    else if (/^(?:\s|$|#|- |-\r?\n)/.test(line) || (i === 0 && /^---\s*$/.test(line))) entries.at(-1)!.lines += line;
    else return undefined;
  }
  const last = entries.at(-1)!;
  if (last.lines !== "" && !last.lines.endsWith("\n")) last.lines += text.includes("\r\n") ? "\r\n" : "\n";
  return entries;
}

/** Whatever else YAML allows, with the values, comments and order of the file kept as far as the library can. */
function editWithLibrary(text: string, changes: MetaChanges): string {
  const document = yamlLibrary().parseDocument(text, { version: "1.1", logLevel: "silent" });
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) document.delete(key);
    else document.set(key, value);
  }
  return document.toString();
}
