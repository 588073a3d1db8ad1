import { bandOf, smooth, type Curve } from "../../../src/mlflow/metrics.ts";

/** What a line ranges over: `low` and `high` at each of its x; NaN where there is nothing to draw. */
export interface LineBand {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** A line of a chart, by ascending x. */
export interface LineSeries extends Curve {
  /** Tells it from the chart's other lines. */
  readonly id: string;
  /** What it is called beside its values; a run's name, usually. */
  readonly label: string;
  /** Its run's place among the runs' colours. */
  readonly place: number;
  /** How many points there are, where fewer are here: those are taken for the extremes of equal ranges of x. */
  readonly total?: number;
  /** Where the line stands for several. A thinned line gets a band of its own. */
  readonly band?: LineBand;
}

/** A line as it is drawn. */
export interface DrawnLine extends Curve {
  readonly series: LineSeries;
  readonly band?: LineBand;
  /** The line before it was smoothed, drawn behind it. */
  readonly raw?: Float64Array;
}

/** More lines than these are drawn thin, without bands and without what is behind a smoothed line. */
const manyLines = 12;

/** @param smoothing the weight that `smooth` takes */
export function drawnLines(series: readonly LineSeries[], smoothing: number): DrawnLine[] {
  const isCrowded = series.length > manyLines;
  return series.map((one) => {
    const { x, y, band } = withBand(one);
    const smoothed = smooth(y, smoothing);
    if (isCrowded) return { series: one, x, y: smoothed };
    return { series: one, x, y: smoothed, band, raw: smoothed === y ? undefined : y };
  });
}

function withBand(series: LineSeries): Curve & { band?: LineBand } {
  if (series.band !== undefined || series.total === undefined || series.total <= series.x.length) return series;
  const { x, y, low, high } = bandOf(series);
  return { x, y, band: { low, high } };
}
