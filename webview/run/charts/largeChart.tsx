import * as l10n from "@vscode/l10n";
import { useRef, useState } from "preact/hooks";
import type { RunOverview } from "../../../src/protocol/run.ts";
import { ChartTable } from "../../ui/chart/chartTable.tsx";
import { LineChart, type LineChartHandle } from "../../ui/chart/lineChart.tsx";
import type { XRange } from "../../ui/chart/lineConfig.ts";
import { Checkbox, IconButton } from "../../ui/controls.tsx";
import { useSize } from "../../ui/hooks.ts";
import { ErrorMessage, ProgressBar } from "../../ui/states.tsx";
import { countText, Key } from "../../ui/values.tsx";
import { host } from "../host.ts";
import type { KeptChartSettings } from "./chartSettings.ts";
import { copyImage } from "../../ui/chart/copyImage.ts";
import { useDetail } from "./detail.ts";
import type { Histories } from "./histories.ts";
import { useSeries } from "./series.ts";

/** One metric in all its detail, with everything that can be set and taken away. */
export function LargeChart(props: {
  metric: string;
  overview: RunOverview;
  histories: Histories;
  settings: KeptChartSettings;
  onClose: () => void;
}) {
  const { metric, overview, settings, onClose } = props;
  const { axis, logKeys } = settings;
  const [range, setRange] = useState<XRange | undefined>(undefined);
  const [isTable, setIsTable] = useState(false);
  const [error, setError] = useState<Error | undefined>(undefined);
  const [place, { width }] = useSize<HTMLDivElement>();
  const chart = useRef<LineChartHandle>(null);
  const detail = useDetail(props.histories, metric, overview, axis, range, width);
  const series = useSeries(detail.history, overview, axis);
  const isLog = logKeys.includes(metric);
  const trying = (action: () => Promise<void>) => () => {
    setError(undefined);
    action().catch((failure: unknown) => setError(failure instanceof Error ? failure : new Error(String(failure))));
  };
  const picture = async () => {
    if (chart.current === null) throw new Error(l10n.t("The chart is not drawn yet."));
    return chart.current.toPng();
  };
  const name = `${overview.run.runName || overview.run.runId}-${metric}`;
  return (
    <section
      class="large-chart"
      aria-label={metric}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <ProgressBar isActive={detail.isLoading} />
      <div class="chart-head">
        <h2>
          <Key name={metric} />
        </h2>
        <PointCount history={detail.history} />
        <div class="chart-actions">
          <Checkbox
            isChecked={isLog}
            onChange={(checked) => {
              const others = logKeys.filter((key) => key !== metric);
              settings.change({ logKeys: checked ? [...others, metric] : others });
            }}
          >
            {l10n.t("Log")}
          </Checkbox>
          <Checkbox isChecked={settings.showsPoints} onChange={(showsPoints) => settings.change({ showsPoints })}>
            {l10n.t("Points")}
          </Checkbox>
          <IconButton
            icon="screen-normal"
            label={l10n.t("Show All Steps (Escape)")}
            isDisabled={range === undefined}
            onClick={() => setRange(undefined)}
          />
          <IconButton
            icon="table"
            label={l10n.t("View as Table")}
            isPressed={isTable}
            onClick={() => setIsTable(!isTable)}
          />
          <IconButton
            icon="copy"
            label={l10n.t("Copy Image")}
            isDisabled={isTable}
            onClick={trying(() => copyImage(picture()))}
          />
          <IconButton
            icon="device-camera"
            label={l10n.t("Save as PNG...")}
            isDisabled={isTable}
            onClick={trying(async () => host.savePng(name, await picture()))}
          />
          <IconButton
            icon="save"
            label={l10n.t("Save Points as CSV...")}
            onClick={trying(() => host.saveCsv([metric]))}
          />
          <IconButton icon="close" label={l10n.t("Close")} onClick={onClose} />
        </div>
      </div>
      {error !== undefined && <ErrorMessage error={error} />}
      {detail.error !== undefined && (
        <ErrorMessage error={detail.error} onRetry={detail.reload} onShowLog={() => void host.showLog()} />
      )}
      <div ref={place} class="large-chart-place">
        {series !== undefined && isTable && <ChartTable title={metric} series={series} axis={axis} />}
        {series !== undefined && !isTable && (
          <LineChart
            title={metric}
            series={series}
            axis={axis}
            isLog={isLog}
            smoothing={settings.smoothing}
            showsPoints={settings.showsPoints}
            range={range}
            domain={detail.domain}
            onRange={setRange}
            handle={chart}
          />
        )}
      </div>
      {!isTable && (
        <p class="dim hint">{l10n.t("Drag to zoom, drag with Shift to pan, double-click to show all of it.")}</p>
      )}
    </section>
  );
}

/** How many points there are, and how many of them are drawn. */
function PointCount(props: { history: ReturnType<typeof useDetail>["history"] }) {
  const { history } = props;
  if (history === undefined) return null;
  const drawn = history.steps.length;
  const text =
    history.total > drawn
      ? l10n.t("{0} of {1} points", countText(drawn), countText(history.total))
      : history.isSketch === true
        ? l10n.t("{0} samples", countText(drawn))
        : l10n.t("{0} points", countText(drawn));
  return <span class="dim point-count">{text}</span>;
}
