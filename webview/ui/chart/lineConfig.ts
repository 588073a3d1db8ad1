import type { Chart, ChartConfiguration, ChartDataset, Plugin, ScaleOptions } from "chart.js";
import type { XAxis } from "../../../src/mlflow/metrics.ts";
import { runStroke } from "../runColor.tsx";
import { tickText, valueText } from "./axis.ts";
import type { DrawnLine, LineSeries } from "./series.ts";
import type { ChartColors } from "./theme.ts";
import { axisTicks } from "./ticks.ts";

/** A part of the x axis. */
export interface XRange {
  readonly min: number;
  readonly max: number;
}

export interface LineLook {
  readonly axis: XAxis;
  readonly isLog: boolean;
  /** Draws every point, not only the line through them. */
  readonly showsPoints: boolean;
  /** The part of the x axis in sight; all of it if absent. */
  readonly range: XRange | undefined;
}

/** A point of a line whose value has no place on the y axis. */
interface OddPoint {
  readonly x: number;
  readonly value: number;
}
type LineData = ChartDataset<"line", { x: number; y: number }[]> & {
  odd?: { color: string; points: readonly OddPoint[] };
};
export type LineConfiguration = ChartConfiguration<"line", { x: number; y: number }[]>;
export type LineJs = Chart<"line", { x: number; y: number }[]>;

/** Lines above this number are thin. */
const fewLines = 12;
/** So few points are drawn even unasked: one alone makes no line. */
const fewPoints = 2;

/** What Chart.js is told: the lines, their bands, two axes; and nothing that moves or listens. */
export function lineConfiguration(
  lines: readonly DrawnLine[],
  look: LineLook,
  colors: ChartColors,
): LineConfiguration & { options: object } {
  return {
    type: "line",
    data: { datasets: lines.flatMap((line) => datasetsOf(line, look, lines.length)) },
    options: {
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      layout: { padding: { top: 6, right: 10 } },
      scales: { x: xScale(look, colors), y: yScale(look, colors) },
    },
    plugins: [oddValues],
  };
}

function datasetsOf(line: DrawnLine, look: LineLook, count: number): LineData[] {
  const { color, dash } = runStroke(line.series.place);
  const width = count > fewLines ? 1 : 1.5;
  const shared = { pointRadius: 0, borderJoinStyle: "round", spanGaps: false } as const;
  const sets: LineData[] = [];
  if (line.band !== undefined) {
    // With an edge, since a spike alone is too narrow for an area to be seen.
    const bound = { ...shared, borderWidth: 1, borderColor: withOpacity(color, 0.5) };
    sets.push({ ...bound, data: pointsOf(line.x, line.band.low, look) });
    sets.push({
      ...bound,
      data: pointsOf(line.x, line.band.high, look),
      fill: "-1",
      backgroundColor: withOpacity(color, 0.22),
    });
  }
  if (line.raw !== undefined)
    sets.push({
      ...shared,
      data: pointsOf(line.x, line.raw, look),
      borderWidth: 1,
      borderColor: withOpacity(color, 0.35),
    });
  sets.push({
    ...shared,
    data: pointsOf(line.x, line.y, look),
    borderColor: color,
    borderDash: dash,
    borderWidth: width,
    pointRadius: look.showsPoints || line.x.length <= fewPoints ? 2.5 : 0,
    pointBackgroundColor: color,
    pointBorderWidth: 0,
    odd: { color, points: oddPoints(line.series, look) },
  });
  return sets;
}

/** Chart.js leaves a gap where there is a NaN, and so also where there is no place on the axis. */
function pointsOf(x: Float64Array, y: Float64Array, look: LineLook): { x: number; y: number }[] {
  return Array.from(x, (place, i) => ({ x: place, y: hasPlace(y[i]!, look) ? y[i]! : NaN }));
}

function hasPlace(value: number, { isLog }: LineLook): boolean {
  return Number.isFinite(value) && (!isLog || value > 0);
}

function oddPoints({ x, y, nans = new Float64Array() }: LineSeries, look: LineLook): OddPoint[] {
  const odd = Array.from(nans, (place): OddPoint => ({ x: place, value: NaN }));
  y.forEach((value, i) => void (hasPlace(value, look) || odd.push({ x: x[i]!, value })));
  return odd.sort((a, b) => a.x - b.x);
}

/** @param color as VS Code gives it: a hexadecimal colour, or one by its parts */
function withOpacity(color: string, opacity: number): string {
  return `color-mix(in srgb, ${color} ${opacity * 100}%, transparent)`;
}

function xScale({ axis, range }: LineLook, colors: ChartColors) {
  let distance = 1;
  return {
    type: "linear",
    ...range,
    ...gridOf(colors),
    // Lines go from edge to edge; ticks would widen the axis to whole ones.
    bounds: "data",
    afterBuildTicks: (scale) => {
      const { step, ticks } = axisTicks(axis, scale.min, scale.max, Math.max(2, scale.width / 65));
      distance = step;
      scale.ticks = ticks.map((value) => ({ value }));
    },
    ticks: { ...ticksOf(colors), callback: (value) => tickText(axis, Number(value), distance) },
  } satisfies ScaleOptions<"linear">;
}

function yScale({ isLog }: LineLook, colors: ChartColors) {
  const callback = (value: string | number) => (isLog && !isRound(Number(value)) ? "" : valueText(Number(value)));
  const shared = { ...gridOf(colors), ticks: { ...ticksOf(colors), maxTicksLimit: 6, callback } } as const;
  return isLog ? { ...shared, type: "logarithmic" as const } : { ...shared, type: "linear" as const };
}

/** 1, 2 or 5 of some power of ten: an axis of logarithms has no room for more. */
function isRound(value: number): boolean {
  const digit = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
  return [1, 2, 5].some((round) => Math.abs(digit - round) < 1e-6);
}

function gridOf(colors: ChartColors) {
  return { grid: { color: colors.grid, tickLength: 4 }, border: { color: colors.axis } };
}

function ticksOf(colors: ChartColors) {
  return {
    color: colors.dim,
    font: { family: colors.fontFamily, size: colors.fontSize },
    maxRotation: 0,
    autoSkipPadding: 12,
  };
}

/** Marks what no line can show: a cross at the bottom for NaN, triangles for infinities and for what has no logarithm. */
const oddValues: Plugin<"line"> = {
  id: "oddValues",
  afterDatasetsDraw: ({ ctx, chartArea: area, scales, data }) => {
    ctx.save();
    for (const { odd } of data.datasets as LineData[]) {
      if (odd === undefined) continue;
      ctx.strokeStyle = ctx.fillStyle = odd.color;
      const drawn = { nan: -Infinity, above: -Infinity, below: -Infinity };
      for (const point of odd.points) {
        const x = scales["x"]!.getPixelForValue(point.x);
        const kind = Number.isNaN(point.value) ? "nan" : point.value > 0 ? "above" : "below";
        // Where one is on its like, one is enough.
        if (x < area.left - 1 || x > area.right + 1 || x - drawn[kind] < 2) continue;
        drawn[kind] = x;
        if (kind === "nan") cross(ctx, x, area.bottom - 6);
        else if (kind === "above") triangle(ctx, x, area.top + 2, 7);
        else triangle(ctx, x, area.bottom - 2, -7);
      }
    }
    ctx.restore();
  },
};

function cross(ctx: CanvasRenderingContext2D, x: number, y: number): void {
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(x - 3, y - 3);
  ctx.lineTo(x + 3, y + 3);
  ctx.moveTo(x - 3, y + 3);
  ctx.lineTo(x + 3, y - 3);
  ctx.stroke();
}

function triangle(ctx: CanvasRenderingContext2D, x: number, tip: number, height: number): void {
  ctx.beginPath();
  ctx.moveTo(x, tip);
  ctx.lineTo(x - 4, tip + height);
  ctx.lineTo(x + 4, tip + height);
  ctx.fill();
}
