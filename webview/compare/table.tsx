import * as l10n from "@vscode/l10n";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { keepState, keptState } from "../ui/host.ts";

/** Something that takes the table's whole width or a cell for each run, and how high it is in CSS pixels. */
export interface Line {
  key: string;
  height: number;
  /** The element in the first column, or of the whole line where there are no cells. */
  head: () => ComponentChildren;
  cell?: (run: number) => ComponentChildren;
  class?: string;
}

/** Runs and lines that are drawn beyond what is in sight, so that scrolling finds them there. */
const [spareColumns, sparePixels] = [2, 300];
const minColumn = 200;
const maxColumn = 320;

/**
 * A table of runs as columns, of which only what is in sight is drawn. What follows it scrolls with it.
 *
 * @param heads one cell above each run
 */
export function CompareTable(props: {
  label: string;
  runs: number;
  head: (run: number) => ComponentChildren;
  lines: readonly Line[];
  children?: ComponentChildren;
}) {
  const { runs, lines } = props;
  const [scroller, view] = useView();
  const headColumn = view.width < 480 ? 130 : 240;
  // In a narrow window a run stands whole beside the names of the rows.
  const least = Math.max(120, Math.min(minColumn, view.width - headColumn));
  const column = Math.min(maxColumn, Math.max(least, Math.floor((view.width - headColumn - 16) / runs)));
  const columns = rangeOf(view.left, view.width - headColumn, column, runs);
  const ends = useMemo(() => {
    let end = 0;
    return lines.map(({ height }) => (end += height));
  }, [lines]);
  const top = view.top - sparePixels;
  const bottom = view.top + view.height + sparePixels;
  const first = lowerBound(ends, top);
  const last = Math.min(lines.length, lowerBound(ends, bottom) + 1);
  const width = headColumn + column * runs;
  const cells = (draw: (run: number) => ComponentChildren, role: "cell" | "columnheader", rowClass = "") => (
    <>
      <div role="presentation" style={{ flex: "none", width: px(columns.first * column) }} />
      {range(columns).map((run) => (
        <div
          key={run}
          role={role}
          class={`compare-cell ${rowClass}`}
          aria-colindex={run + 2}
          style={{ width: px(column) }}
        >
          {draw(run)}
        </div>
      ))}
    </>
  );
  return (
    <div class="compare-scroll" ref={scroller} tabIndex={0} role="region" aria-label={props.label}>
      <div
        class="compare-table"
        role="table"
        aria-label={props.label}
        aria-rowcount={lines.length + 1}
        aria-colcount={runs + 1}
        style={{ width: px(width) }}
      >
        <div class="compare-line compare-heads" role="row" aria-rowindex={1}>
          <div class="compare-head-cell" role="columnheader" aria-colindex={1} style={{ width: px(headColumn) }}>
            <span class="visually-hidden">{l10n.t("What is compared")}</span>
          </div>
          {cells(props.head, "columnheader")}
        </div>
        <div role="presentation" style={{ height: px(ends[first - 1] ?? 0) }} />
        {lines.slice(first, last).map(({ key, height, head, cell, class: lineClass = "" }, index) => (
          <div
            key={key}
            class={`compare-line ${lineClass}`}
            role="row"
            aria-rowindex={first + index + 2}
            style={{ height: px(height) }}
          >
            {cell === undefined ? (
              <div class="compare-wide" role="cell" aria-colspan={runs + 1} style={{ width: px(view.width) }}>
                {head()}
              </div>
            ) : (
              <>
                <div class="compare-head-cell" role="rowheader" aria-colindex={1} style={{ width: px(headColumn) }}>
                  {head()}
                </div>
                {cells(cell, "cell")}
              </>
            )}
          </div>
        ))}
        <div role="presentation" style={{ height: px((ends.at(-1) ?? 0) - (ends[last - 1] ?? 0)) }} />
      </div>
      <div class="compare-below" style={{ width: px(view.width) }}>
        {props.children}
      </div>
    </div>
  );
}

function px(length: number): string {
  return `${length}px`;
}

interface View {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What of the element's content is in sight, followed; where it was scrolled to is kept with the page. */
function useView(): [{ current: HTMLDivElement | null }, View] {
  const element = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>({ left: 0, top: 0, width: 0, height: 0 });
  useEffect(() => {
    const scroller = element.current;
    if (scroller === null) return;
    let frame = 0;
    const look = () => {
      frame = 0;
      const { scrollLeft: left, scrollTop: top, clientWidth: width, clientHeight: height } = scroller;
      setView({ left, top, width, height });
    };
    const soon = () => (frame ||= requestAnimationFrame(look));
    const onScroll = () => {
      soon();
      keepState("scroll", { left: scroller.scrollLeft, top: scroller.scrollTop });
    };
    const observer = new ResizeObserver(soon);
    observer.observe(scroller);
    scroller.addEventListener("scroll", onScroll, { passive: true });
    look();
    const kept = keptState<{ left: number; top: number }>("scroll");
    const restore = requestAnimationFrame(() => kept && scroller.scrollTo(kept));
    return () => {
      cancelAnimationFrame(frame);
      cancelAnimationFrame(restore);
      observer.disconnect();
      scroller.removeEventListener("scroll", onScroll);
    };
  }, []);
  return [element, view];
}

function rangeOf(start: number, length: number, size: number, count: number): { first: number; last: number } {
  const first = Math.max(0, Math.floor(start / size) - spareColumns);
  return { first, last: Math.min(count, Math.ceil((start + length) / size) + spareColumns) };
}

function range({ first, last }: { first: number; last: number }): number[] {
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
}

/** The first line whose end lies beyond a place. */
function lowerBound(ends: readonly number[], place: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! > place) high = middle;
    else low = middle + 1;
  }
  return low;
}
