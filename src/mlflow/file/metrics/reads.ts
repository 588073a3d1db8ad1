import { setImmediate } from "node:timers/promises";
import { systemError } from "../../errors.ts";
import { transfer } from "../../rpc.ts";
import { type HistoriesOptions, type MetricHistory, type ThinnedHistory, type TrackingReads } from "../../store.ts";
import { orderedByStep, thinHistory } from "../../thinHistory.ts";
import { checkMetricKey } from "../../validation.ts";
import { type FileStoreContext, findRunFolder } from "../context.ts";
import { isValidKey } from "../disk/keyFolder.ts";
import { type ReadHistory, readHistory } from "./history.ts";
import { sketchHistory } from "./sketch.ts";

/** Histories longer than this are kept: whoever looks at one zooms into it, or watches it grow. */
const longHistory = 20_000;
/** So many points are kept at most, of 24 bytes each, and no longer than this after they were last asked for. */
const maxKeptPoints = 2_000_000;
const keptMs = 60_000;

type Histories = Pick<TrackingReads, "getMetricHistory" | "getMetricHistories">;

export function fileHistories(context: FileStoreContext): Histories & { forget: () => void } {
  const kept = new Map<string, ReadHistory>();
  let timer: NodeJS.Timeout | undefined;

  function read(path: string): ReadHistory | undefined {
    const history = readAgain(path, kept.get(path));
    kept.delete(path);
    if (history !== undefined && history.steps.length > longHistory) keep(path, history);
    return history;
  }

  function keep(path: string, history: ReadHistory): void {
    kept.set(path, history);
    let points = [...kept.values()].reduce((sum, { steps }) => sum + steps.length, 0);
    for (const [oldest, { steps }] of kept) {
      if (points <= maxKeptPoints) break;
      kept.delete(oldest);
      points -= steps.length;
    }
    clearTimeout(timer);
    timer = setTimeout(() => kept.clear(), keptMs).unref();
  }

  function thinned(path: string, options: HistoriesOptions): Omit<ThinnedHistory, "runId" | "key"> | undefined {
    if (options.sketch === true && options.buckets !== undefined && !kept.has(path)) {
      const sketch = sketchHistory(path, options);
      if (sketch !== undefined) return { ...sketch.history, total: sketch.total, isSketch: true };
    }
    const history = read(path);
    if (history === undefined) return undefined;
    const within = withinSteps(orderedByStep(history), options);
    const total = within.steps.length;
    if (options.buckets !== undefined && total > 2 * options.buckets) {
      return { ...thinHistory(within, options.buckets), total };
    }
    const { steps, timestamps, values } = within;
    // Copies: what is kept must stay whole, and a part of it would take all of its buffer along.
    return { steps: steps.slice(), timestamps: timestamps.slice(), values: values.slice(), total };
  }

  return {
    async getMetricHistory(runId, key) {
      checkMetricKey(key);
      const history = read(`${findRunFolder(context, runId).path}/metrics/${key}`);
      const { steps, timestamps, values } = history ?? emptyHistory();
      return { steps, timestamps, values };
    },
    async getMetricHistories(runIds, keys, options = {}) {
      const histories: ThinnedHistory[] = [];
      let pause = performance.now();
      for (const runId of runIds) {
        const folder = findRunFolder(context, runId).path;
        for (const key of keys) {
          const history = isValidKey(key) ? thinned(`${folder}/metrics/${key}`, options) : undefined;
          if (history !== undefined && history.total > 0) histories.push({ runId, key, ...history });
          if (performance.now() - pause < 12) continue;
          await setImmediate();
          pause = performance.now();
        }
      }
      return transfer(
        histories,
        histories.flatMap((history) => buffersOf(history)),
      );
    },
    forget: () => {
      clearTimeout(timer);
      kept.clear();
    },
  };
}

function readAgain(path: string, known: ReadHistory | undefined): ReadHistory | undefined {
  try {
    return readHistory(path, known);
  } catch (error) {
    throw systemError(`Could not read ${path}`, error);
  }
}

function emptyHistory(): MetricHistory {
  return { steps: new Float64Array(0), timestamps: new Float64Array(0), values: new Float64Array(0) };
}

function buffersOf({ steps, timestamps, values }: MetricHistory): ArrayBuffer[] {
  return [steps.buffer, timestamps.buffer, values.buffer] as ArrayBuffer[];
}

/** The part of a history, which is by ascending step, between two steps. */
function withinSteps(history: MetricHistory, { startStep, endStep }: HistoriesOptions): MetricHistory {
  const from = startStep === undefined ? 0 : firstPlace(history.steps, (step) => step >= startStep);
  const to = endStep === undefined ? history.steps.length : firstPlace(history.steps, (step) => step > endStep);
  if (from === 0 && to === history.steps.length) return history;
  return {
    steps: history.steps.subarray(from, to),
    timestamps: history.timestamps.subarray(from, to),
    values: history.values.subarray(from, to),
  };
}

/** By bisection: the condition holds from some place on. */
function firstPlace(steps: Float64Array, isThere: (step: number) => boolean): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isThere(steps[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
