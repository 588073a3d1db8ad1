import { closeSync, readSync } from "node:fs";
import { openRegularFile, readFully, type FileStamp } from "../disk/readFile.ts";
import { readChunks } from "./chunks.ts";
import { parseNumber, parseOddLine, readLines, type LineReader, type MetricPoint } from "./lines.ts";

export interface LatestRead extends FileStamp {
  /** Absent where the file has no usable line. */
  latest?: MetricPoint;
  /** What is wrong with the file, in words that complete "Metric 'm' is malformed: … ". */
  problem?: string;
  /** How to read on when the file has grown; only for long files. */
  continuation?: Continuation;
}

/** The state behind the last whole line of a long file. */
export interface Continuation {
  /** Bytes read. */
  end: number;
  ino: number;
  /** The last bytes before `end`: the file was rewritten, not appended to, where they differ. */
  tail: string;
  lines: number;
  best?: MetricPoint;
  problem?: string;
}

const smallFile = 1 << 16;
const tailBytes = 48;
const wholeFile = Buffer.allocUnsafeSlow(smallFile);

/**
 * The latest value of a metric as MLflow picks it: the largest (step, timestamp, value) of all lines, the first on a
 * tie, where Python's comparison with NaN is always false.
 *
 * @param known what an earlier reading of the same path answered: a file that grew is read on from there
 * @param isRunning true while a run is running: then a last line without its line end may still be being written
 * @throws the system's error, or NotAFile
 */
export function readLatest(path: string, isRunning: boolean, known?: Continuation): LatestRead {
  const { fd, mtime, size, ino } = openRegularFile(path);
  try {
    if (size <= smallFile) return { mtime, size, ...readSmall(fd, size, isRunning) };
    return { mtime, size, ...readLong(fd, size, ino, isRunning, known) };
  } finally {
    closeSync(fd);
  }
}

function readSmall(fd: number, size: number, isRunning: boolean): { latest?: MetricPoint; problem?: string } {
  const length = readFully(fd, wholeFile, size, 0);
  const finder = latestFinder();
  finder.read(wholeFile, length, isRunning && wholeFile[length - 1] !== 10);
  return finder.result();
}

function readLong(
  fd: number,
  size: number,
  ino: number,
  isRunning: boolean,
  known: Continuation | undefined,
): Omit<LatestRead, keyof FileStamp> {
  const isAppended =
    known !== undefined && known.ino === ino && known.end <= size && tailBefore(fd, known.end) === known.tail;
  const finder = latestFinder(isAppended ? known : undefined);
  // The state behind the last whole line goes into the continuation, a line cut short does not.
  let continuation: Continuation | undefined;
  const end = readChunks(fd, isAppended ? known.end : 0, size, (bytes, length, isLast) => {
    if (!isLast) {
      finder.read(bytes, length, false);
      return;
    }
    const whole = length === 0 ? 0 : bytes.lastIndexOf(10, length - 1) + 1;
    finder.read(bytes, whole, false);
    continuation = { end: 0, ino, tail: "", ...finder.state() };
    if (whole < length) finder.read(bytes.subarray(whole), length - whole, isRunning);
  });
  continuation ??= { end: 0, ino, tail: "", ...finder.state() };
  return { ...finder.result(), continuation: { ...continuation, end, tail: tailBefore(fd, end) } };
}

function tailBefore(fd: number, end: number): string {
  const bytes = Buffer.alloc(Math.min(tailBytes, end));
  readSync(fd, bytes, 0, bytes.length, end - bytes.length);
  return bytes.toString("latin1");
}

function latestFinder(start: { lines: number; best?: MetricPoint; problem?: string } = { lines: 0 }) {
  let { lines, problem } = start;
  let { step, timestamp } = start.best ?? { step: NaN, timestamp: 0 };
  let value = start.best?.value;
  // The text of the best point's value, parsed only when it is compared or asked for: mostly each line is a new best.
  let bytes: Buffer | undefined;
  let valueStart = 0;
  let valueEnd = 0;
  let read = 0;

  const settle = () => {
    if (bytes !== undefined) value = parseNumber(bytes, valueStart, valueEnd);
    bytes = undefined;
  };
  const reader = (source: Buffer): LineReader => ({
    point(pointTimestamp, pointStep, start, end) {
      read++;
      if (pointStep < step || (pointStep === step && pointTimestamp < timestamp)) return;
      if (pointStep === step && pointTimestamp === timestamp) {
        settle();
        if (!(parseNumber(source, start, end) > value!)) return;
      }
      step = pointStep;
      timestamp = pointTimestamp;
      bytes = source;
      valueStart = start;
      valueEnd = end;
    },
    odd(line) {
      read++;
      const point = parseOddLine(line);
      if (typeof point === "string") {
        problem ??= `line ${lines + read} ${point}`;
        return;
      }
      if (point.step < step || (point.step === step && point.timestamp < timestamp)) return;
      if (point.step === step && point.timestamp === timestamp) {
        settle();
        if (!(point.value > value!)) return;
      }
      ({ step, timestamp, value } = point);
      bytes = undefined;
    },
  });

  const best = (): MetricPoint | undefined => {
    settle();
    return value === undefined ? undefined : { step, timestamp, value };
  };
  return {
    /** Reads lines; a problem in them does not count where they may still be being written. */
    read(source: Buffer, end: number, isUnfinished: boolean) {
      const problemBefore = problem;
      read = 0;
      lines += readLines(source, 0, end, reader(source));
      if (isUnfinished && problemBefore === undefined && problem?.startsWith(`line ${lines} `)) problem = undefined;
      settle();
    },
    state: () => ({ lines, best: best(), problem }),
    result: (): { latest?: MetricPoint; problem?: string } => {
      const latest = best();
      return { latest, problem: problem ?? (lines === 0 ? "it is empty" : undefined) };
    },
  };
}
