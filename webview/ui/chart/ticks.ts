import type { XAxis } from "../../../src/mlflow/metrics.ts";

const second = 1_000;
export const minute = 60 * second;
const hour = 60 * minute;
export const day = 24 * hour;
/** Spans that people count time in, in ascending order. */
const timeSteps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 14, 28, 91, 182, 365, 730, 1825].map((count) => count * day),
];

/**
 * Where an x axis has its ticks: on round steps, or on whole seconds, minutes, hours and days.
 *
 * @param most how many there may be
 */
export function axisTicks(axis: XAxis, min: number, max: number, most: number): { step: number; ticks: number[] } {
  const step = axis === "step" ? roundStep((max - min) / most) : timeStep((max - min) / most);
  // Days begin at the user's midnight.
  const offset = axis === "wall" ? new Date(min).getTimezoneOffset() * minute : 0;
  const first = Math.ceil((min - offset) / step);
  const last = Math.floor((max - offset) / step);
  const ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step + offset);
  return { step, ticks };
}

/** The least of 1, 2, 5, 10, 20, … that is no less: there is no step between two steps. */
function roundStep(least: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(least)));
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= least) ?? 10 * power;
}

function timeStep(least: number): number {
  return timeSteps.find((step) => step >= least) ?? roundStep(least / day) * day;
}
