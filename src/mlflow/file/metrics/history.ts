import { closeSync } from "node:fs";
import { isMissing, NotAFile, openRegularFile } from "../disk/readFile.ts";
import { type MetricHistory } from "../../store.ts";
import { readChunks } from "./chunks.ts";
import { parseNumber, parseOddLine, readLines, type LineReader } from "./lines.ts";

/** A history as it was read, so that what is appended to its file can be added. */
export interface ReadHistory extends MetricHistory {
  /** Bytes read: all whole lines. A last line without its end is among the points, but not here. */
  end: number;
  /** Points in whole lines. */
  wholePoints: number;
  ino: number;
  mtime: number;
  size: number;
}

/**
 * All points of a metric file in the order of its lines, as MLflow answers them. Lines that MLflow would fail on are
 * left out.
 *
 * @param known an earlier answer for the same path: only what was appended since is read
 * @returns `undefined` where there is no such file
 * @throws the system's error
 */
export function readHistory(path: string, known?: ReadHistory): ReadHistory | undefined {
  let file: ReturnType<typeof openRegularFile>;
  try {
    file = openRegularFile(path);
  } catch (error) {
    if (isMissing(error) || error instanceof NotAFile) return undefined;
    throw error;
  }
  const { fd, ino, mtime, size } = file;
  try {
    if (known?.ino === ino && known.size === size && known.mtime === mtime) return known;
    const start = known?.ino === ino && known.size < size ? known : undefined;
    const points = growingHistory(start, size);
    let whole = 0;
    const end = readChunks(fd, start?.end ?? 0, size, (bytes, length, isLast) => {
      const lastLine = isLast ? bytes.lastIndexOf(10, length - 1) + 1 : length;
      points.read(bytes, 0, lastLine);
      whole = points.count();
      points.read(bytes, lastLine, length);
    });
    return { ...points.finish(), end, wholePoints: whole, ino, mtime, size };
  } finally {
    closeSync(fd);
  }
}

function growingHistory(start: ReadHistory | undefined, size: number) {
  let count = start?.wholePoints ?? 0;
  // MLflow's lines have some 40 bytes; the guess is corrected as soon as it is too small.
  let capacity = count + Math.ceil((size - (start?.end ?? 0)) / 36) + 16;
  let steps = new Float64Array(capacity);
  let timestamps = new Float64Array(capacity);
  let values = new Float64Array(capacity);
  if (start !== undefined) {
    steps.set(start.steps.subarray(0, count));
    timestamps.set(start.timestamps.subarray(0, count));
    values.set(start.values.subarray(0, count));
  }
  const add = (timestamp: number, step: number, value: number) => {
    if (count === capacity) {
      capacity *= 2;
      steps = grown(steps, capacity);
      timestamps = grown(timestamps, capacity);
      values = grown(values, capacity);
    }
    steps[count] = step;
    timestamps[count] = timestamp;
    values[count++] = value;
  };
  let source: Buffer;
  const reader: LineReader = {
    point: (timestamp, step, valueStart, valueEnd) => add(timestamp, step, parseNumber(source, valueStart, valueEnd)),
    odd(line) {
      const point = parseOddLine(line);
      if (typeof point !== "string") add(point.timestamp, point.step, point.value);
    },
  };
  return {
    read(bytes: Buffer, from: number, to: number) {
      source = bytes;
      readLines(bytes, from, to, reader);
    },
    count: () => count,
    finish: (): MetricHistory => ({
      steps: steps.slice(0, count),
      timestamps: timestamps.slice(0, count),
      values: values.slice(0, count),
    }),
  };
}

function grown(array: Float64Array<ArrayBuffer>, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  larger.set(array);
  return larger;
}
