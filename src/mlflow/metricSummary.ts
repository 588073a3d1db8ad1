import { type NumberColumn } from "./store.ts";

/** What a run table tells of a metric's whole history, by the kind of its column. */
export const summaryKinds = ["min", "max", "mean", "minSteps", "maxSteps"] as const;
export type SummaryKind = (typeof summaryKinds)[number];

export function isSummaryKind(kind: string): kind is SummaryKind {
  return (summaryKinds as readonly string[]).includes(kind);
}

/** Sums up the histories of many runs, whose points may come in any order. */
export interface MetricSummaries {
  /** @param place the run's, from 0 */
  add(place: number, value: number, step: number): void;
  column(kind: SummaryKind): NumberColumn;
}

/**
 * The least, the greatest and the mean value, and the first step that has the one or the other. NaN is passed over; a
 * history of nothing else comes down to NaN, and has no such step.
 *
 * @param length how many runs there are
 */
export function metricSummaries(length: number): MetricSummaries {
  const [min, max, mean] = [numbers(NaN), numbers(NaN), numbers(NaN)];
  const [minSteps, maxSteps] = [numbers(NaN), numbers(NaN)];
  const [sums, counts] = [numbers(0), numbers(0)];
  const isThere = new Uint8Array(length);

  function numbers(initial: number): Float64Array {
    return new Float64Array(length).fill(initial);
  }

  return {
    add(place, value, step) {
      isThere[place] = 1;
      if (Number.isNaN(value)) return;
      const [least, greatest] = [min[place]!, max[place]!];
      if (!(value >= least) || (value === least && step < minSteps[place]!)) {
        min[place] = value;
        minSteps[place] = step;
      }
      if (!(value <= greatest) || (value === greatest && step < maxSteps[place]!)) {
        max[place] = value;
        maxSteps[place] = step;
      }
      sums[place]! += value;
      counts[place]! += 1;
    },
    column(kind) {
      if (kind === "mean") sums.forEach((sum, place) => (mean[place] = sum / counts[place]!));
      const values = { min, max, mean, minSteps, maxSteps }[kind];
      const isStep = kind === "minSteps" || kind === "maxSteps";
      const present = isStep ? Uint8Array.from(values, (step) => (Number.isNaN(step) ? 0 : 1)) : isThere.slice();
      return { kind: "number", values: values.slice(), present };
    },
  };
}
