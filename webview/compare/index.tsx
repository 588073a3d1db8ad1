import * as l10n from "@vscode/l10n";
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type {
  ComparedValues,
  CompareHost,
  ComparePage,
  CompareSettings,
  ImageRow,
} from "../../src/protocol/compare.ts";
import { connectHost } from "../ui/host.ts";
import { useKept, useLoaded } from "../ui/hooks.ts";
import { startPage } from "../ui/start.tsx";
import { Empty, ProgressBar, WhenLoaded } from "../ui/states.tsx";
import { RunHead } from "./cells.tsx";
import { Curves } from "./curves.tsx";
import { Swipe, Thumbnail } from "./images.tsx";
import { linesOf, SectionHead, shownRows, type LineActions } from "./lines.tsx";
import { tableAsMarkdown } from "./markdown.ts";
import { filesSections, useSections, type SectionId } from "./sections.tsx";
import { CompareTable } from "./table.tsx";
import { Toolbar } from "./toolbar.tsx";
import "./compare.css";

let onInvalidate = () => {};
let onSettingsChanged = () => {};
const host = connectHost<CompareHost>({
  invalidate: () => onInvalidate(),
  settingsChanged: () => onSettingsChanged(),
} satisfies ComparePage);
startPage(<ComparePageContent />);

/** With more runs than these, what is read from files waits until it is unfolded. */
const fewRuns = 10;
/** Files are looked at again at most this often while runs change. */
const filesMs = 2_000;

function ComparePageContent() {
  const values = useLoaded(() => host.values(), []);
  const settings = useLoaded(() => host.settings(), []);
  const [filesVersion, setFilesVersion] = useState(0);
  useEffect(() => {
    onSettingsChanged = settings.reload;
  }, [settings.reload]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    onInvalidate = () => {
      values.reload();
      timer ??= setTimeout(() => {
        timer = undefined;
        setFilesVersion((before) => before + 1);
      }, filesMs);
    };
    return () => clearTimeout(timer);
  }, [values.reload]);
  return (
    <WhenLoaded loaded={values} onShowLog={() => void host.showLog()}>
      {(compared) =>
        settings.value !== undefined && (
          <Comparison values={compared} settings={settings.value} filesVersion={filesVersion} />
        )
      }
    </WhenLoaded>
  );
}

function Comparison(props: { values: ComparedValues; settings: CompareSettings; filesVersion: number }) {
  const { values, settings, filesVersion } = props;
  const { runs } = values;
  const [keptBaseline, setBaseline] = useKept("baseline", values.baseline);
  const baseline = Math.min(keptBaseline, runs.length - 1);
  const [onlyDifferences, setOnlyDifferences] = useState(settings.onlyDifferences);
  // Parts that were turned from how they are at first: open, or with many runs closed where files must be read.
  const [folded, setFolded] = useState<readonly string[]>(settings.folded);
  const [better, setBetter] = useState(settings.better);
  useEffect(() => setBetter(settings.better), [settings.better]);
  const [swipe, setSwipe] = useState<{ row: ImageRow; run: number } | undefined>(undefined);
  const foldKey = (id: SectionId) => (runs.length > fewRuns && filesSections.includes(id) ? `many/${id}` : id);
  const isOpen = (id: SectionId) => folded.includes(foldKey(id)) === foldKey(id).startsWith("many/");
  const sections = useSections({ host, values, baseline, better, isOpen, filesVersion });

  const setView = (view: { onlyDifferences?: boolean; folded?: readonly string[] }) => {
    if (view.onlyDifferences !== undefined) setOnlyDifferences(view.onlyDifferences);
    if (view.folded !== undefined) setFolded(view.folded);
    void host.setView({ onlyDifferences, folded, ...view });
  };
  const toggle = (id: SectionId) => {
    const key = foldKey(id);
    setView({ folded: folded.includes(key) ? folded.filter((each) => each !== key) : [...folded, key] });
  };
  const actions: LineActions = {
    toggle,
    setBetter(metric, way) {
      const others = Object.entries(better).filter(([other]) => other !== metric);
      setBetter(Object.fromEntries(way === null ? others : [...others, [metric, way]]));
      void host.setBetter(metric, way);
    },
    open: (section, row, run) =>
      void (section === "code" ? host.openCode(row, run, baseline) : host.openArtifact(row, run, baseline)),
    thumbnail: (row, run) => (
      <Thumbnail host={host} run={run} runName={runs[run]!.name} row={row} onOpen={() => setSwipe({ row, run })} />
    ),
  };
  const lines = sections.flatMap((section) =>
    linesOf(section, { isOpen: isOpen(section.id), onlyDifferences, better }, actions),
  );
  const experiments = new Set(runs.map(({ experimentName }) => experimentName).filter((name) => name !== ""));
  const head = useCallback(
    (run: number) => (
      <RunHead
        run={runs[run]!}
        isBaseline={run === baseline}
        showsExperiment={experiments.size > 1}
        onOpen={() => void host.openRun(run)}
        onBaseline={() => setBaseline(run)}
        onRemove={runs.length > 1 ? () => void host.removeRun(run, baseline) : undefined}
      />
    ),
    [runs, baseline],
  );
  const curveKeys = useMemo(() => values.metrics.keys.filter((_, row) => hasSteps(values, row)), [values]);
  if (runs.length === 0) {
    return (
      <Empty action={{ label: l10n.t("Add Runs..."), run: () => void host.addRuns(0) }}>
        {l10n.t("No run is compared here yet.")}
      </Empty>
    );
  }
  const counted = sections.flatMap(({ rows }) => rows);
  const isReading = sections.some(({ isLoading, rows }) => isLoading === true && rows.length === 0);
  return (
    <main class="compare">
      <ProgressBar isActive={isReading} />
      <Toolbar
        runs={runs}
        baseline={baseline}
        onBaseline={setBaseline}
        onlyDifferences={onlyDifferences}
        onOnlyDifferences={(only) => setView({ onlyDifferences: only })}
        differing={counted.filter(({ differs }) => differs).length}
        total={counted.length}
        onText={() => void host.openAsText(baseline)}
        onMarkdown={() => void host.copy(asMarkdown())}
        onAdd={() => void host.addRuns(baseline)}
      />
      <CompareTable label={l10n.t("Runs side by side")} runs={runs.length} head={head} lines={lines}>
        <div class="compare-line compare-section">
          <SectionHead
            section={{ title: l10n.t("Curves"), rows: [] }}
            isOpen={isOpen("curves")}
            onToggle={() => toggle("curves")}
          />
        </div>
        {isOpen("curves") &&
          (curveKeys.length > 0 ? (
            <Curves host={host} runs={runs} metrics={curveKeys} version={filesVersion} />
          ) : (
            <p class="compare-note dim">{l10n.t("No metric was logged over several steps.")}</p>
          ))}
      </CompareTable>
      {swipe !== undefined && (
        <Swipe host={host} runs={runs} {...sidesOf(swipe, baseline)} onClose={() => setSwipe(undefined)} />
      )}
    </main>
  );

  function asMarkdown(): string {
    const shown = sections.filter(({ id }) => isOpen(id));
    return tableAsMarkdown(
      runs,
      shown.map((section) => ({ title: section.title, rows: shownRows(section, onlyDifferences) })),
    );
  }
}

/** Whether a metric was logged at more than its first step by any run: only then a curve says more than the table. */
function hasSteps({ runs, metrics: { steps, present } }: ComparedValues, row: number): boolean {
  const first = row * runs.length;
  return runs.some((_, run) => present[first + run] === 1 && steps[first + run]! > 0);
}

/** The baseline's picture left and the clicked one right; another run's where the baseline has none, or was clicked. */
function sidesOf({ row, run }: { row: ImageRow; run: number }, baseline: number) {
  const isOther = (index: number) => index !== run && row.images[index] != null;
  const other = isOther(baseline) ? baseline : row.images.findIndex((_, index) => isOther(index));
  if (other === -1) return { row, left: run, right: run };
  return run === baseline ? { row, left: run, right: other } : { row, left: other, right: run };
}
