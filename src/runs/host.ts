import * as vscode from "vscode";
import { parentRunTag } from "../mlflow/entities.ts";
import type { RunColumn } from "../mlflow/store.ts";
import type { Answering } from "../page.ts";
import type { ColumnView, RunsHost, RunsRows, RunsState, RunsView, ShownExperiment } from "../protocol/runs.ts";
import type { Stores } from "../stores/index.ts";
import { type ExperimentAddress, runUri } from "../stores/pageUri.ts";
import { addExperiments } from "./view/addExperiments.ts";
import { chartCurves, chartEntries, chartValues } from "./charts.ts";
import { chooseView } from "./view/chooseView.ts";
import { allColumns, defaultColumns, groupOf, keyOf, readsOf, runColumn } from "./view/columns.ts";
import { toMlflowFilter } from "./rows/conditions.ts";
import { csvLine, markdownTable } from "./output/copy.ts";
import { differingColumns } from "./view/differing.ts";
import { exportCsv } from "./output/exportCsv.ts";
import { completeFilter, filterProblem } from "./view/filterText.ts";
import { newestKeys, quoted, readKeys, type RunKeys } from "./view/runKeys.ts";
import { RunsTable } from "./rows/runsTable.ts";
import { saveCurves } from "./output/saveCurves.ts";
import { savePicture } from "./output/saveFile.ts";
import { readSpine, type Source } from "./rows/spine.ts";
import type { Views } from "./view/views.ts";

/** Commands on runs that other features may offer; the page shows those that are there. */
const registerCommand = "mlflowLens.registerModel";
const runCommands = ["mlflowLens.compareRuns", registerCommand, "mlflowLens.editRunTags", "mlflowLens.deleteRuns"];
/** So much is told with the opening: as many rows as the page keeps together, and about the columns that it has room for. */
const [firstRows, firstColumns] = [64, 24];
/** Values offered for a condition. */
const maxValues = 500;

/** What a runs page stands on. */
export interface RunsPageModel {
  readonly host: Answering<RunsHost>;
  readonly table: RunsTable;
  readonly sources: readonly Source[];
  /** Reads the keys again: a run may have logged new ones. */
  readonly refreshKeys: () => Promise<void>;
  /** Reads the experiments' names again: one may have been renamed. */
  readonly refreshNames: () => Promise<void>;
}

/**
 * The extension's half of a runs page.
 *
 * @param page what its view is kept by
 * @param tell what the page must be told
 */
export async function runsPageModel(
  page: string,
  addresses: readonly ExperimentAddress[],
  stores: Stores,
  views: Views,
  tell: { stateChanged: () => void },
): Promise<RunsPageModel> {
  let experiments = await readExperiments(stores, addresses);
  const sources = [...Map.groupBy(addresses, ({ storeId }) => storeId)].map(([storeId, of]): Source => {
    return { storeId, experimentIds: of.map(({ experimentId }) => experimentId), store: () => stores.get(storeId) };
  });
  const table = new RunsTable(stores, sources, () => experiments);
  let view = views.load(page);
  if (addresses.length > 1 && !views.isKept(page)) view = withExperiments(view);
  let keys: RunKeys = await newestKeys(sources);
  const kinds = { hasStores: sources.length > 1, isMixed: addresses.length > 1 };

  async function refreshKeys(): Promise<void> {
    const all = await readKeys(sources);
    if (JSON.stringify(all) === JSON.stringify(keys)) return;
    keys = all;
    tell.stateChanged();
  }
  async function refreshNames(): Promise<void> {
    const found = await readExperiments(stores, addresses);
    if (JSON.stringify(found) === JSON.stringify(experiments)) return;
    experiments = found;
    tell.stateChanged();
  }

  /** What the user set as far as these experiments have it, or what the newest runs have. */
  function chosenColumns(): ColumnView[] {
    const known = new Set(allColumns(keys, kinds).map(({ id }) => id));
    const chosen = view.columns.filter(({ id }) => known.has(id));
    const hasOwn = chosen.some(({ id }) => groupOf(id) !== "run");
    const isForeign = !hasOwn && view.columns.some(({ id }) => groupOf(id) !== "run");
    if (chosen.length === 0 || isForeign) return defaultColumns(keys, kinds);
    return chosen.some(({ id }) => id === runColumn) ? chosen : [{ id: runColumn, isPinned: true }, ...chosen];
  }

  async function shownColumns(): Promise<ColumnView[]> {
    const chosen = chosenColumns();
    const differing = view.onlyDiffering ? await differingColumns(sources, view, chosen) : undefined;
    const shown = chosen.filter(({ id }) => differing === undefined || differing.has(id) || id === runColumn);
    return [...shown.filter(({ isPinned }) => isPinned), ...shown.filter(({ isPinned }) => !isPinned)];
  }

  async function state(): Promise<RunsState> {
    const offered = new Set(await vscode.commands.getCommands(true));
    const name = [...views.named()].find(([, named]) => JSON.stringify(named.view) === JSON.stringify(view))?.[0];
    return {
      experiments,
      view: { ...view, columns: chosenColumns() },
      ...(name !== undefined && { viewName: name }),
      columns: allColumns(keys, kinds),
      shown: await shownColumns(),
      commands: runCommands.filter((command) => offered.has(command)),
      isWritable: sources.some(({ store }) => store().readOnlyReason === undefined),
      better: stores.betterWays.all(),
    };
  }

  async function setView(change: Partial<RunsView>): Promise<RunsState> {
    const { groupBy = view.groupBy, ...others } = change;
    // Nothing to group by travels as an empty text: what is absent stays.
    view = { ...view, ...others, groupBy: groupBy === "" ? undefined : groupBy };
    await views.keep(page, view);
    return state();
  }

  const hasParents = () => keys.tags.includes(parentRunTag);
  let rowCount = 0;
  const titles = new Map<string, string>();
  const titleOf = (id: string) => {
    if (titles.size === 0) for (const column of allColumns(keys, kinds)) titles.set(column.id, column.title);
    return titles.get(id) ?? keyOf(id);
  };
  const headOf = ({ id, aggregate }: ColumnView) =>
    aggregate === undefined || aggregate === "last" ? titleOf(id) : `${titleOf(id)} ${aggregate}`;

  async function readRows(): Promise<RunsRows> {
    const rows = await table.rows(view, { hasParents: hasParents() });
    ({ rowCount } = rows);
    return rows;
  }

  async function valuesOf(column: string): Promise<string[]> {
    const read: RunColumn | undefined = readsOf(column)?.[0];
    if (read === undefined) return [];
    const spine = await readSpine(sources, { filter: "", orderBy: [], showsDeleted: view.showsDeleted }, [read]);
    const value = spine.value(read);
    const values = new Set<string>();
    for (let row = 0; row < spine.length && values.size < maxValues; row++) {
      const found = value(row);
      if (found !== undefined) values.add(String(found).slice(0, 300));
    }
    return [...values].sort(new Intl.Collator(undefined, { numeric: true }).compare);
  }

  const host: Answering<RunsHost> = {
    async open() {
      const told = state();
      const columns = told.then(({ shown }) => shown.slice(0, firstColumns));
      const options = { hasParents: hasParents() };
      const [shown, { rows, window }] = await Promise.all([told, table.open(view, options, columns, firstRows)]);
      ({ rowCount } = rows);
      // What the newest runs have is shown at once; what else there is, a moment later.
      void refreshKeys().catch(() => undefined);
      return { state: shown, rows, window };
    },
    state,
    setView,
    setBetter: (metric, way) => stores.betterWays.set(metric, way),
    rows: readRows,
    async window(version, rows, ids) {
      const columns = new Map(chosenColumns().map((column) => [column.id, column]));
      return table.window(
        version,
        rows,
        ids.map((id) => columns.get(id) ?? { id }),
      );
    },
    keys: (version, rows) => table.keys(version, rows),
    fold: (key, isUnfolded) => table.fold(key, isUnfolded),
    checkFilter: (filter) => filterProblem(filter, sources[0]?.store().kind === "file" ? "file" : "sqlite"),
    completeFilter: (filter, caret) => completeFilter(filter, caret, keys, valuesOf),
    valuesOf,
    async copy(runKeys, format) {
      const columns = await shownColumns();
      const heads = columns.map(headOf);
      const rows = await table.cellsOf(runKeys, columns);
      const text = format === "csv" ? [heads, ...rows].map(csvLine).join("") : markdownTable(heads, rows);
      await vscode.env.clipboard.writeText(text);
    },
    async exportCsv() {
      const columns = await shownColumns();
      // Whatever is folded or grouped in the table is in the file.
      const all = new RunsTable(stores, sources, () => experiments);
      const { rowCount } = await all.rows({ ...view, groupBy: undefined, isNested: false }, { hasParents: false });
      const heads = columns.map(headOf);
      const title = experiments.map(({ name }) => name).join(" ");
      await exportCsv(all, rowCount, columns, heads, title);
    },
    async copyFilter() {
      const { filter, left } = toMlflowFilter(view.filter, view.conditions, mlflowName, Date.now());
      await vscode.env.clipboard.writeText(filter);
      if (left.length === 0) return;
      const names = left.map(({ tests }) => tests.map(({ column }) => titleOf(column)).join(", ")).join("; ");
      void vscode.window.showInformationMessage(
        vscode.l10n.t("Copied without what MLflow's filters cannot say: the conditions on {0}.", names),
      );
    },
    async openRun(key) {
      const entry = table.entryOf(key);
      if (entry === undefined) return;
      const { source, runId } = entry;
      const { runName } = await source.store().getRun(runId);
      await vscode.commands.executeCommand("vscode.open", runUri(source.storeId, runId, runName));
    },
    async runCommand(command, runKeys) {
      if (!runCommands.includes(command)) return;
      const entries = runKeys.flatMap((key) => table.entryOf(key) ?? []);
      const runs = entries.map(({ source, runId }) => ({ storeId: source.storeId, runId }));
      await vscode.commands.executeCommand(command, command === registerCommand ? runs[0] : runs);
    },
    chartValues: async (runKeys, columns) => chartValues(await chartEntries(table, rowCount, runKeys), columns, stores),
    curves: async (runKeys, metrics, query) =>
      chartCurves(await chartEntries(table, rowCount, runKeys), metrics, query),
    saveCurves: async (runKeys, metric) => saveCurves(await chartEntries(table, rowCount, runKeys), keyOf(metric)),
    savePicture,
    addExperiments: () => addExperiments(stores, addresses),
    async chooseView() {
      const chosen = await chooseView(views, { ...view, columns: chosenColumns() });
      if (chosen !== undefined) await setView({ ...chosen, groupBy: chosen.groupBy ?? "" });
      tell.stateChanged();
    },
  };
  return { host, table, sources, refreshKeys, refreshNames };
}

function readExperiments(stores: Stores, addresses: readonly ExperimentAddress[]): Promise<ShownExperiment[]> {
  return Promise.all(
    addresses.map(async ({ storeId, experimentId }) => {
      const { name } = await stores.get(storeId).getExperiment(experimentId);
      const storeLabel = stores.all.find(({ id }) => id === storeId)?.label ?? "";
      return { storeId, experimentId, name, storeLabel };
    }),
  );
}

/** What was set for one experiment does not tell several apart. */
function withExperiments(view: RunsView): RunsView {
  const { columns } = view;
  if (columns.length === 0 || columns.some(({ id }) => id === "experiment")) return view;
  const at = columns.findLastIndex(({ isPinned }) => isPinned === true) + 1;
  return { ...view, columns: columns.toSpliced(at, 0, { id: "experiment" }) };
}

/** A column as MLflow's filters name it; `undefined` for one that they do not know. */
function mlflowName(column: string): string | undefined {
  if (groupOf(column) !== "run") return `${groupOf(column)}.${quoted(keyOf(column))}`;
  if (column === runColumn) return "attributes.run_name";
  if (column === "source") return "tags.`mlflow.source.name`";
  if (column === "commit") return "tags.`mlflow.source.git.commit`";
  return column.startsWith("attributes.") ? column : undefined;
}
