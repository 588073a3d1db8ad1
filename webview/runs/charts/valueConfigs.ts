import type { BetterWay } from "../../../src/protocol/betterWay.ts";
import type { ChartRun } from "../../../src/protocol/runs.ts";
import { runStroke } from "../../ui/runColor.tsx";
import type { ChartColors } from "../../ui/chart/theme.ts";
import { axisOptions, type ValueConfiguration } from "../../ui/chart/valueChart.tsx";

// What Chart.js is told of each kind of chart that shows runs by their values.

/** Names below more bars than these would be a black band. */
const maxNamed = 30;

/** A bar for each run: its value, or its difference to a baseline. */
export function barConfig(
  runs: readonly ChartRun[],
  values: readonly number[],
  title: string,
  colors: ChartColors,
): ValueConfiguration {
  return {
    type: "bar",
    data: {
      labels: runs.map(({ name }) => name),
      datasets: [
        { data: values, backgroundColor: runs.map(({ place }) => runStroke(place).color), maxBarThickness: 40 },
      ],
    },
    options: {
      scales: {
        x: {
          type: "category",
          ...axisOptions(colors),
          grid: { display: false },
          ...(runs.length > maxNamed && noTicks),
        },
        y: { type: "linear", ...axisOptions(colors, title), grace: "5%" },
      },
    },
  };
}

const noTicks = { ticks: { display: false } };

/** A point for each run. */
export function scatterConfig(
  runs: readonly ChartRun[],
  x: readonly number[],
  y: readonly number[],
  titles: { x: string; y: string; categories?: readonly string[] },
  colors: ChartColors,
): ValueConfiguration {
  const { categories } = titles;
  const xAxis = axisOptions(colors, titles.x);
  return {
    type: "scatter",
    data: {
      datasets: [
        {
          data: runs.map((_, at) => ({ x: x[at], y: y[at] })),
          pointBackgroundColor: runs.map(({ place }) => runStroke(place).color),
          pointBorderWidth: 0,
          pointRadius: 4,
          pointHitRadius: 4,
        },
      ],
    },
    options: {
      scales: {
        x: {
          type: "linear",
          ...xAxis,
          ...(categories === undefined
            ? { grace: "5%" }
            : {
                min: -0.5,
                max: categories.length - 0.5,
                afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
                  scale.ticks = categories.map((_, value) => ({ value }));
                },
                ticks: { ...xAxis.ticks, callback: (value: number) => categories[value] ?? "" },
              }),
        },
        y: { type: "linear", ...axisOptions(colors, titles.y), grace: "5%" },
      },
    },
  };
}

/** A box for each category. */
export function boxConfig(
  categories: readonly string[],
  values: readonly (readonly number[])[],
  titles: { x: string; y: string },
  colors: ChartColors,
): ValueConfiguration {
  const { color } = runStroke(0);
  return {
    type: "boxplot",
    data: {
      labels: [...categories],
      datasets: [
        {
          data: values,
          borderColor: color,
          backgroundColor: `color-mix(in srgb, ${color} 25%, transparent)`,
          borderWidth: 1,
          itemRadius: values.flat().length <= 200 ? 2 : 0,
          itemBackgroundColor: color,
          outlierRadius: 3,
          outlierBackgroundColor: color,
          maxBarThickness: 60,
        },
      ],
    },
    options: {
      scales: {
        x: { type: "category", ...axisOptions(colors, titles.x), grid: { display: false } },
        y: { type: "linear", ...axisOptions(colors, titles.y), grace: "5%" },
      },
    },
  };
}

/** An axis of parallel coordinates: each run's place on it, 0 at the bottom to 1; below 0 it has no such value. */
export interface ParallelAxis {
  readonly title: string;
  readonly places: readonly number[];
  /** What stands at the bottom and at the top. */
  readonly least: string;
  readonly greatest: string;
  /** Which end is the better one, where the user said so. */
  readonly better?: BetterWay;
}

/** Where runs stand that have no value on an axis. */
export const missingPlace = -0.15;
/** What every axis reaches over: the plug-in takes that from its data alone, and rounds it to fifths. */
export const parallelRange = { min: -0.2, max: 1 };

export function parallelConfig(
  runs: readonly ChartRun[],
  axes: readonly ParallelAxis[],
  isChosen: (run: number) => boolean,
  colors: ChartColors,
): ValueConfiguration {
  const stroke = runs.map(({ place }, at) => {
    const { color } = runStroke(place);
    return isChosen(at) ? color : `color-mix(in srgb, ${color} 12%, transparent)`;
  });
  const hidden = { display: false };
  // Two more that nobody sees hold the axes' ends.
  const ends = [parallelRange.min, parallelRange.max];
  return {
    type: "pcp",
    data: {
      labels: [...runs.map(({ name }) => name), "", ""],
      datasets: axes.map(({ title, places }, at) => ({
        // Axes are told apart by their labels.
        label: `${at} ${title}`,
        data: [...places, ...ends],
        borderColor: [...stroke, "transparent", "transparent"],
        borderWidth: runs.length > 50 ? 1 : 1.5,
        ticks: hidden,
        grid: { display: false },
        border: { color: colors.axis, display: true },
      })),
    },
    options: {
      layout: { padding: { top: 30, bottom: 18, left: 40, right: 40 } },
      scales: { x: { type: "pcp", offset: false, grid: { display: false }, border: hidden, ticks: hidden } },
    },
  };
}
