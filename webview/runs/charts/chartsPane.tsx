import * as l10n from "@vscode/l10n";
import { useMemo, useRef } from "preact/hooks";
import type { ChartKind, ChartsView, ColumnId, RunsHost, RunsRows, RunsState } from "../../../src/protocol/runs.ts";
import type { ValueChartHandle } from "../../ui/chart/valueChart.tsx";
import { Dropdown, IconButton } from "../../ui/controls.tsx";
import type { Remote } from "../../ui/host.ts";
import { ImportanceChart } from "./importance.tsx";
import { metricOf } from "../model.ts";
import { Lines } from "./lines.tsx";
import { ParallelChart } from "./parallelChart.tsx";
import { type ChartSource, useChartValues } from "./useChartData.ts";
import { BarChart, BoxChart, ScatterChart } from "./valueCharts.tsx";

/** Axes that parallel coordinates begin with. */
const maxAxes = 6;
/** A chart has no more runs. */
const maxRuns = 500;

/** Charts of the runs that are selected, or of all that match. */
export function ChartsPane(props: {
  host: Remote<RunsHost>;
  state: RunsState;
  rows: RunsRows;
  keys: readonly string[];
  charts: ChartsView;
  onChange: (change: Partial<ChartsView>) => void;
  onSelect: (keys: readonly string[]) => void;
}) {
  const { host, state, rows, keys, charts } = props;
  const handle = useRef<ValueChartHandle>(null);
  const titles = useMemo(() => new Map(state.columns.map(({ id, title }) => [id, title])), [state.columns]);
  const source = useMemo<ChartSource>(
    () => ({ host, keys, version: rows.version, titleOf: (id) => titles.get(id) ?? id }),
    [keys, rows.version, titles],
  );
  const of = (group: "metrics" | "params") =>
    state.columns.filter((info) => info.group === group && !info.title.startsWith("system/")).map(({ id }) => id);
  const [metrics, params] = useMemo(() => [of("metrics"), of("params")], [state.columns]);
  const known = (id: ColumnId | undefined, among: readonly ColumnId[]) =>
    id !== undefined && among.includes(id) ? id : among[0];
  const numeric = useMemo(() => [...params, ...metrics, "attributes.start_time", "duration"], [params, metrics]);
  const y = known(charts.y, metrics);
  const x = known(charts.x, charts.kind === "box" ? params : numeric);
  const axes = useMemo(() => {
    const chosen = charts.axes?.filter((id) => titles.has(id)) ?? [];
    if (chosen.length > 1) return chosen;
    const shown = state.shown.map(({ id }) => id);
    const own = [
      ...params.filter((id) => shown.includes(id)),
      ...metrics.filter((id) => shown.includes(id)).slice(0, 2),
    ];
    return own.slice(-maxAxes);
  }, [charts.axes, titles, state.shown]);
  const count = keys.length > 0 ? keys.length : rows.matching;
  const shared = { source, onPick: (key: string) => props.onSelect([key]), handle };

  const chart = () => {
    if (charts.kind === "lines") return <Lines source={source} metrics={metrics} />;
    if (charts.kind === "parallel") {
      return <ParallelChart {...shared} axes={axes} better={state.better} onSelect={props.onSelect} />;
    }
    if (y === undefined) return <p class="empty">{l10n.t("These runs have no metrics.")}</p>;
    if (charts.kind === "bar") return <BarChart {...shared} y={y} />;
    if (charts.kind === "importance")
      return <ImportanceChart source={source} params={params} y={y} way={state.better[metricOf(y) ?? ""]} />;
    if (charts.kind === "difference") {
      const onBaseline = (baseline: string) => props.onChange({ baseline });
      return <Difference {...shared} y={y} baseline={charts.baseline} onBaseline={onBaseline} />;
    }
    if (x === undefined) return <p class="empty">{l10n.t("These runs have no parameters.")}</p>;
    return charts.kind === "scatter" ? <ScatterChart {...shared} x={x} y={y} /> : <BoxChart {...shared} x={x} y={y} />;
  };
  const needsX = charts.kind === "scatter" || charts.kind === "box";
  const needsY = !["lines", "parallel"].includes(charts.kind);
  const options = (ids: readonly ColumnId[]) => ids.map((id) => ({ value: id, label: source.titleOf(id) }));
  return (
    <section class="charts" aria-label={l10n.t("Charts")}>
      <div class="charts-head">
        <Dropdown
          label={l10n.t("Kind of chart")}
          value={charts.kind}
          options={kinds()}
          onChange={(kind) => props.onChange({ kind })}
        />
        {needsY && y !== undefined && (
          <Dropdown
            label={l10n.t("Metric")}
            value={y}
            options={options(metrics)}
            onChange={(id) => props.onChange({ y: id })}
          />
        )}
        {needsX && x !== undefined && (
          <Dropdown
            label={charts.kind === "box" ? l10n.t("By") : l10n.t("Over")}
            value={x}
            options={options(charts.kind === "box" ? params : numeric)}
            onChange={(id) => props.onChange({ x: id })}
          />
        )}
        <span class="grow" />
        <span class="dim" role="status">
          {count > maxRuns
            ? l10n.t("the first {0} of {1} runs", maxRuns, count)
            : keys.length > 0
              ? l10n.t("{0} selected", count)
              : l10n.t("all {0} that match", count)}
        </span>
        {charts.kind !== "lines" && charts.kind !== "importance" && (
          <IconButton
            icon="save"
            label={l10n.t("Save as PNG...")}
            onClick={() =>
              void handle.current
                ?.toPng()
                .then((png) => host.savePicture(y === undefined ? "chart" : source.titleOf(y), png))
            }
          />
        )}
        <IconButton icon="close" label={l10n.t("Close charts")} onClick={() => props.onChange({ isOpen: false })} />
      </div>
      <div class="charts-body">{chart()}</div>
    </section>
  );
}

/** So many runs are offered as a baseline. */
const maxBaselines = 100;

/** How far the other runs are from one of them. */
function Difference(
  props: Parameters<typeof BarChart>[0] & { baseline: string | undefined; onBaseline: (key: string) => void },
) {
  const { source, y } = props;
  const { value } = useChartValues(
    source,
    useMemo(() => [y], [y]),
  );
  const runs = value?.runs ?? [];
  const baseline = runs.find(({ key }) => key === props.baseline)?.key ?? runs[0]?.key;
  return (
    <div class="difference">
      {baseline !== undefined && (
        <Dropdown
          label={l10n.t("Baseline")}
          value={baseline}
          options={runs.slice(0, maxBaselines).map(({ key, name }) => ({ value: key, label: name }))}
          onChange={props.onBaseline}
        />
      )}
      <div class="difference-chart">
        <BarChart {...props} baseline={baseline ?? ""} />
      </div>
    </div>
  );
}

function kinds(): { value: ChartKind; label: string }[] {
  return [
    { value: "lines", label: l10n.t("Lines") },
    { value: "bar", label: l10n.t("Bars") },
    { value: "scatter", label: l10n.t("Points") },
    { value: "box", label: l10n.t("Boxes") },
    { value: "parallel", label: l10n.t("Parallel Coordinates") },
    { value: "importance", label: l10n.t("Parameter Importance") },
    { value: "difference", label: l10n.t("Difference to a Baseline") },
  ];
}
