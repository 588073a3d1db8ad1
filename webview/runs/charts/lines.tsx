import * as l10n from "@vscode/l10n";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ChartRun, ColumnId } from "../../../src/protocol/runs.ts";
import { LineChart } from "../../ui/chart/lineChart.tsx";
import type { LineSeries } from "../../ui/chart/series.ts";
import { useLoaded } from "../../ui/hooks.ts";
import { Empty, ErrorMessage } from "../../ui/states.tsx";
import { Key } from "../../ui/values.tsx";
import { type ChartSource, useChartValues } from "./useChartData.ts";

/** Twice this many points a line. */
const buckets = 300;

/** A chart of lines for each metric, under the prefix of its key. What is not in sight is not asked for. */
export function Lines(props: { source: ChartSource; metrics: readonly ColumnId[] }) {
  const { source, metrics } = props;
  const none = useMemo(() => [], []);
  const runs = useChartValues(source, none);
  const groups = useMemo(
    () => [...Map.groupBy(metrics, (id) => prefixOf(source.titleOf(id)))].sort(([a], [b]) => a.localeCompare(b)),
    [metrics],
  );
  if (runs.error !== undefined) return <ErrorMessage error={runs.error} onRetry={runs.reload} />;
  if (metrics.length === 0) return <Empty>{l10n.t("These runs have no metrics.")}</Empty>;
  return (
    <div class="lines" tabIndex={0} role="group" aria-label={l10n.t("Metrics over steps")}>
      {groups.map(([prefix, of]) => (
        <details key={prefix} open>
          <summary>
            {prefix === "" ? l10n.t("Metrics") : prefix} <span class="dim">{of.length}</span>
          </summary>
          <div class="line-grid">
            {of.map((metric) => (
              <MetricLines key={metric} source={source} metric={metric} runs={runs.value?.runs ?? []} />
            ))}
          </div>
        </details>
      ))}
    </div>
  );
}

/** "train/" of "train/loss"; nothing where there is no prefix. */
function prefixOf(key: string): string {
  const slash = key.indexOf("/");
  return slash > 0 ? key.slice(0, slash + 1) : "";
}

function MetricLines(props: { source: ChartSource; metric: ColumnId; runs: readonly ChartRun[] }) {
  const { source, metric, runs } = props;
  const element = useRef<HTMLDivElement>(null);
  const isInSight = useInSight(element);
  const title = source.titleOf(metric);
  const keys = useMemo(() => JSON.stringify(source.keys), [source.keys]);
  const loaded = useLoaded(
    async () => (isInSight ? await source.host.curves([...source.keys], [metric], buckets) : []),
    [isInSight, keys, metric, source.version],
  );
  const series = useMemo(() => {
    const byKey = new Map(runs.map((run) => [run.key, run]));
    return (loaded.value ?? []).flatMap((curve): LineSeries[] => {
      const run = byKey.get(curve.key);
      if (run === undefined) return [];
      const { key, steps, values, total } = curve;
      return [{ id: key, label: run.name, place: run.place, x: steps, y: values, total }];
    });
  }, [loaded.value, runs]);
  return (
    <div ref={element} class="metric-lines">
      <h3>
        <Key name={title} />
      </h3>
      <div class="metric-chart">
        {loaded.error !== undefined && <ErrorMessage error={loaded.error} onRetry={loaded.reload} />}
        {series.length > 0 && <LineChart title={title} series={series} axis="step" />}
      </div>
    </div>
  );
}

/** True from when the element first came into sight. */
function useInSight(element: { readonly current: HTMLElement | null }): boolean {
  const [isInSight, setInSight] = useState(false);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) {
        setInSight(true);
        observer.disconnect();
      }
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return isInSight;
}
