import { useEffect, useRef, useState } from "preact/hooks";
import { curveOf, stepsWithin, type XAxis } from "../../../src/mlflow/metrics.ts";
import type { RunHistory, RunOverview } from "../../../src/protocol/run.ts";
import type { XRange } from "../../ui/chart/lineConfig.ts";
import { host } from "../host.ts";
import { useHistory, type Histories } from "./histories.ts";

/** A band's column takes the points of two ranges: so many ranges make one for each pixel. */
const bucketsPerPixel = 2;

/** A metric's history for a large chart. */
export interface Detail {
  /** Of the part in sight; what is known of it yet. */
  readonly history: RunHistory | undefined;
  /** All of the axis. */
  readonly domain: XRange | undefined;
  readonly isLoading: boolean;
  readonly error: Error | undefined;
  readonly reload: () => void;
}

/**
 * What the small chart has of a history is drawn at once; then the points of the part in sight come as fine as the chart is
 * wide: samples first, where it is long, and all of its extremes after them.
 */
export function useDetail(
  histories: Histories,
  key: string,
  overview: RunOverview,
  axis: XAxis,
  range: XRange | undefined,
  width: number,
): Detail {
  const coarse = useHistory(histories, key);
  const [fine, setFine] = useState<{ history: RunHistory | undefined; range: XRange | undefined } | undefined>(
    undefined,
  );
  const [state, setState] = useState<{ isLoading: boolean; error?: Error }>({ isLoading: false });
  const [tries, setTries] = useState(0);
  const newest = useRef(0);
  const { startTime } = overview.run;
  const last = overview.metrics.find((metric) => metric.key === key);
  const whole = coarse?.history;
  // Until the points of another part are there, those of all the axis are drawn.
  const history = fine?.history !== undefined && covers(fine.range, range) ? fine.history : whole;
  // Nothing finer is to be had of what is drawn point by point.
  const isThinned = whole !== undefined && (whole.total > whole.steps.length || whole.isSketch === true);
  const buckets = isThinned ? Math.ceil(width) * bucketsPerPixel : 0;

  useEffect(() => {
    const number = ++newest.current;
    if (buckets === 0 || history === undefined) {
      setFine(undefined);
      setState({ isLoading: false });
      return undefined;
    }
    const steps = range && stepsWithin(history, axis, range, startTime);
    setState({ isLoading: true });
    void (async () => {
      try {
        for (const sketch of [true, false]) {
          const [found] = await host.histories([key], { buckets, ...steps, sketch });
          if (number !== newest.current) return;
          setFine({ history: found, range });
          if (found?.isSketch !== true || !overview.isLocal) break;
        }
        setState({ isLoading: false });
      } catch (error) {
        if (number === newest.current) setState({ isLoading: false, error: error as Error });
      }
    })();
    return () => void newest.current++;
  }, [key, axis, range, buckets, last?.step, last?.timestamp, tries]);

  return {
    history,
    domain: whole && extentOf(curveOf(whole, axis, startTime).x),
    isLoading: state.isLoading,
    error: state.error ?? coarse?.error,
    reload: () => setTries(tries + 1),
  };
}

/** Whether a part of the axis is all of another; `undefined` is all of the axis. */
function covers(outer: XRange | undefined, inner: XRange | undefined): boolean {
  if (outer === undefined || inner === undefined) return outer === undefined;
  return outer.min <= inner.min && outer.max >= inner.max;
}

function extentOf(x: Float64Array): XRange | undefined {
  return x.length === 0 ? undefined : { min: x[0]!, max: x[x.length - 1]! };
}
