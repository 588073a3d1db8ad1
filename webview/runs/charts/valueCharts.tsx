import * as l10n from "@vscode/l10n";
import { useCallback, useMemo } from "preact/hooks";
import { formatNumber } from "../../../src/mlflow/format.ts";
import type { ChartColumn, ChartValues, ColumnId } from "../../../src/protocol/runs.ts";
import type { ChartColors } from "../../ui/chart/theme.ts";
import { ValueChart, type ValueChartHandle } from "../../ui/chart/valueChart.tsx";
import { locale } from "../../ui/host.ts";
import { Empty, ErrorMessage } from "../../ui/states.tsx";
import type { Loaded } from "../../ui/hooks.ts";
import { type ChartSource, useChartValues } from "./useChartData.ts";
import { barConfig, boxConfig, scatterConfig } from "./valueConfigs.ts";

interface ChartProps {
  readonly source: ChartSource;
  readonly onPick: (key: string) => void;
  readonly handle: { current: ValueChartHandle | null };
}

export const shownNumber = (value: number): string => (Number.isNaN(value) ? "–" : formatNumber(value, locale));

/** What was asked for, or why it is not there. */
export function chartState(loaded: Loaded<ChartValues>, hasPoints: (values: ChartValues) => boolean) {
  if (loaded.error !== undefined) return <ErrorMessage error={loaded.error} onRetry={loaded.reload} />;
  if (loaded.value === undefined) return null;
  return hasPoints(loaded.value) ? undefined : <Empty>{l10n.t("None of these runs has these values.")}</Empty>;
}

/** A bar for each run; with a baseline, how far each is from it. */
export function BarChart(props: ChartProps & { y: ColumnId; baseline?: string }) {
  const { source, y, baseline } = props;
  const loaded = useChartValues(
    source,
    useMemo(() => [y], [y]),
  );
  const shown = useMemo(() => {
    const { runs, columns } = loaded.value ?? { runs: [], columns: {} };
    const numbers = columns[y]?.numbers ?? new Float64Array();
    const base =
      baseline === undefined ? 0 : (numbers[runs.findIndex(({ key }) => key === baseline)] ?? numbers[0] ?? 0);
    const all = runs.map((run, at) => ({ run, value: (numbers[at] ?? NaN) - base, exact: numbers[at] ?? NaN }));
    return all.filter(({ value, run }) => Number.isFinite(value) && run.key !== baseline);
  }, [loaded.value, y, baseline]);
  const title = source.titleOf(y);
  const configure = useCallback(
    (colors: ChartColors) =>
      barConfig(
        shown.map(({ run }) => run),
        shown.map(({ value }) => value),
        baseline === undefined ? title : l10n.t("{0}, difference", title),
        colors,
      ),
    [shown, title, baseline],
  );
  const state = chartState(loaded, () => shown.length > 0);
  if (state !== undefined) return state;
  return (
    <ValueChart
      title={title}
      summary={l10n.t("{0} of {1} runs as bars", title, shown.length)}
      configure={configure}
      handle={props.handle}
      describe={(_, index) => {
        const bar = shown[index];
        if (bar === undefined) return "";
        const exact = `${bar.run.name}\n${title} ${shownNumber(bar.exact)}`;
        return baseline === undefined ? exact : `${exact} (${bar.value >= 0 ? "+" : ""}${shownNumber(bar.value)})`;
      }}
      onPick={(_, index) => shown[index] && props.onPick(shown[index].run.key)}
    />
  );
}

/** A point for each run, by two of its values. */
export function ScatterChart(props: ChartProps & { x: ColumnId; y: ColumnId }) {
  const { source, x, y } = props;
  const loaded = useChartValues(
    source,
    useMemo(() => [x, y], [x, y]),
  );
  const shown = useMemo(() => {
    const { runs, columns } = loaded.value ?? { runs: [], columns: {} };
    const { numbers, categories } = placesOf(columns[x]);
    const values = columns[y]?.numbers ?? new Float64Array();
    const all = runs.map((run, at) => ({ run, at, x: numbers[at] ?? NaN, y: values[at] ?? NaN }));
    return { points: all.filter((one) => Number.isFinite(one.x) && Number.isFinite(one.y)), categories };
  }, [loaded.value, x, y]);
  const titles = { x: source.titleOf(x), y: source.titleOf(y) };
  const configure = useCallback(
    (colors: ChartColors) =>
      scatterConfig(
        shown.points.map(({ run }) => run),
        shown.points.map((point) => point.x),
        shown.points.map((point) => point.y),
        { ...titles, ...(shown.categories && { categories: shown.categories }) },
        colors,
      ),
    [shown, titles.x, titles.y],
  );
  const state = chartState(loaded, () => shown.points.length > 0);
  if (state !== undefined) return state;
  return (
    <ValueChart
      title={titles.y}
      summary={l10n.t("{0} over {1} of {2} runs as points", titles.y, titles.x, shown.points.length)}
      configure={configure}
      handle={props.handle}
      describe={(_, index) => {
        const point = shown.points[index];
        if (point === undefined) return "";
        const place = shown.categories?.[point.x] ?? shownNumber(point.x);
        return `${point.run.name}\n${titles.x} ${place}\n${titles.y} ${shownNumber(point.y)}`;
      }}
      onPick={(_, index) => shown.points[index] && props.onPick(shown.points[index].run.key)}
    />
  );
}

/** More boxes than these are lines. */
const maxBoxes = 40;

/** The spread of a metric for each value of a parameter. */
export function BoxChart(props: ChartProps & { x: ColumnId; y: ColumnId }) {
  const { source, x, y } = props;
  const loaded = useChartValues(
    source,
    useMemo(() => [x, y], [x, y]),
  );
  const boxes = useMemo(() => {
    const { runs, columns } = loaded.value ?? { runs: [], columns: {} };
    const values = columns[y]?.numbers ?? new Float64Array();
    const known = runs.flatMap((_, at) => {
      const value = values[at] ?? NaN;
      const category = textAt(columns[x], at);
      return Number.isFinite(value) && category !== "" ? [{ category, value }] : [];
    });
    const order = new Intl.Collator(locale, { numeric: true });
    return [...Map.groupBy(known, ({ category }) => category)]
      .sort(([a], [b]) => order.compare(a, b))
      .slice(0, maxBoxes)
      .map(([category, of]) => ({ category, values: of.map(({ value }) => value) }));
  }, [loaded.value, x, y]);
  const titles = { x: source.titleOf(x), y: source.titleOf(y) };
  const configure = useCallback(
    (colors: ChartColors) =>
      boxConfig(
        boxes.map(({ category }) => category),
        boxes.map(({ values }) => values),
        titles,
        colors,
      ),
    [boxes, titles.x, titles.y],
  );
  const state = chartState(loaded, () => boxes.length > 0);
  if (state !== undefined) return state;
  return (
    <ValueChart
      title={titles.y}
      summary={l10n.t("{0} by {1} as {2} boxes", titles.y, titles.x, boxes.length)}
      configure={configure}
      handle={props.handle}
      describe={(_, index) => {
        const box = boxes[index];
        if (box === undefined) return "";
        const sorted = box.values.toSorted((a, b) => a - b);
        const [least, middle, greatest] = [sorted[0]!, sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!];
        return [
          `${titles.x} ${box.category}`,
          l10n.t("{0} runs", sorted.length),
          `${shownNumber(least)} … ${shownNumber(middle)} … ${shownNumber(greatest)}`,
        ].join("\n");
      }}
    />
  );
}

/** Numbers where most of a column are; else places of its texts, in their order. */
export function placesOf(column: ChartColumn | undefined): { numbers: ArrayLike<number>; categories?: string[] } {
  if (column?.texts === undefined) return { numbers: column?.numbers ?? [] };
  const { texts, numbers } = column;
  const isNumeric = texts.every((text, at) => text === "" || !Number.isNaN(numbers[at]));
  if (isNumeric) return { numbers };
  const order = new Intl.Collator(locale, { numeric: true });
  const categories = [...new Set(texts.filter((text) => text !== ""))].sort(order.compare);
  return { numbers: texts.map((text) => (text === "" ? NaN : categories.indexOf(text))), categories };
}

export function textAt(column: ChartColumn | undefined, at: number): string {
  if (column === undefined) return "";
  const number = column.numbers[at] ?? NaN;
  return column.texts?.[at] ?? (Number.isNaN(number) ? "" : String(number));
}
