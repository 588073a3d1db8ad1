import * as l10n from "@vscode/l10n";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { curveOf } from "../../../src/mlflow/metrics.ts";
import type { ChartRun, ColumnId, Curve, CurvesQuery } from "../../../src/protocol/runs.ts";
import { copyImage } from "../../ui/chart/copyImage.ts";
import { LineChart, type LineChartHandle } from "../../ui/chart/lineChart.tsx";
import type { XRange } from "../../ui/chart/lineConfig.ts";
import type { LineSeries } from "../../ui/chart/series.ts";
import { IconButton } from "../../ui/controls.tsx";
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
  const chart = useRef<LineChartHandle>(null);
  const isInSight = useInSight(element);
  const title = source.titleOf(metric);
  const [range, setRange] = useState<XRange>();
  const [error, setError] = useState<Error>();
  const { curves, domain, failure, reload } = useCurves(source, metric, range, isInSight);
  const series = useMemo(() => {
    const byKey = new Map(runs.map((run) => [run.key, run]));
    return curves.flatMap((curve): LineSeries[] => {
      const run = byKey.get(curve.key);
      if (run === undefined) return [];
      // Samples are not the extremes of anything: they get no band.
      const total = curve.isSketch === true ? undefined : curve.total;
      return [{ id: curve.key, label: run.name, place: run.place, ...curveOf(curve, "step"), total }];
    });
  }, [curves, runs]);
  const trying = (action: (handle: LineChartHandle) => Promise<void>) => () => {
    setError(undefined);
    if (chart.current === null) return;
    action(chart.current).catch((thrown: unknown) =>
      setError(thrown instanceof Error ? thrown : new Error(String(thrown))),
    );
  };
  return (
    <div ref={element} class="metric-lines">
      <div class="metric-head">
        <h3>
          <Key name={title} />
        </h3>
        {series.length > 0 && (
          <div class="metric-actions" role="toolbar" aria-label={l10n.t("Chart of {0}", title)}>
            {range !== undefined && (
              <IconButton
                icon="screen-normal"
                label={l10n.t("Show All Steps (Escape)")}
                onClick={() => setRange(undefined)}
              />
            )}
            <IconButton
              icon="copy"
              label={l10n.t("Copy Image")}
              onClick={trying((handle) => copyImage(handle.toPng()))}
            />
            <IconButton
              icon="device-camera"
              label={l10n.t("Save as PNG...")}
              onClick={trying(async (handle) => source.host.savePicture(title, await handle.toPng()))}
            />
            <IconButton
              icon="save"
              label={l10n.t("Save Points as CSV...")}
              onClick={() => void source.host.saveCurves([...source.keys], metric)}
            />
          </div>
        )}
      </div>
      {error !== undefined && <ErrorMessage error={error} />}
      <div class="metric-chart">
        {failure !== undefined && <ErrorMessage error={failure} onRetry={reload} />}
        {series.length > 0 && (
          <LineChart
            title={title}
            series={series}
            axis="step"
            range={range}
            domain={domain}
            onRange={setRange}
            handle={chart}
          />
        )}
      </div>
    </div>
  );
}

const noCurves: readonly Curve[] = [];

/** The curves of a metric: of long histories samples first, then their extremes; of a part in sight its own points. */
function useCurves(source: ChartSource, metric: ColumnId, range: XRange | undefined, isInSight: boolean) {
  const keys = useMemo(() => JSON.stringify(source.keys), [source.keys]);
  const inputs = [isInSight, keys, metric, source.version];
  const ask = (query: Partial<CurvesQuery>) => source.host.curves([...source.keys], [metric], { buckets, ...query });
  const first = useLoaded(async () => (isInSight ? ask({ sketch: true }) : noCurves), inputs);
  const isSketch = first.value?.some((curve) => curve.isSketch) === true;
  const needsMore = isSketch || range !== undefined;
  const steps = range && { startStep: Math.floor(range.min), endStep: Math.ceil(range.max) };
  const finer = useLoaded(
    async () => (needsMore ? { range, curves: await ask(steps ?? {}) } : undefined),
    [...inputs, needsMore, range],
  );
  const whole = first.value ?? noCurves;
  // Until the points of a part are there, those of the whole are drawn.
  const curves = needsMore && finer.value?.range === range ? (finer.value?.curves ?? whole) : whole;
  const domain = useMemo(() => extentOf(whole), [whole]);
  return { curves, domain, failure: first.error ?? finer.error, reload: first.reload };
}

function extentOf(curves: readonly Curve[]): XRange | undefined {
  const known = curves.filter(({ steps }) => steps.length > 0);
  if (known.length === 0) return undefined;
  return {
    min: Math.min(...known.map(({ steps }) => steps[0]!)),
    max: Math.max(...known.map(({ steps }) => steps.at(-1)!)),
  };
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
