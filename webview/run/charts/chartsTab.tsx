import * as l10n from "@vscode/l10n";
import { useEffect, useRef } from "preact/hooks";
import type { RunOverview } from "../../../src/protocol/run.ts";
import type { XAxis } from "../../../src/mlflow/metrics.ts";
import { axisName } from "../../ui/chart/axis.ts";
import { Dropdown, SearchField, Slider } from "../../ui/controls.tsx";
import { useKept } from "../../ui/hooks.ts";
import { Icon } from "../../ui/icon.tsx";
import { Empty } from "../../ui/states.tsx";
import type { KeptChartSettings } from "./chartSettings.ts";
import type { Histories } from "./histories.ts";
import { LargeChart } from "./largeChart.tsx";
import { MetricCard } from "./metricCard.tsx";
import { sectionsOf, type Section } from "./sections.ts";

const axes: readonly XAxis[] = ["step", "relative", "wall"];

/** A grid of charts, one for each metric, in sections that fold; one of them large above it. */
export function ChartsTab(props: {
  /** Under which the tab keeps what is large and searched. */
  name: string;
  keys: readonly string[];
  overview: RunOverview;
  histories: Histories;
  settings: KeptChartSettings | undefined;
}) {
  const { keys, overview, histories, settings } = props;
  const [search, setSearch] = useKept(`${props.name}.search`, "");
  const [large, setLarge] = useKept<string | undefined>(`${props.name}.large`, undefined);
  const top = useRef<HTMLDivElement>(null);
  const wanted = search.toLowerCase();
  const found = keys.filter((key) => key.toLowerCase().includes(wanted));
  const shown = large !== undefined && keys.includes(large) ? large : undefined;
  useEffect(() => {
    if (shown !== undefined) top.current?.scrollIntoView({ block: "nearest" });
  }, [shown]);
  if (settings === undefined) return null;
  const sections = sectionsOf(found);
  return (
    <div ref={top} class="charts">
      <div class="toolbar" role="toolbar" aria-label={l10n.t("Charts")}>
        <SearchField label={l10n.t("Search Metrics")} value={search} onInput={setSearch} />
        <Dropdown
          label={l10n.t("X Axis")}
          value={settings.axis}
          options={axes.map((axis) => ({ value: axis, label: axisName(axis) }))}
          onChange={(axis) => settings.change({ axis })}
        />
        <Slider
          label={l10n.t("Smoothing")}
          value={settings.smoothing}
          max={0.99}
          step={0.01}
          onInput={(smoothing) => settings.change({ smoothing })}
        />
      </div>
      {shown !== undefined && (
        <LargeChart
          key={shown}
          metric={shown}
          overview={overview}
          histories={histories}
          settings={settings}
          onClose={() => setLarge(undefined)}
        />
      )}
      {found.length === 0 && (
        <Empty action={{ label: l10n.t("Show All Metrics"), run: () => setSearch("") }}>
          {l10n.t("No metric has this in its name.")}
        </Empty>
      )}
      {sections.map((section) => (
        <ChartSection
          key={section.prefix}
          section={section}
          // A prefix alone divides nothing.
          hasHead={sections.length > 1}
          settings={settings}
        >
          {section.keys.map((key) => (
            <MetricCard
              key={key}
              metric={key}
              last={overview.metrics.find((metric) => metric.key === key)}
              {...{ overview, histories, settings }}
              isLarge={key === shown}
              onOpen={() => setLarge(key)}
            />
          ))}
        </ChartSection>
      ))}
    </div>
  );
}

function ChartSection(props: {
  section: Section;
  hasHead: boolean;
  settings: KeptChartSettings;
  children: preact.ComponentChildren;
}) {
  const { section, settings } = props;
  const { prefix, keys } = section;
  const isFolded = props.hasHead && settings.folded.includes(prefix);
  const toggle = () => {
    const others = settings.folded.filter((each) => each !== prefix);
    settings.change({ folded: isFolded ? others : [...others, prefix] });
  };
  return (
    <section class="chart-section">
      {props.hasHead && (
        <h2>
          <button class="fold" type="button" aria-expanded={!isFolded} onClick={toggle}>
            <Icon name={isFolded ? "chevron-right" : "chevron-down"} />
            {prefix === "" ? l10n.t("Metrics") : prefix}
            <span class="dim fold-count">{keys.length}</span>
          </button>
        </h2>
      )}
      {!isFolded && <div class="chart-grid">{props.children}</div>}
    </section>
  );
}
