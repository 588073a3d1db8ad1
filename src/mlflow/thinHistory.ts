import { type MetricHistory, type NanPoints } from "./store.ts";

/** Points by ascending step, those of one step by time: in place where they are not, which is rare. */
export function orderedByStep(history: MetricHistory): MetricHistory {
  const { steps, timestamps } = history;
  return ordered(
    history,
    (a, b) => (steps[a] as number) - (steps[b] as number) || (timestamps[a] as number) - (timestamps[b] as number),
  );
}

/** The history itself where it is in this order already, else a copy that is; what compares equal stays as it was. */
export function ordered(history: MetricHistory, compare: (a: number, b: number) => number): MetricHistory {
  const count = history.steps.length;
  let index = 1;
  while (index < count && compare(index - 1, index) <= 0) index++;
  if (index >= count) return history;
  const places = Uint32Array.from({ length: count }, (_, place) => place).sort((a, b) => compare(a, b) || a - b);
  return pick(history, places);
}

/**
 * Thins a history for drawing: the smallest and the largest value of each of `buckets` equal ranges of steps, so that
 * spikes stay. NaN is such a point only where its range holds nothing else; elsewhere the first one of the range is told
 * beside them.
 *
 * @param history by ascending step
 * @param buckets a positive integer
 * @returns at most 2 × `buckets` points by ascending step; `history` itself where it has no more than that
 */
export function thinHistory(history: MetricHistory, buckets: number): MetricHistory & { nans?: NanPoints } {
  const { steps, values, timestamps } = history;
  const count = steps.length;
  if (count <= 2 * buckets) return history;
  const first = steps[0] as number;
  const width = ((steps[count - 1] as number) - first) / buckets;
  const places = new Uint32Array(2 * buckets);
  const nans: number[] = [];
  let kept = 0;
  let start = 0;
  for (let bucket = 0; bucket < buckets && start < count; bucket++) {
    const isLast = bucket === buckets - 1;
    const end = first + width * (bucket + 1);
    let low = start;
    let high = start;
    let nan: number | undefined;
    let index = start;
    for (; index < count && (isLast || (steps[index] as number) < end); index++) {
      const value = values[index] as number;
      if (Number.isNaN(value)) {
        nan ??= index;
        continue;
      }
      if (!((values[low] as number) <= value)) low = index;
      if (!((values[high] as number) >= value)) high = index;
    }
    if (index === start) continue;
    places[kept++] = Math.min(low, high);
    if (low !== high) places[kept++] = Math.max(low, high);
    if (nan !== undefined && nan !== low) nans.push(nan);
    start = index;
  }
  const thinned = pick(history, places.subarray(0, kept));
  if (nans.length === 0) return thinned;
  return { ...thinned, nans: { steps: taken(steps, nans), timestamps: taken(timestamps, nans) } };
}

function pick({ steps, timestamps, values }: MetricHistory, places: Uint32Array): MetricHistory {
  return { steps: taken(steps, places), timestamps: taken(timestamps, places), values: taken(values, places) };
}

function taken(column: Float64Array, places: Iterable<number>): Float64Array {
  return Float64Array.from(places, (place) => column[place] as number);
}
