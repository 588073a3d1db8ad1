import { parseMeta, YamlNeeded, type Meta } from "./meta.ts";
import { isMissing, readText, reasonOf, type FileStamp, type FileText } from "./readFile.ts";

export interface MetaFile extends FileStamp {
  /** Absent where it could not be read, and where it is empty: it may just be being written. */
  meta?: Meta;
  /** What is wrong with it, in words that complete "meta.yaml … ". */
  problem?: string;
}

/**
 * Reads a meta.yaml or another file of MLflow's in its form, to be called inside `withYaml`.
 *
 * @returns `undefined` where it is missing; everything else that is wrong is a `problem`
 */
export function readMetaFile(path: string): MetaFile | undefined {
  let file: FileText;
  try {
    file = readText(path);
  } catch (error) {
    return isMissing(error) ? undefined : { mtime: NaN, size: NaN, problem: reasonOf(error) };
  }
  const { text, mtime, size, problem } = file;
  try {
    const meta = parseMeta(text);
    return { mtime, size, meta, problem: problem ?? (meta === undefined ? "is empty" : undefined) };
  } catch (error) {
    if (error instanceof YamlNeeded) throw error;
    return { mtime, size, problem: problem ?? `is not YAML: ${(error as Error).message}` };
  }
}
