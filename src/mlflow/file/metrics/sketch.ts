import { closeSync, readSync } from "node:fs";
import { type HistoriesOptions, type MetricHistory } from "../../store.ts";
import { openRegularFile } from "../disk/readFile.ts";
import { parseNumber, readLines } from "./lines.ts";

/** Files up to this size are read whole as quickly. */
const shortFile = 1 << 19;
const lineBytes = 128;
const most = 2000;

const buffer = Buffer.alloc(2 * lineBytes);

interface Sample {
  step: number;
  timestamp: number;
  value: number;
  /** Of its line, with the line's end. */
  length: number;
}

/**
 * Evenly spaced points of a long history, without reading what lies between.
 *
 * @returns the points by ascending step and about how many there are within the asked steps; `undefined` where the file
 *   is short, missing or not in the order of steps: then it must be read
 */
export function sketchHistory(
  path: string,
  { buckets = most, startStep, endStep }: HistoriesOptions,
): { history: MetricHistory; total: number } | undefined {
  let file: ReturnType<typeof openRegularFile>;
  try {
    file = openRegularFile(path);
  } catch {
    return undefined;
  }
  const { fd, size } = file;
  try {
    if (size <= shortFile) return undefined;
    const from = startStep === undefined ? 0 : offsetOfStep(fd, size, (step) => step >= startStep);
    const to = endStep === undefined ? size : offsetOfStep(fd, size, (step) => step > endStep);
    if (to - from <= shortFile) return undefined;
    // One for each: it is drawn at once, and what is drawn a moment later tells the spikes.
    const samples = sample(fd, from, to, Math.max(2, Math.min(most, buckets)));
    const isOrdered = samples.every(({ step }, i) => i === 0 || step >= samples[i - 1]!.step);
    if (!isOrdered || samples.length < 2) return undefined;
    const lengths = samples.reduce((sum, { length }) => sum + length, 0);
    return {
      history: {
        steps: Float64Array.from(samples, ({ step }) => step),
        timestamps: Float64Array.from(samples, ({ timestamp }) => timestamp),
        values: Float64Array.from(samples, ({ value }) => value),
      },
      total: Math.round(((to - from) * samples.length) / lengths),
    };
  } finally {
    closeSync(fd);
  }
}

function sample(fd: number, from: number, to: number, count: number): Sample[] {
  const samples: Sample[] = [];
  const gap = (to - from - lineBytes) / (count - 1);
  for (let i = 0; i < count; i++) {
    const found = sampleAt(fd, Math.floor(from + gap * i));
    if (found !== undefined) samples.push(found);
  }
  return samples;
}

/** The first whole line behind an offset; the line there itself where it begins there. */
function sampleAt(fd: number, offset: number): Sample | undefined {
  // One byte before it tells whether a line begins there.
  const at = Math.max(0, offset - 1);
  const read = readSync(fd, buffer, 0, buffer.length, at);
  const start = offset === 0 ? 0 : buffer.indexOf(10) + 1;
  if ((offset > 0 && start === 0) || start >= read) return undefined;
  const end = buffer.indexOf(10, start);
  if (end === -1 || end >= read) return undefined;
  let found: Sample | undefined;
  readLines(buffer, start, end, {
    point: (timestamp, step, valueStart, valueEnd) => {
      found = { timestamp, step, value: parseNumber(buffer, valueStart, valueEnd), length: end + 1 - start };
    },
    // A line that is not as usual is left out of a sketch.
    odd: () => undefined,
  });
  return found;
}

/** Where the first line lies whose step satisfies a condition that holds from some step on. */
function offsetOfStep(fd: number, size: number, isThere: (step: number) => boolean): number {
  let low = 0;
  let high = size;
  while (high - low > lineBytes) {
    const middle = Math.floor((low + high) / 2);
    const found = sampleAt(fd, middle);
    if (found === undefined || isThere(found.step)) high = middle;
    else low = middle;
  }
  return low;
}
