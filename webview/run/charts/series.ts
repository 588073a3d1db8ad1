import { useMemo } from "preact/hooks";
import { curveOf, type XAxis } from "../../../src/mlflow/metrics.ts";
import type { RunHistory, RunOverview } from "../../../src/protocol/run.ts";
import type { LineSeries } from "../../ui/chart/series.ts";

/** A run's metric as the one line of a chart. */
export function useSeries(
  history: RunHistory | undefined,
  { run, place }: RunOverview,
  axis: XAxis,
): readonly LineSeries[] | undefined {
  const { runId, runName, startTime } = run;
  return useMemo(() => {
    if (history === undefined) return undefined;
    const { total, isSketch } = history;
    // Samples are not the extremes of anything: they get no band.
    const curve = curveOf(history, axis, startTime);
    return [{ id: runId, label: runName || runId, place, ...curve, total: isSketch ? undefined : total }];
  }, [history, axis, runId, runName, startTime, place]);
}
