import * as l10n from "@vscode/l10n";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { ChartsView, RunsHost, RunsPage, RunsRow, RunsState, RunTest } from "../../src/protocol/runs.ts";
import { connectHost } from "../ui/host.ts";
import { useKept, useMedia } from "../ui/hooks.ts";
import { startPage } from "../ui/start.tsx";
import { Empty, ErrorMessage, ProgressBar } from "../ui/states.tsx";
import type { TableColumn } from "../ui/table/model.ts";
import { nothingSelected, type Selection } from "../ui/table/selection.ts";
import { Table } from "../ui/table/table.tsx";
import type { ChartsPane } from "./charts/chartsPane.tsx";
import { Chips } from "./chips.tsx";
import { ColumnsPanel } from "./columnsPanel.tsx";
import { ConditionEditor, emptyTest } from "./conditionEditor.tsx";
import { FilterField } from "./filterField.tsx";
import { HeadMenu } from "./headMenu.tsx";
import { initialCharts, tableColumns } from "./model.ts";
import { drawNameCell } from "./nameCell.ts";
// The charts are loaded when they are first shown; the page has one style sheet from the start.
import "../ui/chart/chart.css";
import "./runs.css";
import { SelectionBar } from "./selectionBar.tsx";
import { Split } from "./split.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useRuns } from "./useRuns.ts";

let onInvalidate = () => {};
let onStateChanged = () => {};
const host = connectHost<RunsHost>({
  invalidate: () => onInvalidate(),
  stateChanged: () => onStateChanged(),
} satisfies RunsPage);
startPage(<RunsPageContent />);

/** What lies over the page now. */
type Over =
  | { kind: "columns"; anchor: Element }
  | { kind: "head"; anchor: Element; column: string }
  /** `index` is of the condition that is edited; past the last one it is new. */
  | { kind: "condition"; anchor: Element; index: number; column: string };

function RunsPageContent() {
  const runs = useRuns(host);
  const { state, rows, cache, setView } = runs;
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const [scroll, keepScroll] = useKept("scroll", { top: 0, left: 0 });
  const [over, setOver] = useState<Over>();
  useEffect(() => {
    onInvalidate = runs.reloadRows;
    onStateChanged = runs.reload;
  }, [runs.reload, runs.reloadRows]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLInputElement;
      if (event.key !== "/" || isTyping) return;
      event.preventDefault();
      document.querySelector<HTMLInputElement>(".filter input")?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  const [Pane, setPane] = useState<typeof ChartsPane>();
  const showsCharts = state?.view.charts?.isOpen === true;
  useEffect(() => {
    if (showsCharts) void import("./charts/chartsPane.tsx").then((loaded) => setPane(() => loaded.ChartsPane));
  }, [showsCharts]);
  const isNarrow = useMedia("(max-width: 500px)");
  const columns = useMemo(() => (state === undefined ? [] : tableColumns(state, { isNarrow })), [state, isNarrow]);
  const selectedRuns = useMemo(() => [...selection.keys].filter((key) => !key.startsWith("group:")), [selection.keys]);

  if (state === undefined || rows === undefined || cache === undefined) {
    return (
      <>
        <ProgressBar isActive={runs.isLoading} />
        {runs.error && <ErrorMessage error={runs.error} onRetry={runs.reload} onShowLog={() => void host.showLog()} />}
      </>
    );
  }

  const infoOf = (id: string) => state.columns.find((info) => info.id === id);
  const keysOf = (first: number, last: number) => host.keys(rows.version, { start: first, end: last + 1 });
  const onSort = ({ id, isNumber }: TableColumn, { isAdded }: { isAdded: boolean }) => {
    if (infoOf(id)?.isSortable !== true) return;
    const known = state.view.sort.find(({ column }) => column === id);
    // Numbers are best looked at from the greatest, texts from A.
    const key = { column: id, isAscending: known === undefined ? !isNumber : !known.isAscending };
    const others = state.view.sort.filter(({ column }) => column !== id);
    const isReplaced = state.view.sort.some(({ column }) => column === id);
    if (!isAdded) setView({ sort: [key] });
    else if (isReplaced) setView({ sort: state.view.sort.map((one) => (one.column === id ? key : one)) });
    else setView({ sort: [...others, key] });
  };
  const fold = async (row: RunsRow) => {
    await host.fold(row.key, row.isUnfolded !== true);
    runs.reloadRows();
  };
  const charts = state.view.charts ?? initialCharts;
  const setCharts = (change: Partial<ChartsView>) => setView({ charts: { ...charts, ...change } });
  const isFiltered = state.view.filter !== "" || state.view.conditions.length > 0;

  return (
    <main class="runs">
      <ProgressBar isActive={runs.isLoading} />
      <Toolbar
        state={state}
        rows={rows}
        isLoading={runs.isLoading}
        setView={setView}
        charts={charts}
        onCharts={setCharts}
        onColumns={(anchor) => setOver({ kind: "columns", anchor })}
        host={host}
      />
      <div class="filters">
        <FilterField host={host} filter={state.view.filter} onChange={(filter) => setView({ filter })} />
        <Chips
          state={state}
          setView={setView}
          onEdit={(index, anchor) => setOver({ kind: "condition", anchor, index, column: "" })}
          onCopyFilter={() => void host.copyFilter()}
        />
      </div>
      {runs.error && <ErrorMessage error={runs.error} onRetry={runs.reload} onShowLog={() => void host.showLog()} />}
      {rows.rowCount === 0 ? (
        <Empty
          action={
            isFiltered
              ? { label: l10n.t("Show All Runs"), run: () => setView({ filter: "", conditions: [] }) }
              : undefined
          }
        >
          {isFiltered
            ? l10n.t("No run matches.")
            : l10n.t("There are no runs yet. Run a script that calls mlflow.start_run(): its runs appear here.")}
        </Empty>
      ) : (
        <div class="table-area">
          <Split
            share={charts.isOpen ? charts.share : 1}
            onShare={(share) => setCharts({ share })}
            label={l10n.t("Width of the table")}
            first={
              <Table<RunsRow>
                label={l10n.t("Runs of {0}", state.experiments.map(({ name }) => name).join(", "))}
                rowCount={rows.rowCount}
                columns={columns}
                cache={cache}
                selection={selection}
                onSelect={setSelection}
                keysOf={keysOf}
                onOpen={({ key, run }) => run && void host.openRun(key)}
                onFold={(row) => void fold(row)}
                onCopy={() => selectedRuns.length > 0 && void host.copy(selectedRuns, "csv")}
                onSort={onSort}
                onHeadMenu={({ id }, anchor) => setOver({ kind: "head", anchor, column: id })}
                onResize={(widths) =>
                  setView({
                    columns: state.view.columns.map((column) =>
                      widths[column.id] === undefined ? column : { ...column, width: widths[column.id] },
                    ),
                  })
                }
                onMoveColumn={(id, before) => {
                  const moved = state.view.columns.find((column) => column.id === id);
                  const others = state.view.columns.filter((column) => column.id !== id);
                  const at = others.findIndex((column) => column.id === before);
                  if (moved !== undefined && at >= 0) setView({ columns: others.toSpliced(at, 0, moved) });
                }}
                contextOf={(row, { keys }) => contextOf(row, keys)}
                drawCell={drawNameCell}
                onError={(error) =>
                  void host.reportError(String(error), error instanceof Error ? error.stack : undefined)
                }
                scroll={scroll}
                onScroll={keepScroll}
              />
            }
            second={
              charts.isOpen &&
              Pane !== undefined && (
                <Pane
                  host={host}
                  state={state}
                  rows={rows}
                  keys={selectedRuns}
                  charts={charts}
                  onChange={setCharts}
                  onSelect={(keys) => setSelection({ ...selection, keys: new Set(keys) })}
                />
              )
            }
          />
        </div>
      )}
      {selectedRuns.length > 0 && (
        <SelectionBar
          keys={selectedRuns}
          onChart={() => setCharts({ isOpen: true })}
          commands={state.commands}
          isWritable={state.isWritable}
          host={host}
          onClear={() => setSelection({ ...selection, keys: new Set() })}
        />
      )}
      {over?.kind === "columns" && (
        <ColumnsPanel anchor={over.anchor} state={state} setView={setView} onClose={() => setOver(undefined)} />
      )}
      {over?.kind === "head" && infoOf(over.column) !== undefined && (
        <HeadMenu
          anchor={over.anchor}
          column={infoOf(over.column)!}
          state={state}
          setView={setView}
          setBetter={(metric, way) => void host.setBetter(metric, way)}
          onFilter={() => {
            const { anchor, column } = over;
            const at = state.view.conditions.findIndex(({ tests }) => tests.some((test) => test.column === column));
            const index = at < 0 ? state.view.conditions.length : at;
            setOver({ kind: "condition", anchor, index, column });
          }}
          onClose={() => setOver((now) => (now?.kind === "head" ? undefined : now))}
        />
      )}
      {over?.kind === "condition" && (
        <ConditionEditor
          anchor={over.anchor}
          host={host}
          columns={state.columns}
          condition={state.view.conditions[over.index] ?? { tests: [firstTest(over.column, state)] }}
          onChange={(condition) => {
            const conditions = [...state.view.conditions];
            conditions.splice(over.index, 1, ...(condition.tests.length === 0 ? [] : [condition]));
            setView({ conditions });
          }}
          onClose={() => setOver(undefined)}
        />
      )}
    </main>
  );
}

/** What is asked of a column first; of a metric the value that its column shows. */
function firstTest(column: string, { columns, shown }: RunsState): RunTest {
  const aggregate = shown.find(({ id }) => id === column)?.aggregate;
  return { ...emptyTest(column, columns), ...(aggregate !== undefined && { aggregate }) };
}

/** So many runs are told to a command of the context menu. */
const maxInContext = 500;

/** What VS Code's menu and its commands know of the row and of what is selected with it. */
function contextOf({ run, name }: RunsRow, keys: ReadonlySet<string>): object {
  if (run === undefined) return { webviewSection: "group", preventDefaultContextMenuItems: true };
  const all = [...keys].filter((key) => !key.startsWith("group:")).slice(0, maxInContext);
  const selected = all.filter((key) => key.startsWith(`${run.storeId}/`));
  return {
    webviewSection: "run",
    preventDefaultContextMenuItems: true,
    isSeveral: all.length > 1,
    isDeleted: run.isDeleted,
    storeId: run.storeId,
    runId: run.runId,
    runIds: selected.map((key) => key.slice(run.storeId.length + 1)),
    // Whatever their stores, for what compares them.
    runs: all.map((key) => {
      const [storeId, runId] = key.split("/");
      return { storeId, runId };
    }),
    store: { id: run.storeId },
    row: { runId: run.runId, name },
  };
}
