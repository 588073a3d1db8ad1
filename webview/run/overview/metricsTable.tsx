import * as l10n from "@vscode/l10n";
import type { LastMetric } from "../../../src/protocol/run.ts";
import { Sparkline } from "../../ui/chart/sparkline.tsx";
import { useSize } from "../../ui/hooks.ts";
import { countText, Key, NumberText } from "../../ui/values.tsx";
import { useHistory, type Histories } from "../charts/histories.ts";
import { Section, useShown } from "./section.tsx";

/** Every metric with its last value and what it went through. */
export function MetricsTable(props: { metrics: readonly LastMetric[]; place: number; histories: Histories }) {
  const collator = new Intl.Collator(undefined, { numeric: true });
  const all = [...props.metrics].sort((a, b) => collator.compare(a.key, b.key));
  const { shown, searchField, rest } = useShown(all, ({ key }) => key, l10n.t("Search Metrics"));
  const [scroller] = useSize<HTMLDivElement>();
  // Only a table that has no room is scrolled, and then by keys too.
  const isScrolled = scroller.current !== null && scroller.current.scrollWidth > scroller.current.clientWidth;
  if (all.length === 0) return null;
  return (
    <Section title={l10n.t("Metrics")} count={all.length} actions={searchField}>
      <div
        ref={scroller}
        class="scrolled"
        tabIndex={isScrolled ? 0 : undefined}
        role={isScrolled ? "group" : undefined}
        aria-label={isScrolled ? l10n.t("Metrics") : undefined}
      >
        <table class="metrics">
          <thead>
            <tr>
              <th scope="col">{l10n.t("Metric")}</th>
              <td class="spark" />
              <th scope="col" class="number">
                {l10n.t("Last")}
              </th>
              <th scope="col" class="number">
                {l10n.t("Min")}
              </th>
              <th scope="col" class="number">
                {l10n.t("Max")}
              </th>
              <th scope="col" class="number">
                {l10n.t("Step")}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((metric) => (
              <Row key={metric.key} metric={metric} place={props.place} histories={props.histories} />
            ))}
          </tbody>
        </table>
      </div>
      {rest}
    </Section>
  );
}

function Row(props: { metric: LastMetric; place: number; histories: Histories }) {
  const { key, value, step } = props.metric;
  const history = useHistory(props.histories, key)?.history;
  const { low, high } = extremesOf(history?.values);
  // Of a server's long history there are but samples.
  const about = history?.isSketch === true ? "≈ " : "";
  return (
    <tr>
      <th scope="row">
        <Key name={key} />
      </th>
      <td class="spark">
        {history !== undefined && history.values.length > 1 && (
          <Sparkline x={history.steps} y={history.values} place={props.place} />
        )}
      </td>
      <td class="number">
        <NumberText value={Number(value)} />
      </td>
      <td class="number dim">
        {about}
        <NumberText value={low} />
      </td>
      <td class="number dim">
        {about}
        <NumberText value={high} />
      </td>
      <td class="number dim">{countText(step)}</td>
    </tr>
  );
}

/** The smallest and largest value that is a number; infinities are such. */
function extremesOf(values: Float64Array | undefined): { low: number | undefined; high: number | undefined } {
  let low: number | undefined;
  let high: number | undefined;
  for (const value of values ?? []) {
    if (Number.isNaN(value)) continue;
    low = low === undefined ? value : Math.min(low, value);
    high = high === undefined ? value : Math.max(high, value);
  }
  return { low, high };
}
