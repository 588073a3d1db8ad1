// What is drawn of metric histories: pure arithmetic on their columns, the same for every page.

/** What a chart's x axis counts: steps, milliseconds since the run's start, or milliseconds since 1970. */
export type XAxis = "step" | "relative" | "wall";

/** n points by ascending x; values may be NaN or ±Infinity. */
export interface Curve {
  x: Float64Array;
  y: Float64Array;
  /** Further x, ascending, at which a value is NaN. */
  nans?: Float64Array;
}

/** What `curveOf` needs of a history. */
interface Points {
  steps: Float64Array;
  timestamps: Float64Array;
  values: Float64Array;
  /** Of a thinned history: further points that are NaN. */
  nans?: { steps: Float64Array; timestamps: Float64Array };
}

/**
 * A history along an axis. By time its points are put in the order of time: a run that was taken up again has steps that
 * were logged before smaller ones.
 *
 * @param startTime the run's; its first point's where the run has none. Only the axis "relative" needs it
 */
export function curveOf({ steps, timestamps, values, nans }: Points, axis: XAxis, startTime?: number): Curve {
  if (axis === "step") return { x: steps, y: values, ...(nans && { nans: nans.steps }) };
  const origin = axis === "wall" ? 0 : (startTime ?? smallest(timestamps));
  const isOrdered = timestamps.every((time, i) => i === 0 || time >= timestamps[i - 1]!);
  const places = Uint32Array.from(timestamps, (_, place) => place);
  if (!isOrdered) places.sort((a, b) => timestamps[a]! - timestamps[b]! || a - b);
  return {
    x: Float64Array.from(places, (place) => timestamps[place]! - origin),
    y: Float64Array.from(places, (place) => values[place]!),
    ...(nans && { nans: nans.timestamps.map((time) => time - origin).sort() }),
  };
}

/**
 * The steps of a history's points between two places of an axis, and one point more on either side, so that lines go on
 * to the edge.
 *
 * @returns `undefined` where no point is near
 */
export function stepsWithin(
  history: Points,
  axis: XAxis,
  range: { min: number; max: number },
  startTime?: number,
): { startStep: number; endStep: number } | undefined {
  if (axis === "step") return { startStep: Math.floor(range.min), endStep: Math.ceil(range.max) };
  const { steps, timestamps } = history;
  const origin = axis === "wall" ? 0 : (startTime ?? smallest(timestamps));
  let startStep = Infinity;
  let endStep = -Infinity;
  for (let i = 0; i < steps.length; i++) {
    const x = timestamps[i]! - origin;
    if (x < range.min || x > range.max) continue;
    startStep = Math.min(startStep, steps[i - 1] ?? steps[i]!);
    endStep = Math.max(endStep, steps[i + 1] ?? steps[i]!);
  }
  return startStep <= endStep ? { startStep, endStep } : undefined;
}

function smallest(values: Float64Array): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}

/**
 * Exponential smoothing with its bias corrected, as TensorBoard's "Smoothing" does it: the first values are not drawn
 * towards zero. What is not finite stays as it is and is passed over; a constant stays the constant.
 *
 * @param weight how much of what came before stays, 0 (nothing) to below 1
 */
export function smooth(values: Float64Array, weight: number): Float64Array {
  const isConstant = values.every((value) => value === values[0]);
  if (isConstant || weight <= 0) return values;
  let last = 0;
  let count = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    last = last * weight + (1 - weight) * value;
    count++;
    return last / (1 - weight ** count);
  });
}

/** A curve with what it ranges over: `low` and `high` at every x, NaN where there is nothing finite. */
export interface Band extends Curve {
  low: Float64Array;
  high: Float64Array;
}

/**
 * What to draw of a curve that was thinned to the smallest and largest value of each of equal ranges of x: in so many
 * columns the range of its values, and their mean as the line. A column takes two of those ranges or more, since one alone
 * would hold the smallest value here and the largest there. A value that is not finite keeps a point of its own.
 *
 * @param curve by ascending x
 */
export function bandOf({ x, y }: Curve, columns = Math.max(1, Math.floor(x.length / 4))): Band {
  const count = x.length;
  const first = x[0] ?? 0;
  const width = ((x[count - 1] ?? 0) - first) / columns;
  const found: [x: number, y: number, low: number, high: number][] = [];
  for (let start = 0; start < count;) {
    const column = columnOf(x[start]!, first, width, columns);
    let [sum, finite, low, high] = [0, 0, Infinity, -Infinity];
    let end = start;
    let odd: number | undefined;
    for (; end < count && columnOf(x[end]!, first, width, columns) === column; end++) {
      const value = y[end]!;
      if (!Number.isFinite(value)) {
        odd ??= end;
        continue;
      }
      sum += value;
      finite++;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (finite > 0) found.push([(x[start]! + x[end - 1]!) / 2, sum / finite, low, high]);
    if (odd !== undefined) found.push([x[end - 1]!, y[odd]!, NaN, NaN]);
    start = end;
  }
  const part = (index: 0 | 1 | 2 | 3) => Float64Array.from(found, (point) => point[index]);
  return { x: part(0), y: part(1), low: part(2), high: part(3) };
}

function columnOf(x: number, first: number, width: number, columns: number): number {
  return width > 0 ? Math.min(columns - 1, Math.floor((x - first) / width)) : 0;
}

/** The place of the point that is nearest to an x; -1 where there is none. `x` ascends. */
export function nearestPoint(x: Float64Array, wanted: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (x[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  if (low === x.length) return x.length - 1;
  if (low === 0) return 0;
  return wanted - x[low - 1]! <= x[low]! - wanted ? low - 1 : low;
}
