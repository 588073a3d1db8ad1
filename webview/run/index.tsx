import * as l10n from "@vscode/l10n";
import { useEffect, useMemo } from "preact/hooks";
import { hasLoggedModel } from "../../src/mlflow/entities.ts";
import type { RunFiles, RunOverview } from "../../src/protocol/run.ts";
import { Tabs, type Tab } from "../ui/controls.tsx";
import { useKept, useLoaded } from "../ui/hooks.ts";
import { startPage } from "../ui/start.tsx";
import { Problems, WhenLoaded } from "../ui/states.tsx";
import { ChartsTab } from "./charts/chartsTab.tsx";
import { useChartSettings } from "./charts/chartSettings.ts";
import { Histories } from "./charts/histories.ts";
import { ArtifactsTab } from "./files/artifactsTab.tsx";
import { ImagesTab } from "./files/imagesTab.tsx";
import { TablesTab } from "./files/tablesTab.tsx";
import { Header } from "./header.tsx";
import { host } from "./host.ts";
import { OverviewTab } from "./overview/overviewTab.tsx";
import { useStale } from "./stale.ts";
import "./run.css";

startPage(<RunPageContent />);

/** MLflow logs the machine's load under this prefix. */
const systemPrefix = "system/";

function RunPageContent() {
  const overview = useLoaded(() => host.overview(), []);
  useStale(overview);
  return (
    <WhenLoaded loaded={overview} onShowLog={() => void host.showLog()}>
      {(value) => <RunContent overview={value} isGone={overview.error !== undefined} reload={overview.reload} />}
    </WhenLoaded>
  );
}

function RunContent(props: { overview: RunOverview; isGone: boolean; reload: () => void }) {
  const { overview, isGone, reload } = props;
  const { run, metrics } = overview;
  const [tab, setTab] = useKept("tab", "overview");
  const files = useLoaded(() => host.files(), []);
  useStale(files);
  const settings = useChartSettings();
  const histories = useMemo(() => new Histories(host.histories, overview.isLocal), [overview.isLocal]);
  useEffect(() => histories.follow(metrics), [histories, metrics]);

  const [system, own] = split(metrics.map(({ key }) => key));
  const tabs = tabsOf(own.length, system.length, files.value);
  const active = tabs.some(({ id }) => id === tab) ? tab : "overview";
  const shared = { overview, histories, settings };
  return (
    <main
      class="run"
      data-vscode-context={JSON.stringify({
        webviewSection: "run",
        storeId: overview.storeId,
        runId: run.runId,
        isActive: run.lifecycleStage === "active",
        hasModel: hasLoggedModel(run),
        isRunning: run.status === "RUNNING" || run.status === "SCHEDULED",
        isWritable: overview.readOnlyReason === undefined,
        preventDefaultContextMenuItems: true,
      })}
    >
      <Header overview={overview} />
      <Problems problems={run.problems} />
      <Tabs label={run.runName || run.runId} tabs={tabs} active={active} onChange={setTab}>
        {active === "overview" && (
          <OverviewTab overview={overview} isGone={isGone} histories={histories} reload={reload} />
        )}
        {active === "charts" && <ChartsTab key="charts" name="charts" keys={own} {...shared} />}
        {active === "system" && <ChartsTab key="system" name="system" keys={system} {...shared} />}
        {active === "images" && files.value !== undefined && <ImagesTab images={files.value.images} />}
        {active === "tables" && files.value !== undefined && <TablesTab tables={files.value.tables} />}
        {active === "artifacts" && <ArtifactsTab />}
      </Tabs>
    </main>
  );
}

/** Tabs are there only where there is something in them. */
function tabsOf(charts: number, system: number, files: RunFiles | undefined): Tab[] {
  const counted: Tab[] = [
    { id: "charts", label: l10n.t("Charts"), count: charts },
    { id: "system", label: l10n.t("System"), count: system },
    { id: "images", label: l10n.t("Images"), count: files?.images.length ?? 0 },
    { id: "tables", label: l10n.t("Tables"), count: files?.tables.length ?? 0 },
    { id: "artifacts", label: l10n.t("Artifacts"), count: files?.artifactCount ?? 0 },
  ];
  return [{ id: "overview", label: l10n.t("Overview") }, ...counted.filter(({ count }) => count !== 0)];
}

function split(keys: readonly string[]): [system: string[], own: string[]] {
  const collator = new Intl.Collator(undefined, { numeric: true });
  const sorted = [...keys].sort(collator.compare);
  const isSystem = (key: string) => key.startsWith(systemPrefix);
  return [sorted.filter(isSystem), sorted.filter((key) => !isSystem(key))];
}
