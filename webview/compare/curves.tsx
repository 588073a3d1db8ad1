import * as l10n from "@vscode/l10n";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { curveOf } from "../../src/mlflow/metrics.ts";
import type { CompareHost, ComparedRun } from "../../src/protocol/compare.ts";
import { LineChart } from "../ui/chart/lineChart.tsx";
import type { XRange } from "../ui/chart/lineConfig.ts";
import type { LineSeries } from "../ui/chart/series.ts";
import type { Remote } from "../ui/host.ts";
import { useLoaded } from "../ui/hooks.ts";
import { ErrorMessage } from "../ui/states.tsx";
import { Key } from "../ui/values.tsx";

/** Ranges of steps that a chart of this page can show. */
const buckets = 400;

/** The curves of all metrics over each other, a chart for each. Those out of sight are not asked for. */
export function Curves(props: {
  host: Remote<CompareHost>;
  runs: readonly ComparedRun[];
  metrics: readonly string[];
  /** Changes whenever points may have come. */
  version: number;
}) {
  return (
    <div class="compare-curves">
      {props.metrics.map((metric) => (
        <MetricChart key={metric} {...props} metric={metric} />
      ))}
    </div>
  );
}

function MetricChart(props: {
  host: Remote<CompareHost>;
  runs: readonly ComparedRun[];
  metric: string;
  version: number;
}) {
  const { host, runs, metric, version } = props;
  const [element, isSeen] = useSeen();
  const [range, setRange] = useState<XRange | undefined>(undefined);
  const loaded = useLoaded(async () => (isSeen ? host.curves(metric, buckets) : undefined), [metric, isSeen, version]);
  const series = useMemo(
    () =>
      (loaded.value ?? []).map(({ run, total, ...points }): LineSeries => {
        const { name, place, storeId, runId } = runs[run]!;
        return { id: `${storeId}/${runId}`, label: name, place, total, ...curveOf(points, "step") };
      }),
    [loaded.value, runs],
  );
  return (
    <figure class="compare-curve" ref={element}>
      <figcaption>
        <Key name={metric} />
      </figcaption>
      {loaded.error !== undefined && <ErrorMessage error={loaded.error} onRetry={loaded.reload} />}
      <div class="compare-chart">
        {series.length > 0 && <LineChart title={metric} series={series} axis="step" range={range} onRange={setRange} />}
        {loaded.value?.length === 0 && <p class="dim">{l10n.t("No points.")}</p>}
      </div>
    </figure>
  );
}

/** Whether an element is in sight, or nearly. */
function useSeen(): [{ current: HTMLElement | null }, boolean] {
  const element = useRef<HTMLElement>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver(([entry]) => setSeen(entry?.isIntersecting ?? false), {
      rootMargin: "200px",
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, isSeen];
}
