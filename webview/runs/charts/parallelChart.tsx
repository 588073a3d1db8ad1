import * as l10n from "@vscode/l10n";
import { useCallback, useMemo, useRef, useState } from "preact/hooks";
import type { BetterWay } from "../../../src/protocol/betterWay.ts";
import type { ColumnId } from "../../../src/protocol/runs.ts";
import type { ChartColors } from "../../ui/chart/theme.ts";
import { type ChartArea, ValueChart, type ValueChartHandle } from "../../ui/chart/valueChart.tsx";
import { LinkButton } from "../../ui/controls.tsx";
import { Key } from "../../ui/values.tsx";
import { metricOf } from "../model.ts";
import { type ChartSource, useChartValues } from "./useChartData.ts";
import { chartState, placesOf, shownNumber, textAt } from "./valueCharts.tsx";
import { missingPlace, type ParallelAxis, parallelConfig, parallelRange } from "./valueConfigs.ts";

/** A part of an axis, in places of 0 to 1. */
interface Brush {
  readonly from: number;
  readonly to: number;
}

/** A line for each run over parallel axes. A part of an axis that is dragged over chooses the runs that go through it. */
export function ParallelChart(props: {
  source: ChartSource;
  axes: readonly ColumnId[];
  better: Readonly<Record<string, BetterWay>>;
  /** The runs that the brushes leave are to be selected. */
  onSelect: (keys: readonly string[]) => void;
  onPick: (key: string) => void;
  handle: { current: ValueChartHandle | null };
}) {
  const { source, axes } = props;
  const loaded = useChartValues(source, axes);
  const [brushes, setBrushes] = useState<Readonly<Record<ColumnId, Brush>>>({});
  const runs = loaded.value?.runs ?? [];
  const drawn = useMemo(
    () =>
      axes.map((id) => {
        const better = props.better[metricOf(id) ?? ""];
        return {
          ...parallelAxis(source.titleOf(id), loaded.value?.columns[id], runs.length),
          ...(better && { better }),
        };
      }),
    [loaded.value, axes, props.better],
  );
  const isChosen = useCallback(
    (run: number) =>
      axes.every((id, axis) => {
        const brush = brushes[id];
        const place = drawn[axis]?.places[run] ?? missingPlace;
        return brush === undefined || (place >= brush.from && place <= brush.to);
      }),
    [axes, brushes, drawn],
  );
  const configure = useCallback(
    (colors: ChartColors) => parallelConfig(runs, drawn, isChosen, colors),
    [runs, drawn, isChosen],
  );
  const chosen = runs.filter((_, at) => isChosen(at));
  const isBrushed = axes.some((id) => brushes[id] !== undefined);
  const state = chartState(loaded, () => runs.length > 0 && axes.length > 1);
  if (state !== undefined) return state;
  return (
    <div class="parallel">
      <div class="parallel-head">
        <span role="status">
          {isBrushed
            ? l10n.t("{0} of {1} runs", chosen.length, runs.length)
            : l10n.t("Drag along an axis to choose runs")}
        </span>
        {isBrushed && (
          <>
            <LinkButton onClick={() => props.onSelect(chosen.map(({ key }) => key))}>
              {l10n.t("Select Them")}
            </LinkButton>
            <LinkButton onClick={() => setBrushes({})}>{l10n.t("Clear")}</LinkButton>
          </>
        )}
      </div>
      <div class="parallel-chart">
        <ValueChart
          title={l10n.t("Parallel Coordinates")}
          summary={l10n.t("{0} runs over {1} axes", runs.length, axes.length)}
          configure={configure}
          handle={props.handle}
          describe={(_, run) => {
            const name = runs[run]?.name;
            if (name === undefined) return "";
            const values = axes.map((id) => `${source.titleOf(id)} ${textAt(loaded.value?.columns[id], run) || "–"}`);
            return [name, ...values].join("\n");
          }}
          onPick={(_, run) => runs[run] && props.onPick(runs[run].key)}
          over={(area) =>
            axes.map((id, at) => (
              <AxisBrush
                key={id}
                axis={drawn[at]!}
                area={area}
                room={roomOf(area, at, axes.length)}
                left={area.left + ((area.right - area.left) * at) / Math.max(1, axes.length - 1)}
                brush={brushes[id]}
                onBrush={(brush) => {
                  const others = Object.fromEntries(Object.entries(brushes).filter(([other]) => other !== id));
                  setBrushes(brush === undefined ? others : { ...others, [id]: brush });
                }}
              />
            ))
          }
        />
      </div>
    </div>
  );
}

function parallelAxis(title: string, column: Parameters<typeof placesOf>[0], count: number): ParallelAxis {
  const { numbers, categories } = placesOf(column);
  const known = Array.from(numbers).filter((value) => Number.isFinite(value));
  const [least, greatest] = [Math.min(...known), Math.max(...known)];
  const nameOf = (value: number) => (known.length === 0 ? "" : (categories?.[value] ?? shownNumber(value)));
  const width = greatest - least;
  const places = Array.from({ length: count }, (_, at) => {
    const value = numbers[at] ?? NaN;
    if (!Number.isFinite(value)) return missingPlace;
    return width === 0 ? 0.5 : (value - least) / width;
  });
  return { title, places, least: nameOf(least), greatest: nameOf(greatest) };
}

/** Where an axis' names have their place: no further than half the way to the next axis. */
interface AxisRoom {
  readonly left: number;
  readonly width: number;
  readonly side: "first" | "middle" | "last";
}

/** What the chart leaves free beside its first and last axis. */
const beside = 36;
/** Between the names of two axes. */
const gap = 8;

function roomOf(area: ChartArea, at: number, count: number): AxisRoom {
  const between = (area.right - area.left) / Math.max(1, count - 1);
  const middle = area.left + between * at;
  const half = between / 2 - gap / 2;
  if (at === 0) return { left: middle - beside, width: beside + half, side: "first" };
  if (at === count - 1) return { left: middle - half, width: half + beside, side: "last" };
  return { left: middle - half, width: 2 * half, side: "middle" };
}

/** A name or an end of an axis: shortened in its middle where there is no room, whole on hover. */
function AxisLabel(props: { room: AxisRoom; top: number; text: string; isEnd?: boolean; isBest?: boolean }) {
  const { room, text } = props;
  return (
    <div
      class={`axis-label ${room.side}${props.isEnd === true ? " dim" : ""}`}
      style={{ left: `${room.left}px`, top: `${props.top}px`, width: `${room.width}px` }}
    >
      <Key name={text} />
      {props.isBest === true && (
        <span class="best-end" role="img" aria-label={l10n.t("better")} title={l10n.t("better")}>
          ★
        </span>
      )}
    </div>
  );
}

/** How far around an axis the pointer takes hold of it. */
const reach = 12;
const stepOfKeys = 0.05;

/** An axis' names, and the part of it that is chosen: by dragging, or by the arrow keys. */
function AxisBrush(props: {
  axis: ParallelAxis;
  area: ChartArea;
  room: AxisRoom;
  left: number;
  brush: Brush | undefined;
  onBrush: (brush: Brush | undefined) => void;
}) {
  const { axis, area, room, left, brush } = props;
  const start = useRef<number>(undefined);
  const height = area.bottom - area.top;
  const range = parallelRange.max - parallelRange.min;
  const pixelOf = (place: number) => ((parallelRange.max - place) / range) * height;
  const placeOf = (event: PointerEvent) => parallelRange.max - (event.offsetY / height) * range;
  const drag = (event: PointerEvent) => {
    if (start.current === undefined) return;
    const now = placeOf(event);
    if (Math.abs(now - start.current) < 0.01) return;
    props.onBrush({ from: Math.min(start.current, now), to: Math.max(start.current, now) });
  };
  return (
    <>
      <AxisLabel room={room} top={area.top - 30} text={axis.title} />
      <AxisLabel room={room} top={area.top - 14} text={axis.greatest} isEnd isBest={axis.better === "higher"} />
      <AxisLabel room={room} top={area.top + pixelOf(0) + 1} text={axis.least} isEnd isBest={axis.better === "lower"} />
      <div
        class="axis-brush"
        role="slider"
        tabIndex={0}
        aria-label={l10n.t("Runs with {0} of at least", axis.title)}
        aria-orientation="vertical"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(100 * Math.max(0, brush?.from ?? 0))}
        style={{ left: `${left - reach}px`, top: `${area.top}px`, width: `${2 * reach}px`, height: `${height}px` }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          start.current = placeOf(event);
        }}
        onPointerMove={drag}
        onPointerUp={(event) => {
          // A click takes the brush away.
          if (start.current !== undefined && Math.abs(placeOf(event) - start.current) < 0.01) props.onBrush(undefined);
          start.current = undefined;
        }}
        onKeyDown={(event) => {
          const step = { ArrowUp: stepOfKeys, ArrowDown: -stepOfKeys }[event.key];
          if (event.key === "Escape" && brush !== undefined) props.onBrush(undefined);
          else if (step !== undefined) {
            const from = Math.max(0, Math.min(1, Math.max(0, brush?.from ?? 0) + step));
            props.onBrush(from === 0 ? undefined : { from, to: brush?.to ?? 1 });
          } else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        {brush !== undefined && (
          <div
            class="axis-brushed"
            style={{
              top: `${pixelOf(brush.to)}px`,
              height: `${Math.max(2, pixelOf(brush.from) - pixelOf(brush.to))}px`,
            }}
          />
        )}
      </div>
    </>
  );
}
