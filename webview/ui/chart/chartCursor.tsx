import { nearestPoint, type XAxis } from "../../../src/mlflow/metrics.ts";
import { RunDot } from "../runColor.tsx";
import { placeText, valueText } from "./axis.ts";
import { useCursor } from "./cursor.ts";
import type { LineJs } from "./lineConfig.ts";
import type { DrawnLine } from "./series.ts";

/** A box with more lines than these would hide the chart. */
const maxValues = 10;

/**
 * The cursor of all charts, over one of them: a line, and where it meets the chart's lines their values. Elements of the
 * document, so that nothing is drawn anew while the pointer moves.
 */
export function ChartCursor(props: {
  chart: LineJs;
  /** Changes whenever the chart was drawn anew. */
  version: number;
  lines: readonly DrawnLine[];
  axis: XAxis;
  owner: object;
}) {
  const { chart, lines, axis, owner } = props;
  const cursor = useCursor(axis);
  const [xScale, yScale] = [chart.scales["x"], chart.scales["y"]];
  if (cursor === undefined || xScale === undefined || yScale === undefined) return null;
  const { x } = cursor;
  if (x < xScale.min || x > xScale.max) return null;
  const isOwner = cursor.owner === owner;
  const { top, bottom, left, right } = chart.chartArea;
  const met = lines.flatMap((line) => valueAt(line, x));
  const largest = met.sort((a, b) => b.value - a.value).slice(0, maxValues);
  const at = xScale.getPixelForValue(x);
  const isRight = at > (left + right) / 2;
  return (
    <div class="chart-cursor">
      <div class="chart-cursor-line" style={{ left: `${at}px`, top: `${top}px`, height: `${bottom - top}px` }} />
      {largest.map(({ line, value }) => {
        const y = yScale.getPixelForValue(value);
        if (!(y >= top && y <= bottom)) return null;
        return (
          <div
            key={line.series.id}
            class={`chart-cursor-dot run-${(line.series.place % 10) + 1}`}
            style={{ left: `${at}px`, top: `${y}px` }}
          />
        );
      })}
      {(isOwner || lines.length === 1) && largest.length > 0 && (
        <div
          class="chart-cursor-values"
          aria-live={isOwner ? "polite" : undefined}
          style={{
            top: `${top}px`,
            ...(isRight ? { right: `calc(100% - ${at - 8}px)` } : { left: `${at + 8}px` }),
          }}
        >
          {isOwner && <div class="dim">{placeText(axis, x)}</div>}
          {largest.map(({ line, value, low, high }) => (
            <div key={line.series.id} class="chart-cursor-value">
              {lines.length > 1 && <RunDot place={line.series.place} />}
              {lines.length > 1 && <span class="chart-cursor-label">{line.series.label}</span>}
              <span class="number">{valueText(value)}</span>
              {low !== undefined && high !== undefined && low < high && (
                <span class="dim number">
                  {valueText(low)} … {valueText(high)}
                </span>
              )}
            </div>
          ))}
          {met.length > largest.length && <div class="dim">+ {met.length - largest.length}</div>}
        </div>
      )}
    </div>
  );
}

/** Where a line is at x: at its nearest point, unless that is farther than the line's own points are from each other. */
function valueAt(line: DrawnLine, x: number): { line: DrawnLine; value: number; low?: number; high?: number }[] {
  const first = line.x[0];
  const last = line.x[line.x.length - 1];
  if (first === undefined || last === undefined) return [];
  const reach = (last - first) / line.x.length;
  if (x < first - reach || x > last + reach) return [];
  const place = nearestPoint(line.x, x);
  return [{ line, value: line.y[place]!, low: line.band?.low[place], high: line.band?.high[place] }];
}
