import { NotAFile, readText } from "../../disk/readFile.ts";
import { type Continuation, readLatest } from "../../metrics/latest.ts";
import { makeDictionary } from "../table/dictionary.ts";
import { type KeyKind } from "../table/keyColumns.ts";
import { keptTextBytes, longText } from "./scan.ts";
import { statOf, trusted } from "../../disk/stamps.ts";

/** One key of runs of one experiment. */
export interface KeyScanRequest {
  folder: string;
  names: readonly string[];
  kind: KeyKind;
  key: string;
}

/** Entry i is of `names[i]`; see `KeyColumn`. */
export interface KeyChunk {
  known: Uint8Array<ArrayBuffer>;
  values: Float64Array<ArrayBuffer>;
  steps: Float64Array<ArrayBuffer>;
  mtime: Float64Array<ArrayBuffer>;
  size: Float64Array<ArrayBuffer>;
  dictionary: string[];
}

/** Reads one file of each run. A file that MLflow would fail on counts as no such key. */
export function scanKey(request: KeyScanRequest, continuations = new Map<string, Continuation>()): KeyChunk {
  const { folder, names, kind, key } = request;
  const dictionary = makeDictionary();
  const known = new Uint8Array(names.length);
  const values = new Float64Array(names.length);
  const steps = new Float64Array(kind === "metrics" ? names.length : 0);
  const mtime = new Float64Array(names.length);
  const size = new Float64Array(names.length);
  // A failing open costs more than a look before it: where one file was missing the next one likely is too.
  let isLikelyThere = true;
  for (let i = 0; i < names.length; i++) {
    const path = `${folder}/${names[i]!}/${kind}/${key}`;
    const readingTime = Date.now();
    known[i] = 1;
    if (!isLikelyThere && statOf(path) === undefined) continue;
    isLikelyThere = true;
    try {
      if (kind === "metrics") {
        const read = readLatest(path, true, continuations.get(path));
        if (read.continuation !== undefined) continuations.set(path, read.continuation);
        if (read.latest === undefined) continue;
        values[i] = read.latest.value;
        steps[i] = read.latest.step;
        mtime[i] = trusted(read.mtime, readingTime);
        size[i] = read.size;
      } else {
        const read = readText(path);
        values[i] = read.size > keptTextBytes ? longText : dictionary.code(read.text);
        mtime[i] = trusted(read.mtime, readingTime);
        size[i] = read.size;
      }
      known[i] = 2;
    } catch (error) {
      if (!(error instanceof NotAFile) && (error as NodeJS.ErrnoException).code === undefined) throw error;
      isLikelyThere = false;
    }
  }
  return { known, values, steps, mtime, size, dictionary: dictionary.texts() };
}
