import { type MetricHistory } from "../../store.ts";

/** By ascending step, those within the bounds (inclusive); points of one step stay in their order. */
export function byStep(history: MetricHistory, startStep = -Infinity, endStep = Infinity): MetricHistory {
  const { steps } = history;
  const places: number[] = [];
  let isOrdered = true;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i] as number;
    if (step < startStep || step > endStep) continue;
    if (places.length > 0 && (steps[places.at(-1) as number] as number) > step) isOrdered = false;
    places.push(i);
  }
  if (isOrdered && places.length === steps.length) return history;
  if (!isOrdered) places.sort((a, b) => (steps[a] as number) - (steps[b] as number) || a - b);
  return at(history, places);
}

/**
 * The smallest and the largest value of each of `buckets` equal ranges of steps, so that spikes stay. A NaN is kept where
 * its bucket has nothing else.
 *
 * @param history by ascending step
 * @returns at most 2 × `buckets` points; `history` itself where it has no more
 */
export function thin(history: MetricHistory, buckets: number): MetricHistory {
  const { steps, values } = history;
  const count = steps.length;
  if (count <= 2 * buckets) return history;
  const first = steps[0] as number;
  const width = ((steps[count - 1] as number) - first) / buckets;
  const places: number[] = [];
  let [bucket, low, high] = [-1, -1, -1];
  const close = () => {
    if (low >= 0) places.push(Math.min(low, high));
    if (low !== high) places.push(Math.max(low, high));
  };
  for (let i = 0; i < count; i++) {
    const own = width === 0 ? 0 : Math.min(buckets - 1, Math.floor(((steps[i] as number) - first) / width));
    if (own !== bucket) {
      close();
      [bucket, low, high] = [own, i, i];
      continue;
    }
    const value = values[i] as number;
    if (value < (values[low] as number) || Number.isNaN(values[low])) low = i;
    if (value > (values[high] as number) || Number.isNaN(values[high])) high = i;
  }
  close();
  return at(history, places);
}

function at({ steps, timestamps, values }: MetricHistory, places: readonly number[]): MetricHistory {
  const pick = (column: Float64Array) => Float64Array.from(places, (place) => column[place] as number);
  return { steps: pick(steps), timestamps: pick(timestamps), values: pick(values) };
}
