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
  const finder = smallFinder;
  finder.start();
  finder.read(wholeFile, length, isRunning && wholeFile[length - 1] !== 10);
  return { latest: finder.best(), problem: finder.problem ?? (finder.lines === 0 ? "it is empty" : undefined) };
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
  const finder = new LatestFinder();
  finder.start(isAppended ? known : undefined);
  // The state behind the last whole line goes into the continuation, a line cut short does not.
  let whole = finder.state();
  const end = readChunks(fd, isAppended ? known.end : 0, size, (bytes, length, isLast) => {
    const lastLine = isLast ? bytes.lastIndexOf(10, length - 1) + 1 : length;
    finder.read(bytes, lastLine, false);
    whole = finder.state();
    if (lastLine < length) finder.read(bytes.subarray(lastLine), length - lastLine, isRunning);
  });
  const continuation = { ...whole, end, ino, tail: tailBefore(fd, end) };
  return { latest: finder.best(), problem: finder.problem, continuation };
}

function tailBefore(fd: number, end: number): string {
  const bytes = Buffer.alloc(Math.min(tailBytes, end));
  readSync(fd, bytes, 0, bytes.length, end - bytes.length);
  return bytes.toString("latin1");
}

/** Goes through lines and keeps the best. A class, because one is used for a hundred thousand files. */
class LatestFinder implements LineReader {
  lines = 0;
  problem: string | undefined;
  #source: Buffer = wholeFile;
  #hasBest = false;
  #step = 0;
  #timestamp = 0;
  #value = 0;
  // The text of the best point's value, parsed only when it is compared or asked for: mostly each line is a new best.
  #valueStart = 0;
  #valueEnd = -1;

  start(from?: Pick<Continuation, "lines" | "best" | "problem">): void {
    this.lines = from?.lines ?? 0;
    this.problem = from?.problem;
    this.#valueEnd = -1;
    this.#hasBest = from?.best !== undefined;
    if (from?.best !== undefined) this.#take(from.best.step, from.best.timestamp, from.best.value);
  }

  /**
   * @param isUnfinished the last line may still be being written: what is wrong with it does not count
   */
  read(source: Buffer, end: number, isUnfinished: boolean): void {
    const problemBefore = this.problem;
    this.#source = source;
    readLines(source, 0, end, this);
    this.#settle();
    if (isUnfinished && problemBefore === undefined && this.problem?.startsWith(`line ${this.lines} `)) {
      this.problem = undefined;
    }
  }

  best(): MetricPoint | undefined {
    return this.#hasBest ? { step: this.#step, timestamp: this.#timestamp, value: this.#value } : undefined;
  }

  state(): Pick<Continuation, "lines" | "best" | "problem"> {
    return { lines: this.lines, best: this.best(), problem: this.problem };
  }

  point(timestamp: number, step: number, valueStart: number, valueEnd: number): void {
    this.lines++;
    if (this.#hasBest) {
      if (step < this.#step || (step === this.#step && timestamp < this.#timestamp)) return;
      if (step === this.#step && timestamp === this.#timestamp) {
        this.#settle();
        // As in Python, nothing is greater than NaN, nor NaN than anything.
        if (!(parseNumber(this.#source, valueStart, valueEnd) > this.#value)) return;
      }
    }
    this.#hasBest = true;
    this.#step = step;
    this.#timestamp = timestamp;
    this.#valueStart = valueStart;
    this.#valueEnd = valueEnd;
  }

  odd(line: string): void {
    this.lines++;
    const point = parseOddLine(line);
    if (typeof point === "string") {
      this.problem ??= `line ${this.lines} ${point}`;
      return;
    }
    const { step, timestamp, value } = point;
    this.#settle();
    const isBetter =
      !this.#hasBest ||
      step > this.#step ||
      (step === this.#step && (timestamp > this.#timestamp || (timestamp === this.#timestamp && value > this.#value)));
    if (isBetter) this.#take(step, timestamp, value);
  }

  #take(step: number, timestamp: number, value: number): void {
    this.#hasBest = true;
    this.#step = step;
    this.#timestamp = timestamp;
    this.#value = value;
    this.#valueEnd = -1;
  }

  #settle(): void {
    if (this.#valueEnd === -1) return;
    this.#value = parseNumber(this.#source, this.#valueStart, this.#valueEnd);
    this.#valueEnd = -1;
  }
}

const smallFinder = new LatestFinder();
