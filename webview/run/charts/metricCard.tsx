import * as l10n from "@vscode/l10n";
import type { LastMetric, RunOverview } from "../../../src/protocol/run.ts";
import { LineChart } from "../../ui/chart/lineChart.tsx";
import { useInView } from "../../ui/hooks.ts";
import { Key, NumberText } from "../../ui/values.tsx";
import type { KeptChartSettings } from "./chartSettings.ts";
import { useHistory, type Histories } from "./histories.ts";
import { useSeries } from "./series.ts";

/** A small chart of a metric, with its last value. A click makes it large. It is drawn only while it is in sight. */
export function MetricCard(props: {
  metric: string;
  last: LastMetric | undefined;
  overview: RunOverview;
  histories: Histories;
  settings: KeptChartSettings;
  isLarge: boolean;
  onOpen: () => void;
}) {
  const { metric, last, overview, settings, onOpen } = props;
  const [card, isInView] = useInView<HTMLDivElement>();
  const known = useHistory(props.histories, isInView ? metric : undefined);
  const series = useSeries(known?.history, overview, settings.axis);
  return (
    <div ref={card} class={`chart-card${props.isLarge ? " large-now" : ""}`}>
      <div class="chart-head">
        <button
          class="link-button chart-title"
          type="button"
          title={l10n.t("Enlarge {0}", metric)}
          aria-label={l10n.t("Enlarge {0}", metric)}
          aria-pressed={props.isLarge}
          onClick={onOpen}
        >
          <Key name={metric} />
        </button>
        <NumberText value={last === undefined ? undefined : Number(last.value)} />
      </div>
      <div class="chart-place" onClick={onOpen}>
        {isInView && known?.error !== undefined && <p class="dim">{known.error.message}</p>}
        {isInView && series !== undefined && (
          <LineChart
            title={metric}
            series={series}
            axis={settings.axis}
            smoothing={settings.smoothing}
            isLog={settings.logKeys.includes(metric)}
          />
        )}
      </div>
    </div>
  );
}
