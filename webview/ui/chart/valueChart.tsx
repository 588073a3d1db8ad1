import type { Chart, ChartConfiguration, Plugin } from "chart.js";
import type { ComponentChildren } from "preact";
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "preact/hooks";
import { chartColors, type ChartColors, useTheme } from "./theme.ts";
import "./chart.css";

const chartJs = import("./valueChartJs.ts");

/** What Chart.js is told; its own types know each kind apart, which those who draw any kind cannot. */
export interface ValueConfiguration {
  readonly type: "bar" | "scatter" | "boxplot" | "pcp";
  readonly data: { readonly labels?: string[]; readonly datasets: object[] };
  readonly options: Readonly<Record<string, unknown>>;
  readonly plugins?: Plugin[];
}

/** The part of a chart that its axes enclose, in CSS pixels of its element. */
export interface ChartArea {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface ValueChartHandle {
  /** The chart as it is: the bytes of a PNG. */
  toPng(): Promise<Uint8Array>;
}

/** A chart whose points are no line over steps: bars, points, boxes, parallel axes. It takes the room that it is given. */
export function ValueChart(props: {
  title: string;
  /** What the eye sees, for those who do not. */
  summary: string;
  /** What Chart.js is told. Another function when something changed. */
  configure: (colors: ChartColors) => ValueConfiguration;
  /** What is said of a point that the pointer is on. */
  describe?: (dataset: number, index: number) => string;
  onPick?: (dataset: number, index: number) => void;
  /** What lies over the chart. */
  over?: (area: ChartArea) => ComponentChildren;
  handle?: { current: ValueChartHandle | null };
}) {
  const { configure } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [chart, setChart] = useState<Chart>();
  const [area, setArea] = useState<ChartArea>();
  const [hover, setHover] = useState<{ x: number; y: number; text: string }>();
  const theme = useTheme();
  const newest = useRef(configure);
  newest.current = configure;

  const whole = (): ChartConfiguration => {
    const { options, ...configuration } = newest.current(chartColors());
    const onResize = () => requestAnimationFrame(measure);
    const all = { ...options, responsive: true, maintainAspectRatio: false, onResize };
    const told: unknown = { ...configuration, options: all };
    return told as ChartConfiguration;
  };
  const shown = useRef<Chart>(undefined);
  function measure() {
    const made = shown.current?.chartArea;
    if (made !== undefined) setArea({ left: made.left, right: made.right, top: made.top, bottom: made.bottom });
  }
  useEffect(() => {
    let isGone = false;
    void chartJs.then(({ Chart }) => {
      if (isGone || canvas.current === null) return;
      // Its own type is too large to be inferred from a configuration of any kind.
      const chartClass = Chart as unknown as new (canvas: HTMLCanvasElement, told: unknown) => Chart;
      shown.current = new chartClass(canvas.current, whole());
      setChart(shown.current);
      measure();
    });
    return () => {
      isGone = true;
      shown.current?.destroy();
      shown.current = undefined;
    };
  }, []);
  useLayoutEffect(() => {
    if (chart === undefined) return;
    const { data, options } = whole();
    chart.data = data;
    chart.options = options ?? {};
    chart.update("none");
    measure();
  }, [chart, configure, theme]);
  useImperativeHandle(props.handle ?? null, () => ({ toPng: () => picture(canvas.current!) }), []);

  const pointAt = (event: MouseEvent) =>
    chart?.getElementsAtEventForMode(event, "nearest", { intersect: true }, false)[0];
  return (
    <div class="line-chart">
      <canvas
        ref={canvas}
        role="img"
        aria-label={props.summary}
        onPointerMove={(event) => {
          const point = pointAt(event);
          const text = point && props.describe?.(point.datasetIndex, point.index);
          setHover(text ? { x: event.offsetX, y: event.offsetY, text } : undefined);
        }}
        onPointerLeave={() => setHover(undefined)}
        onClick={(event) => {
          const point = pointAt(event);
          if (point !== undefined) props.onPick?.(point.datasetIndex, point.index);
        }}
      />
      {area !== undefined && props.over?.(area)}
      {hover !== undefined && area !== undefined && (
        <div
          class="chart-cursor-values value-hover"
          style={
            hover.x > (area.left + area.right) / 2
              ? { right: `calc(100% - ${hover.x - 8}px)`, top: `${hover.y + 8}px` }
              : { left: `${hover.x + 12}px`, top: `${hover.y + 8}px` }
          }
        >
          {hover.text}
        </div>
      )}
    </div>
  );
}

/** The canvas is transparent: a picture needs the theme's background. */
async function picture(shown: HTMLCanvasElement): Promise<Uint8Array> {
  const copy = document.createElement("canvas");
  copy.width = shown.width;
  copy.height = shown.height;
  const ctx = copy.getContext("2d");
  if (ctx === null) throw new Error("This browser makes no pictures.");
  ctx.fillStyle = chartColors().background;
  ctx.fillRect(0, 0, copy.width, copy.height);
  ctx.drawImage(shown, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => copy.toBlob(resolve, "image/png"));
  if (blob === null) throw new Error("The chart is too large for a picture.");
  return new Uint8Array(await blob.arrayBuffer());
}

/** Options that all kinds share: the theme's colours for an axis. */
export function axisOptions(colors: ChartColors, title = "") {
  const font = { family: colors.fontFamily, size: colors.fontSize };
  return {
    grid: { color: colors.grid, tickLength: 4 },
    border: { color: colors.axis },
    title: { display: title !== "", text: title, color: colors.dim, font, padding: 2 },
    ticks: { color: colors.dim, font, maxRotation: 40, autoSkipPadding: 8 },
  };
}
