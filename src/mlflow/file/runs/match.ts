import { parentRunTag } from "../../entities.ts";
import { compareCodePoints } from "../../codePoints.ts";
import { type Comparison, type OrderBy } from "../../search/ast.ts";
import { compareRows, compileFilter, namedKeys, type NamedKeys } from "../../search/evaluate.ts";
import { parseOrderBy } from "../../search/orderBy.ts";
import { parseFilter } from "../../search/parse.ts";
import { runsInCircles } from "../../nesting.ts";
import { type RunsQuery, type ViewType } from "../../store.ts";
import { findExperimentFolders, isExperimentId } from "../context.ts";
import { withYaml } from "../disk/meta.ts";
import { RowState } from "./table/columns.ts";
import { type KeyKind } from "./table/keyColumns.ts";
import { lookAtKey } from "./look/keyLook.ts";
import { readLinks } from "./scan/links.ts";
import { lookAtMetas, lookAtMetasOf, lookAtNames } from "./look/look.ts";
import { RunRow, runNameTag, type SearchedTable } from "./row.ts";
import { type RunsState, tableOf } from "./state.ts";
import { isRun, runFolder, type RunsTable } from "./table/table.ts";

/** What of a query decides which runs match, and in which order. */
export type MatchQuery = Pick<RunsQuery, "experimentIds" | "filter" | "orderBy" | "viewType" | "nesting">;

/**
 * The runs that match a query, in its order, as MLflow's file store finds them (`FileStore._search_runs`), but reading
 * only the files that the query names.
 *
 * @param first so many are needed in order; what follows them is in none
 * @throws MlflowError for a filter or an order that MLflow refuses
 */
export async function matchRuns(state: RunsState, query: MatchQuery, first = Infinity): Promise<RunRow[]> {
  const comparisons = parseFilter("runs", query.filter, "file");
  let found: RunRow[] = [];
  for (const searched of searchedTables(state, query.experimentIds)) {
    found = found.concat(await matchTable(state, searched, comparisons, query.viewType));
    state.wanted(searched.table);
  }
  // MLflow reads the orders only now: a wrong filter is told first.
  const orders = parseOrderBy("runs", query.orderBy, "file");
  await lookAtNamed(state, found, namedKeys([], orders));
  if (query.nesting !== undefined) return nested(state, sorted(found, orders), query.nesting);
  return orders.length === 0 ? newestFirst(found, first) : sorted(found, orders);
}

function searchedTables(state: RunsState, experimentIds: readonly string[]): SearchedTable[] {
  return experimentIds
    .filter((experimentId) => isExperimentId(experimentId))
    .flatMap((experimentId) => findExperimentFolders(state.context, experimentId))
    .map((folder) => ({
      table: tableOf(state, folder),
      columns: new Map(),
      links: new Map(),
      datasets: state.datasets,
    }));
}

async function matchTable(
  state: RunsState,
  searched: SearchedTable,
  comparisons: readonly Comparison[],
  viewType: ViewType | undefined,
): Promise<RunRow[]> {
  const { table } = searched;
  const rowsOf = (rows: readonly number[]) => rows.map((row) => new RunRow(searched, row));
  const byKey = comparisons.filter(({ type }) => isKeyType.has(type));
  // Of folders without the key not even the meta.yaml need be read. What MLflow refuses it refuses but where a run of the
  // view is compared, and a key that is missing everywhere tells nothing.
  const isByKeyFirst = byKey.some(isSelective) && comparisons.every(({ refusal }) => refusal === undefined);
  if (!isByKeyFirst) {
    await lookAtMetas(table, state.reader);
    return filtered(state, rowsOf(runsOf(table, viewType)), comparisons);
  }
  lookAtNames(table);
  const folders = [...table.names.keys()].filter((row) => table.rows.state[row] !== RowState.gone);
  const matching = (await filtered(state, rowsOf(folders), byKey)).map(({ row }) => row);
  await lookAtMetasOf(table, matching, state.reader);
  const others = comparisons.filter(({ type }) => !isKeyType.has(type));
  return filtered(state, rowsOf(runsOf(table, viewType, matching)), others);
}

const isKeyType: ReadonlySet<string> = new Set(["metric", "parameter", "tag"]);

/** Almost every run has some tags; a param or a metric compared with a value leaves out most. */
function isSelective({ type, comparator }: Comparison): boolean {
  return type !== "tag" && comparator !== "IS NULL" && comparator !== "IS NOT NULL";
}

/** The rows of a table, or those of `among`, that are runs in that view, in the order of the folder. */
export function runsOf(
  table: RunsTable,
  viewType: ViewType = "ACTIVE_ONLY",
  among: Iterable<number> = table.names.keys(),
): number[] {
  const wanted: number[] = [];
  for (const row of among) {
    if (!isRun(table, row)) continue;
    if (viewType === "ALL" || (table.rows.isDeleted[row] === 1) === (viewType === "DELETED_ONLY")) wanted.push(row);
  }
  return wanted;
}

/** Applies one comparison after the other, so that later ones read fewer files; those by meta.yaml come first. */
async function filtered(state: RunsState, candidates: RunRow[], comparisons: readonly Comparison[]): Promise<RunRow[]> {
  // A comparison that MLflow refuses is refused in its turn only.
  const ordered = comparisons.some(({ refusal }) => refusal !== undefined)
    ? comparisons
    : [...comparisons].sort((a, b) => costOf(a) - costOf(b));
  let left = candidates;
  for (const comparison of ordered) {
    if (left.length === 0) break;
    await lookAtNamed(state, left, namedKeys([comparison], []));
    const matches = compileFilter("runs", [comparison]);
    left = await withYaml(() => left.filter((row) => matches(row)));
  }
  return left;
}

function costOf({ type, key }: Comparison): number {
  if (type === "attribute") return key === "run_name" ? 1 : 0;
  return type === "dataset" ? 3 : 2;
}

/** Brings up to date what a comparison or an order reads of the runs. */
async function lookAtNamed(state: RunsState, runs: readonly RunRow[], named: NamedKeys): Promise<void> {
  const { metrics, parameters, tags, attributes, datasets } = named;
  if (metrics.size + parameters.size + tags.size === 0 && !attributes.has("run_name") && !datasets) return;
  for (const [searched, rows] of byTable(runs)) {
    const look = async (kind: KeyKind, key: string, of = rows) => {
      searched.columns.set(`${kind}/${key}`, await lookAtKey(searched.table, of, kind, key, state.reader));
    };
    for (const key of named.metrics) await look("metrics", key);
    for (const key of named.parameters) await look("params", key);
    for (const key of named.tags) await look("tags", key);
    if (named.attributes.has("run_name") && !named.tags.has(runNameTag)) {
      const unnamed = rows.filter((row) => searched.table.rows.runName[row] === -1);
      if (unnamed.length > 0) await look("tags", runNameTag, unnamed);
    }
    if (named.datasets) {
      for (const row of rows) {
        searched.links.set(row, await withYaml(() => readLinks(runFolder(searched.table, row), [])));
      }
    }
  }
}

function byTable(runs: readonly RunRow[]): Map<SearchedTable, number[]> {
  const rows = new Map<SearchedTable, number[]>();
  for (const { searched, row } of runs) {
    const list = rows.get(searched);
    if (list === undefined) rows.set(searched, [row]);
    else list.push(row);
  }
  return rows;
}

function sorted(runs: RunRow[], orders: readonly OrderBy[]): RunRow[] {
  return runs.sort(orders.length === 0 ? compareByStart : compareRows("runs", orders));
}

/** To sort plain numbers tells which runs are among the first, in a fraction of the time that it takes to sort all runs. */
function newestFirst(runs: RunRow[], first: number): RunRow[] {
  if (first * 4 > runs.length) return runs.sort(compareByStart);
  const starts = Float64Array.from(runs, ({ searched, row }) => searched.table.rows.startTime[row]!);
  // NaN comes last.
  const oldest = starts.map((start) => -start).sort()[first];
  if (oldest === undefined || Number.isNaN(oldest)) return runs.sort(compareByStart);
  const newest = runs.filter((_, i) => starts[i]! >= -oldest);
  return newest.sort(compareByStart).concat(runs.filter((_, i) => !(starts[i]! >= -oldest)));
}

/** MLflow's order where none is asked for: the newest first. */
function compareByStart(a: RunRow, b: RunRow): number {
  const x = a.searched.table.rows.startTime[a.row]!;
  const y = b.searched.table.rows.startTime[b.row]!;
  if (x !== y && !(Number.isNaN(x) && Number.isNaN(y))) {
    if (Number.isNaN(x)) return 1;
    return Number.isNaN(y) ? -1 : y - x;
  }
  return compareCodePoints(a.runId, b.runId);
}

async function nested(state: RunsState, runs: RunRow[], nesting: NonNullable<RunsQuery["nesting"]>): Promise<RunRow[]> {
  await lookAtNamed(state, runs, { ...namedKeys([], []), tags: new Set([parentRunTag]) });
  const parents = new Map(runs.map((run) => [run.runId, parentOf(run)]));
  if (nesting !== "top") {
    return runs.filter(({ runId }) => parents.get(runId) === nesting.parentRunId && runId !== nesting.parentRunId);
  }
  const inCircles = runsInCircles(parents);
  return runs.filter(({ runId }) => {
    const parent = parents.get(runId);
    return parent === undefined || !parents.has(parent) || inCircles.has(runId);
  });
}

/** The parent's id; what a text editor added to the file's end is no part of it. */
export function parentOf(run: RunRow): string | undefined {
  const parent = run.tag(parentRunTag)?.trim();
  return parent === "" ? undefined : parent;
}
