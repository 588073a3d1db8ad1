import * as vscode from "vscode";
import type { Run, RunStatus } from "../../mlflow/entities.ts";
import type { RunColumn } from "../../mlflow/store.ts";
import type { BetterWay } from "../../protocol/betterWay.ts";
import type {
  ColumnView,
  RowSpan,
  RunsRow,
  RunsRows,
  RunsView,
  RunsWindow,
  ShownExperiment,
} from "../../protocol/runs.ts";
import type { Stores } from "../../stores/index.ts";
import { statusName } from "../../views/status.ts";
import { arrange, type Arranged, type Range } from "./arrange.ts";
import { cellsById, type Entry, type EntryWindow } from "./arrangement.ts";
import { type Cell, cellOf, type CellSources, emptyCell, summaryCell, textCell } from "./cells.ts";
import { groupOf, keyOf, readsOf, runColumn, stepOf } from "../view/columns.ts";
import { groupKey, isGroupKey, type RowGroup, summarize } from "./rowTree.ts";
import type { Source } from "./spine.ts";

/** Colours are given to the runs of so many rows from the top: further down nobody tells them apart. */
const colouredRows = 200;
/** Runs in sight whose changes come soon. */
const maxWatched = 300;

/** What every row needs besides its cells. */
const rowReads: readonly RunColumn[] = [
  "attributes.run_name",
  "attributes.status",
  "attributes.lifecycle_stage",
  "attributes.start_time",
  "attributes.problems",
];

interface ArrangeOptions {
  hasParents: boolean;
}

/** An order of the rows, and which it is. */
interface Ordered {
  version: number;
  arranged: Arranged;
}

/** The rows of a runs page: how they are ordered now, and windows of their cells. */
export class RunsTable {
  readonly #stores: Stores;
  readonly #sources: readonly Source[];
  readonly #experiments: () => readonly ShownExperiment[];
  /** The newest two: a window of the one before may still be asked for. */
  readonly #arranged = new Map<number, Arranged>();
  readonly #unfolded = new Set<string>();
  #version = 0;
  /** The runs that were asked for last. */
  #inSight: { storeId: string; runId: string }[] = [];

  constructor(stores: Stores, sources: readonly Source[], experiments: () => readonly ShownExperiment[]) {
    this.#stores = stores;
    this.#sources = sources;
    this.#experiments = experiments;
  }

  /** The runs in sight, to be watched. */
  get inSight(): readonly { storeId: string; runId: string }[] {
    return this.#inSight;
  }

  fold(key: string, isUnfolded: boolean): void {
    if (isUnfolded) this.#unfolded.add(key);
    else this.#unfolded.delete(key);
  }

  /** Orders and filters anew. */
  async rows(view: RunsView, options: ArrangeOptions): Promise<RunsRows> {
    return this.#tell(view, await this.#order(view, options));
  }

  /**
   * The same with the first rows: these are of that order, though newer ones may take its place before they are read.
   *
   * @param columns what is shown of the rows
   */
  async open(
    view: RunsView,
    options: ArrangeOptions,
    columns: Promise<readonly ColumnView[]>,
    count: number,
  ): Promise<{ rows: RunsRows; window: RunsWindow }> {
    const ordered = await this.#order(view, options);
    const [rows, shown] = await Promise.all([this.#tell(view, ordered), columns]);
    const window = await this.#window(ordered.arranged, { start: 0, end: Math.min(rows.rowCount, count) }, shown);
    return { rows, window };
  }

  async #order(view: RunsView, { hasParents }: ArrangeOptions): Promise<Ordered> {
    const arranged = await arrange(this.#sources, view, { hasParents, isUnfolded: (key) => this.#unfolded.has(key) });
    const version = ++this.#version;
    this.#arranged.set(version, arranged);
    for (const old of this.#arranged.keys()) if (old < version - 1) this.#arranged.delete(old);
    return { version, arranged };
  }

  async #tell(view: RunsView, { version, arranged }: Ordered): Promise<RunsRows> {
    const { rowCount, matching, isLowerBound } = arranged.arrangement;
    const total = await this.#total(view, arranged);
    return { version, rowCount, matching, isLowerBound, total, notes: arranged.notes };
  }

  async window(version: number, rows: RowSpan, columns: readonly ColumnView[]): Promise<RunsWindow> {
    return this.#window(this.#arrangedAs(version), rows, columns);
  }

  async #window(arranged: Arranged, rows: RowSpan, columns: readonly ColumnView[]): Promise<RunsWindow> {
    const reads = readsOfColumns(columns);
    const window = await arranged.arrangement.window(rows, [...rowReads, ...reads]);
    this.#watch(window);
    const better = this.#stores.betterWays.all();
    const wayOf = ({ id }: ColumnView) => (groupOf(id) === "metrics" ? better[keyOf(id)] : undefined);
    const [sources, ranges] = await Promise.all([
      this.#cellSources(window, columns),
      Promise.all(
        columns.map(async (column) => {
          const [read] = readsOf(column.id, column.aggregate) ?? [];
          const isAsked = column.hasBars === true || wayOf(column) !== undefined;
          return isAsked && read !== undefined ? { read, range: await arranged.range(read) } : undefined;
        }),
      ),
    ]);
    const cells = columns.map((column, at): [string, RunsWindow["cells"][string]] => {
      const ofRun = cellOf(column, window, sources);
      const shown = window.entries.map((entry, place) =>
        entry.kind === "run" ? ofRun(place) : groupCell(arranged, column, entry.group),
      );
      const { read, range } = ranges[at] ?? {};
      const value = read === undefined ? () => undefined : window.value(read);
      const way = wayOf(column);
      const hasSteps = shown.some(({ second }) => second !== undefined);
      return [
        column.id,
        {
          texts: shown.map(({ text }) => text),
          // The page shows the text itself where there is no other title.
          titles: shown.map(({ text, title = "", exact }) => title || (exact === text ? "" : exact)),
          ...(hasSteps && { seconds: shown.map(({ second }) => second ?? "") }),
          ...(range && column.hasBars && { bars: shown.map((_, place) => barOf(value(place), range, way)) }),
          ...(range && way && { best: shown.map((_, place) => isBest(value(place), range, way)) }),
        },
      ];
    });
    return { rows: this.#rowsOf(window, rows.start, arranged), cells: Object.fromEntries(cells) };
  }

  /** Keys of the runs of rows; groups have none. */
  async keys(version: number, rows: RowSpan): Promise<string[]> {
    const entries = await this.#arrangedAs(version).arrangement.entries(rows);
    return entries.map(keyOfEntry);
  }

  /** What is in the rows of a version. */
  entries(version: number, rows: RowSpan): Promise<readonly Entry[]> {
    return this.#arrangedAs(version).arrangement.entries(rows);
  }

  /** The newest version. */
  get version(): number {
    return this.#version;
  }

  /** Cells of runs by their keys, as they are exactly; in the order of the keys. */
  async cellsOf(keys: readonly string[], columns: readonly ColumnView[]): Promise<string[][]> {
    const entries = keys.flatMap((key) => this.entryOf(key) ?? []);
    const reads = readsOfColumns(columns);
    const window: EntryWindow = { entries, value: await cellsById(entries, [...rowReads, ...reads]) };
    const sources = await this.#cellSources(window, columns);
    const readers = columns.map((column) => cellOf(column, window, sources));
    return entries.map((_, place) => readers.map((cell) => exactText(cell(place))));
  }

  /** The run that a key names; `undefined` for a group's. */
  entryOf(key: string): Extract<Entry, { kind: "run" }> | undefined {
    const [storeId, runId] = key.split("/");
    const source = this.#sources.find((one) => one.storeId === storeId);
    if (source === undefined || !runId || isGroupKey(key)) return undefined;
    return { kind: "run", source, runId, depth: 0, childCount: 0 };
  }

  #arrangedAs(version: number): Arranged {
    const arranged = this.#arranged.get(version);
    if (arranged === undefined) throw new Error(vscode.l10n.t("The table has changed meanwhile."));
    return arranged;
  }

  async #total({ filter, conditions, showsDeleted }: RunsView, { arrangement }: Arranged): Promise<number> {
    if (filter === "" && conditions.length === 0) return arrangement.matching;
    const viewType = showsDeleted ? "ALL" : "ACTIVE_ONLY";
    const counts = this.#sources.map(async (source) => {
      const store = source.store();
      // A server would have to be asked for every run.
      if (store.kind === "rest") return 0;
      return store.countRuns({ experimentIds: source.experimentIds, viewType });
    });
    const total = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    return Math.max(total, arrangement.matching);
  }

  #watch({ entries }: EntryWindow): void {
    const runs = entries.flatMap((entry) =>
      entry.kind === "run" ? [{ storeId: entry.source.storeId, runId: entry.runId }] : [],
    );
    this.#inSight = [...runs, ...this.#inSight].slice(0, maxWatched);
  }

  async #cellSources(window: EntryWindow, columns: readonly ColumnView[]): Promise<CellSources> {
    const needsRuns = columns.some(({ id }) => readsOf(id) === undefined);
    const runs = needsRuns ? await readRuns(window.entries) : new Map<string, Run>();
    return {
      experimentName: (storeId, experimentId) =>
        this.#experiments().find((one) => one.storeId === storeId && one.experimentId === experimentId)?.name ??
        experimentId,
      storeLabel: (storeId) => this.#experiments().find((one) => one.storeId === storeId)?.storeLabel ?? "",
      runs,
    };
  }

  #rowsOf(window: EntryWindow, start: number, arranged: Arranged): RunsRow[] {
    const text = (column: RunColumn) => {
      const value = window.value(column);
      return (place: number) => value(place) as string | undefined;
    };
    const [name, status, stage, problems] = [
      text("attributes.run_name"),
      text("attributes.status"),
      text("attributes.lifecycle_stage"),
      text("attributes.problems"),
    ];
    const places = this.#placesOf(window.entries.slice(0, Math.max(0, colouredRows - start)));
    return window.entries.map((entry, place): RunsRow => {
      const key = keyOfEntry(entry);
      if (entry.kind === "group") {
        const title = arranged.groupTitle(entry.group);
        const count = entry.group.members.length;
        const label = `${title}, ${count === 1 ? vscode.l10n.t("1 run") : vscode.l10n.t("{0} runs", count)}`;
        return { key, label, depth: entry.depth, isUnfolded: this.#unfolded.has(key), name: title, count };
      }
      const { source, runId, depth, childCount } = entry;
      const shown = name(place) || runId;
      const isDeleted = stage(place) === "deleted";
      const runStatus = (status(place) ?? "RUNNING") as RunStatus;
      const damaged = problems(place);
      return {
        key,
        label: [shown, isDeleted ? vscode.l10n.t("deleted") : statusName(runStatus), damaged]
          .filter(Boolean)
          .join(", "),
        depth,
        name: shown,
        ...(childCount > 0 && { isUnfolded: this.#unfolded.has(key), count: childCount }),
        run: {
          storeId: source.storeId,
          runId,
          status: runStatus,
          isDeleted,
          ...(places.has(key) && { place: places.get(key) }),
          ...(damaged !== undefined && { problems: damaged }),
        },
      };
    });
  }

  #placesOf(entries: readonly Entry[]): Map<string, number> {
    const runs = entries.filter((entry) => entry.kind === "run");
    const places = new Map<string, number>();
    for (const [storeId, of] of Map.groupBy(runs, ({ source }) => source.storeId)) {
      const ids = of.map(({ runId }) => runId);
      this.#stores.runPlaces(storeId, ids).forEach((place, at) => places.set(`${storeId}/${ids[at]}`, place));
    }
    return places;
  }
}

export function keyOfEntry(entry: Entry): string {
  if (entry.kind === "run") return `${entry.source.storeId}/${entry.runId}`;
  return groupKey(entry.group.value);
}

/** A number or text as it is exactly, for files and the clipboard. */
function exactText({ text, exact }: Cell): string {
  return text === "–" && exact === "" ? "" : exact || text;
}

async function readRuns(entries: readonly Entry[]): Promise<Map<string, Run>> {
  const runs = new Map<string, Run>();
  const bySource = Map.groupBy(
    entries.filter((entry) => entry.kind === "run"),
    ({ source }) => source,
  );
  for (const [source, of] of bySource) {
    const ids = of.map(({ runId }) => `'${runId}'`).join(", ");
    const page = await source.store().searchRuns({
      experimentIds: source.experimentIds,
      filter: `attributes.run_id IN (${ids})`,
      viewType: "ALL",
      maxResults: of.length,
    });
    for (const run of page.runs) runs.set(`${source.storeId}/${run.runId}`, run);
  }
  return runs;
}

/** What a group shows in a column: what its runs have in common, and the metrics' mean. */
function groupCell(arranged: Arranged, { id, aggregate }: ColumnView, group: RowGroup): Cell {
  if (id === runColumn) return textCell(arranged.groupTitle(group));
  if (groupOf(id) === "metrics") {
    const [read = id] = readsOf(id, aggregate) ?? [];
    const value = arranged.spineValue?.(read);
    return value === undefined ? emptyCell : summaryCell(summarize(group.members.map(value)));
  }
  return id === arranged.groupedBy ? textCell(group.value) : emptyCell;
}

function readsOfColumns(columns: readonly ColumnView[]): RunColumn[] {
  return columns.flatMap((column) => {
    const step = stepOf(column);
    return [...(readsOf(column.id, column.aggregate) ?? []), ...(step === undefined ? [] : [step])];
  });
}

/** Whether no run that matches has a better value; where all have the same, none is the best. */
function isBest(value: unknown, { min, max }: Range, way: BetterWay): boolean {
  return min < max && value === (way === "higher" ? max : min);
}

/** The shortest bar that is still seen. */
const leastBar = 2;

/**
 * In percent of the cell; below 0 for what has no bar. Where lower is better the longest bar is the lowest value's.
 */
function barOf(value: unknown, { min, max }: Range, way: BetterWay | undefined): number {
  if (typeof value !== "number" || !Number.isFinite(value)) return -1;
  if (max === min) return 100;
  if (way === "lower") return Math.max(leastBar, Math.round((100 * (max - value)) / (max - min)));
  // Numbers of one sign are drawn from zero, so that twice as long is twice as much.
  const from = min >= 0 ? 0 : min;
  return Math.round((100 * (value - from)) / (max - from));
}
