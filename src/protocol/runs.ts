import type { RunStatus } from "../mlflow/entities.ts";
import type { BetterWay } from "./betterWay.ts";

// What the runs page and the extension say to each other. The extension owns data, order and filter, and answers windows of
// cells that are formatted already; the page owns what only the eye needs.

/**
 * A column: `attributes.start_time`, `metrics.KEY`, `params.KEY`, `tags.KEY` as the store's run table names them, or one
 * that is made here: `run`, `duration`, `experiment`, `store`, `source`, `commit`, `datasets`, `models`.
 */
export type ColumnId = string;

export type ColumnGroup = "run" | "metrics" | "params" | "tags";

/** Which value of a metric's history stands for the run. */
export type Aggregate = "last" | "min" | "max" | "mean";

/** What a column is. */
export interface ColumnInfo {
  id: ColumnId;
  title: string;
  group: ColumnGroup;
  isNumber: boolean;
  isSortable: boolean;
  /** Whether a condition may ask for it. */
  isFilterable: boolean;
}

/** How a user shows a column. */
export interface ColumnView {
  id: ColumnId;
  /** CSS pixels. */
  width?: number;
  isPinned?: boolean;
  /** `last` if absent. */
  aggregate?: Aggregate;
  hasBars?: boolean;
  /** Whether the step of a metric's value stands beside it; absent: where the column is wide enough. */
  hasSteps?: boolean;
}

export interface SortKey {
  column: ColumnId;
  isAscending: boolean;
}

/** One thing that may hold of a run. */
export type RunTest = {
  column: ColumnId;
  /** Of a metric: which value is asked; its last one if absent. */
  aggregate?: Aggregate;
} & (
  | { kind: "contains" | "matches"; text: string }
  | { kind: "is"; values: string[] }
  | { kind: "between"; from?: number; to?: number }
  /** Started within so many days before now. */
  | { kind: "lastDays"; days: number }
  | { kind: "missing" | "present" }
);

/** A second filter beside MLflow's: each condition must hold, and holds when any of its tests does. */
export interface Condition {
  tests: RunTest[];
}

export type ChartKind = "lines" | "bar" | "scatter" | "box" | "parallel" | "importance" | "difference";

/** The charts beside the table. */
export interface ChartsView {
  isOpen: boolean;
  kind: ChartKind;
  /** The table's part of the width, 0 to 1. */
  share: number;
  /** Of scatter: its x axis; of boxes: what they are made by. */
  x?: ColumnId;
  /** The metric of bars, points, boxes, importance and difference. */
  y?: ColumnId;
  /** Of parallel coordinates. */
  axes?: ColumnId[];
  /** Of differences: the key of the run that others are compared with. */
  baseline?: string;
}

/** What a user set for the table; it is kept by workspace, and can be saved with a name. */
export interface RunsView {
  /** Those that are shown, in their order; empty until the user changes them: then what the newest runs have is shown. */
  columns: ColumnView[];
  /** In MLflow's grammar; empty shows all. */
  filter: string;
  conditions: Condition[];
  /** Empty is MLflow's own order, newest first. */
  sort: SortKey[];
  /** A parameter or tag, or `parent`; absent: runs stand alone. */
  groupBy?: ColumnId;
  /** Whether nested runs stand below their parents. */
  isNested: boolean;
  onlyDiffering: boolean;
  showsDeleted: boolean;
  charts?: ChartsView;
}

export interface ExperimentAddress {
  storeId: string;
  experimentId: string;
}

export interface ShownExperiment extends ExperimentAddress {
  name: string;
  /** Of its store; shown where there are several. */
  storeLabel: string;
}

/** What stands around the table. */
export interface RunsState {
  experiments: ShownExperiment[];
  view: RunsView;
  /** The view's saved name; absent where it was changed since. */
  viewName?: string;
  /** All columns there are. */
  columns: ColumnInfo[];
  /** Those that are shown, pinned ones first. */
  shown: ColumnView[];
  /** Commands on runs that other parts of the extension offer now. */
  commands: string[];
  /** Whether any of the stores may be changed. */
  isWritable: boolean;
  /** By the metric's key. */
  better: Record<string, BetterWay>;
}

/** What the table holds as it is now ordered and filtered. */
export interface RunsRows {
  /** Goes with every question for a window: one of another order is refused. */
  version: number;
  /** Rows, groups and unfolded runs included. */
  rowCount: number;
  /** Runs that match filter and conditions. */
  matching: number;
  /** All runs of the experiments. */
  total: number;
  /** True where a server was not asked for all of them: there are at least so many. */
  isLowerBound: boolean;
  /** What the user should know of it, such as that only a part was looked at. */
  notes: string[];
}

export interface RowSpan {
  start: number;
  /** Excluded. */
  end: number;
}

/** A run or a group in the table. */
export interface RunsRow {
  /** `storeId/runId`, or of a group its own. */
  key: string;
  label: string;
  depth: number;
  isUnfolded?: boolean;
  name: string;
  /** Absent for groups. */
  run?: {
    storeId: string;
    runId: string;
    status: RunStatus;
    isDeleted: boolean;
    /** Among the runs' colours; absent far down the table. */
    place?: number;
    /** What is damaged in it. */
    problems?: string;
  };
  /** Of a parent or a group. */
  count?: number;
}

export interface RunsWindow {
  rows: RunsRow[];
  /** `seconds`: a quiet text beside each; `best`: whether it is the best of all runs that match. */
  cells: Record<
    ColumnId,
    { texts: string[]; titles?: string[]; seconds?: string[]; bars?: number[]; best?: boolean[] }
  >;
}

export interface RunsOpening {
  state: RunsState;
  rows: RunsRows;
  /** The first rows with the first columns that are shown. */
  window: RunsWindow;
}

/** What is wrong in a filter, and where: in UTF-16 units, the end excluded. */
export interface FilterProblem {
  message: string;
  start: number;
  end: number;
}

export interface Completion {
  label: string;
  /** Beside the label: what it is. */
  detail: string;
  /** Takes the place of what lies between `start` and `end`. */
  insert: string;
  start: number;
  end: number;
}

export interface ChartRun {
  key: string;
  name: string;
  /** Among the runs' colours. */
  place: number;
}

/** A column's values, a run each. */
export interface ChartColumn {
  /** NaN where there is no number. */
  numbers: Float64Array;
  /** Absent for what is always a number; empty where a run has none. */
  texts?: string[];
}

export interface ChartValues {
  runs: ChartRun[];
  columns: Record<ColumnId, ChartColumn>;
}

/** The history of a metric of a run, by ascending step, thinned to its extremes. */
export interface Curve {
  /** The run's. */
  key: string;
  metric: ColumnId;
  steps: Float64Array;
  timestamps: Float64Array;
  values: Float64Array;
  /** Points that are NaN and were left out by thinning. */
  nans?: { steps: Float64Array; timestamps: Float64Array };
  /** How many points there are. */
  total: number;
  /** True while these are samples of a long history, and not yet its extremes. */
  isSketch?: boolean;
}

export interface CurvesQuery {
  /** Ranges of steps of which each keeps its extremes. */
  buckets: number;
  /** Inclusive. */
  startStep?: number;
  /** Inclusive. */
  endStep?: number;
  /** Whether samples will do of a long history. */
  sketch?: boolean;
}

/** What the runs page asks of the extension. */
export interface RunsHost {
  /** What the page shows first, all at once. */
  open(): RunsOpening;
  state(): RunsState;
  /** Changes what is set; what is absent stays. */
  setView(change: Partial<RunsView>): RunsState;
  /** Says which way a metric is better, for every table and comparison. */
  setBetter(metric: string, way: BetterWay | null): void;
  /** Orders and filters anew. */
  rows(): RunsRows;
  window(version: number, rows: RowSpan, columns: ColumnId[]): RunsWindow;
  /** Keys of rows, of a selection that reaches over more than is in sight. */
  keys(version: number, rows: RowSpan): string[];
  fold(key: string, isUnfolded: boolean): void;
  /** Absent where the filter is one that MLflow takes. */
  checkFilter(filter: string): FilterProblem | null;
  completeFilter(filter: string, caret: number): Completion[];
  /** Values that a column has, for a condition. */
  valuesOf(column: ColumnId): string[];
  copy(keys: string[], format: "csv" | "markdown"): void;
  /** All rows into a file that is asked for. */
  exportCsv(): void;
  copyFilter(): void;
  openRun(key: string): void;
  /** Runs one of `RunsState.commands` on runs. */
  runCommand(command: string, keys: string[]): void;
  addExperiments(): void;
  chooseView(): void;
  /** Of the runs with these keys, or, without any, of the first that match; at most 500. */
  chartValues(keys: string[], columns: ColumnId[]): ChartValues;
  curves(keys: string[], metrics: ColumnId[], query: CurvesQuery): Curve[];
  /** The whole histories of a metric of the same runs, into a file that is asked for. */
  saveCurves(keys: string[], metric: ColumnId): void;
  savePicture(name: string, png: Uint8Array): void;
}

/** What the extension tells the runs page. */
export interface RunsPage {
  /** The runs changed: what is drawn is stale. */
  invalidate(): void;
  /** What stands around the table changed. */
  stateChanged(): void;
}
