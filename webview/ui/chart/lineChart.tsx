import * as l10n from "@vscode/l10n";
import { useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { nearestPoint, type XAxis } from "../../../src/mlflow/metrics.ts";
import { placeText, valueText } from "./axis.ts";
import { ChartCursor } from "./chartCursor.tsx";
import { moveCursor } from "./cursor.ts";
import { lineConfiguration, type LineJs, type LineLook, type XRange } from "./lineConfig.ts";
import { linePicture } from "./linePicture.ts";
import { drawnLines, type DrawnLine, type LineSeries } from "./series.ts";
import { chartColors, useTheme } from "./theme.ts";
import { zoomOptions } from "./zoom.ts";
import "./chart.css";

/** Begins to load with the page's script, and is there when the first chart has its data. */
const chartJs = import("./chartJs.ts");

/** What a chart can be asked for from outside. */
export interface LineChartHandle {
  /** The chart as it is, with its title and its lines' names, at twice the size: the bytes of a PNG. */
  toPng(): Promise<Uint8Array>;
}

export interface LineChartProps {
  /** The metric's key, usually: the picture's title, and what a screen reader calls the chart. */
  title: string;
  series: readonly LineSeries[];
  axis: XAxis;
  isLog?: boolean;
  /** 0 (none) to below 1. */
  smoothing?: number;
  showsPoints?: boolean;
  /** The part of the x axis in sight; all of it if absent. */
  range?: XRange;
  /** All of the x axis, where `series` holds but the part in sight. */
  domain?: XRange;
  /**
   * The user zoomed or panned, or wants all of it again (`undefined`): the page gives the range back, now or with the part's
   * points in full. Without it the chart does not zoom.
   */
  onRange?: (range: XRange | undefined) => void;
  handle?: { current: LineChartHandle | null };
}

/**
 * Lines over steps or time. Its element takes the room that it is given. Keys: arrows move the cursor, with Shift the part in
 * sight; + and - zoom; Escape shows all of it again.
 */
export function LineChart(props: LineChartProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [chart, setChart] = useState<LineJs | undefined>(undefined);
  const [version, setVersion] = useState(0);
  const theme = useTheme();
  const { axis, isLog = false, showsPoints = false, smoothing = 0, range } = props;
  const lines = useMemo(() => drawnLines(props.series, smoothing), [props.series, smoothing]);
  const look = useMemo<LineLook>(() => ({ axis, isLog, showsPoints, range }), [axis, isLog, showsPoints, range]);
  const domain = props.domain ?? (range === undefined ? extentOf(lines) : undefined);
  const zoom = useRef<{ domain: XRange | undefined; onRange: LineChartProps["onRange"] }>({
    domain: undefined,
    onRange: undefined,
  });
  zoom.current = { domain: domain ?? zoom.current.domain, onRange: props.onRange };
  const canZoom = props.onRange !== undefined;

  const configuration = () => {
    const colors = chartColors();
    const drawn = lineConfiguration(lines, look, colors);
    const tell = (next: XRange | undefined) => zoom.current.onRange?.(next);
    const plugins = { zoom: zoomOptions(canZoom, zoom.current.domain, colors, tell) };
    return { ...drawn, options: { ...drawn.options, plugins } };
  };

  useLayoutEffect(() => {
    if (chart === undefined) return;
    const { data, options } = configuration();
    chart.data.datasets = data.datasets;
    chart.options = options;
    chart.update("none");
    // The cursor is placed by the chart's new scales.
    setVersion((before) => before + 1);
  }, [chart, lines, look, canZoom, theme]);

  useEffect(() => {
    let drawn: LineJs | undefined;
    let isGone = false;
    void chartJs.then(({ Chart }) => {
      if (isGone || canvas.current === null) return;
      drawn = new Chart(canvas.current, configuration());
      setChart(drawn);
    });
    return () => {
      isGone = true;
      drawn?.destroy();
    };
  }, []);

  useImperativeHandle(
    props.handle ?? null,
    () => ({ toPng: async () => linePicture((await chartJs).Chart, props.title, lines, look, canvas.current!) }),
    [props.title, lines, look],
  );

  const place = useRef<number | undefined>(undefined);
  const owner = canvas;
  const setCursor = (x: number) => {
    place.current = x;
    moveCursor({ axis, x, owner });
  };
  const leave = () => {
    place.current = undefined;
    moveCursor(undefined);
  };
  /** The nearest point of any line to where the pointer is. */
  const follow = ({ offsetX }: PointerEvent) => {
    const scale = chart?.scales["x"];
    if (scale === undefined || offsetX < scale.left || offsetX > scale.right) return leave();
    const x = nearestX(lines, scale.getValueForPixel(offsetX) ?? 0);
    if (x !== undefined) setCursor(x);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const scale = chart?.scales["x"];
    if (scale === undefined) return;
    const { min, max } = scale;
    const change = keyed(event, { min, max }, zoom.current.domain, place.current);
    if (change === "cursor") {
      const x = step(lines, place.current, event.key === "ArrowRight" ? 1 : -1, { min, max });
      if (x !== undefined) setCursor(x);
    } else if (change === undefined || zoom.current.onRange === undefined) return;
    else zoom.current.onRange(change === "all" ? undefined : change);
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      class="line-chart"
      role="group"
      tabIndex={0}
      aria-label={props.title}
      onKeyDown={onKeyDown}
      onBlur={leave}
      onDblClick={() => range !== undefined && zoom.current.onRange?.(undefined)}
    >
      <canvas
        ref={canvas}
        role="img"
        aria-label={summaryOf(props.title, props.series, axis)}
        onPointerMove={follow}
        onPointerLeave={leave}
      />
      {chart !== undefined && <ChartCursor chart={chart} version={version} lines={lines} axis={axis} owner={owner} />}
    </div>
  );
}

/** From the first to the last x of all lines; `undefined` where there are no points. */
function extentOf(lines: readonly DrawnLine[]): XRange | undefined {
  let [min, max] = [Infinity, -Infinity];
  for (const { x } of lines) {
    if (x.length === 0) continue;
    min = Math.min(min, x[0]!);
    max = Math.max(max, x[x.length - 1]!);
  }
  return min <= max ? { min, max } : undefined;
}

function nearestX(lines: readonly DrawnLine[], wanted: number): number | undefined {
  let nearest: number | undefined;
  for (const { x } of lines) {
    const found = x[nearestPoint(x, wanted)];
    if (found === undefined) continue;
    if (nearest === undefined || Math.abs(found - wanted) < Math.abs(nearest - wanted)) nearest = found;
  }
  return nearest;
}

/** The next x of the first line in a direction; the first in sight where there was none. */
function step(
  [line]: readonly DrawnLine[],
  from: number | undefined,
  direction: 1 | -1,
  { min, max }: XRange,
): number | undefined {
  if (line === undefined) return undefined;
  const start = from ?? (direction === 1 ? min : max);
  const place = nearestPoint(line.x, start) + (from === undefined ? 0 : direction);
  const x = line.x[place];
  return x !== undefined && x >= min && x <= max ? x : from;
}

/** What a key does to the part in sight; zooming in goes to the cursor. */
function keyed(
  { key, shiftKey }: KeyboardEvent,
  { min, max }: XRange,
  domain: XRange | undefined,
  cursor = (min + max) / 2,
): XRange | "all" | "cursor" | undefined {
  const isArrow = key === "ArrowLeft" || key === "ArrowRight";
  if (isArrow && !shiftKey) return "cursor";
  const isWhole = domain === undefined || (min <= domain.min && max >= domain.max);
  if (key === "Escape" || key === "0") return isWhole ? undefined : "all";
  if (domain === undefined) return undefined;
  const width = max - min;
  if (key === "+" || key === "=") {
    const middle = Math.min(Math.max(cursor, min + width / 4), max - width / 4);
    return { min: middle - width / 4, max: middle + width / 4 };
  }
  if (key === "-") {
    if (isWhole) return undefined;
    const wider = { min: Math.max(domain.min, min - width / 2), max: Math.min(domain.max, max + width / 2) };
    return wider.min === domain.min && wider.max === domain.max ? "all" : wider;
  }
  if (!isArrow || isWhole) return undefined;
  const wanted = key === "ArrowLeft" ? -width / 4 : width / 4;
  const by = Math.min(Math.max(wanted, domain.min - min), domain.max - max);
  return { min: min + by, max: max + by };
}

/** What the eye sees, in a sentence for those who do not. */
function summaryOf(title: string, series: readonly LineSeries[], axis: XAxis): string {
  const [only] = series;
  if (series.length !== 1 || only === undefined) return l10n.t("{0}: {1} lines", title, series.length);
  const { x, y } = only;
  const last = y.length - 1;
  if (last < 0) return l10n.t("{0}: no points", title);
  const finite = y.filter((value) => Number.isFinite(value));
  return l10n.t(
    "{0}: {1} points, from {2} at {3} to {4} at {5}, smallest {6}, largest {7}",
    title,
    only.total ?? x.length,
    valueText(y[0]!),
    placeText(axis, x[0]!),
    valueText(y[last]!),
    placeText(axis, x[last]!),
    valueText(finite.reduce((least, value) => Math.min(least, value), Infinity)),
    valueText(finite.reduce((most, value) => Math.max(most, value), -Infinity)),
  );
}
