import type { LifecycleStage, Run, RunStatus } from "../mlflow/entities.ts";
import type { XAxis } from "../mlflow/metrics.ts";
import type { HistoriesOptions, ThinnedHistory } from "../mlflow/store.ts";

// Numbers that may be NaN or infinite travel in a Float64Array or as text: as JSON they were null.

/** The points of a metric of the run, thinned for drawing. */
export type RunHistory = ThinnedHistory;

/** The last point of a metric, as MLflow picks it. */
export interface LastMetric {
  key: string;
  value: string;
  step: number;
  timestamp: number;
}

/** Where a run's code is, as far as this workspace has it. */
export interface RunSource {
  /** As MLflow wrote it: a path, a notebook, a project's URI. */
  name: string;
  /** What is opened, for the eye: `train.py`, and the line where it starts its run. Absent where the workspace has no such file. */
  found?: { label: string; line?: number };
  commit?: string;
  branch?: string;
  /** In words: what running the code again takes, a line each. */
  command?: string;
}

/** One thing that a run was made of: whether it can be made again as it was, and why. */
export interface ReproducibilityPart {
  /** The same in every language. */
  name: string;
  label: string;
  state: "restorable" | "partly" | "missing";
  reason: string;
}

/** What the run page shows at once. */
export interface RunOverview {
  run: Omit<Run, "metrics">;
  storeId: string;
  experimentName: string;
  isExperimentDeleted: boolean;
  metrics: LastMetric[];
  /** The run's place among the runs' colours. */
  place: number;
  /** Why nothing can be changed here; absent where it can. */
  readOnlyReason?: string;
  /** Whether the store's histories can be read whole in a moment; a server is asked for samples. */
  isLocal: boolean;
}

export interface RunLink {
  runId: string;
  name: string;
  status: RunStatus;
  lifecycleStage: LifecycleStage;
  startTime?: number;
}

/** What a run has to do with others. */
export interface RunRelations {
  parent?: RunLink;
  children: { total: number; runs: RunLink[] };
  versions: { name: string; version: string; stage: string; aliases: string[] }[];
}

export interface ModelField {
  name: string;
  type: string;
  isOptional: boolean;
  /** Of a parameter. */
  default?: string;
}

/** A model that the run made or read. */
export interface RunModelInfo {
  name: string;
  /** What it is for MLflow: flavours, or the type of a logged model. */
  kind: string;
  isInput: boolean;
  /** Names its files for `openModel`. */
  artifact: string;
  /** What its MLmodel says; absent where that cannot be read, and then `problem` says why. */
  details?: {
    mlflowVersion?: string;
    pythonVersion?: string;
    sizeBytes?: number;
    inputs?: ModelField[];
    outputs?: ModelField[];
    params?: ModelField[];
  };
  problem?: string;
}

/** Pictures logged under one name, by ascending step. */
export interface ImageSeries {
  key: string;
  images: { step: number; timestamp: number; path: string }[];
}

/** What is among a run's artifacts, as far as pages have a place for it. */
export interface RunFiles {
  images: ImageSeries[];
  /** Paths of tables logged by `mlflow.log_table`. */
  tables: string[];
  /** Files and folders at the root, models among them. */
  artifactCount: number;
}

export interface ArtifactEntry {
  name: string;
  /** Names it for `artifacts` and the actions on it. */
  uri: string;
  isDir: boolean;
  fileSize?: number;
}

/** A cell of a logged table: text, or a picture that was logged with it. */
export type TableCell = string | { image: string };

export interface LoggedTable {
  columns: string[];
  rows: TableCell[][];
  /** How many rows the file has, where more than these. */
  total: number;
}

/** How a user wants to see charts: kept, and the same for the next run. */
export interface ChartSettings {
  axis: XAxis;
  smoothing: number;
  showsPoints: boolean;
  /** Metrics whose values are drawn on an axis of logarithms. */
  logKeys: string[];
  /** Sections that are folded. */
  folded: string[];
}

export type ArtifactAction = "open" | "source" | "save" | "download" | "reveal" | "copyPath";

/** What the run page asks of the extension. */
export interface RunHost {
  overview(): RunOverview;
  source(): RunSource | undefined;
  relations(): RunRelations;
  reproducibility(): ReproducibilityPart[];
  models(): RunModelInfo[];
  files(): RunFiles;
  /** Histories of metrics of this run; those without points are left out. */
  histories(keys: string[], options: HistoriesOptions): RunHistory[];
  /** The bytes of a picture among the artifacts. */
  image(path: string): Uint8Array;
  table(path: string): LoggedTable;
  /** The files of a folder by its `uri`; of the root by "". */
  artifacts(uri: string): ArtifactEntry[];
  artifactAction(action: ArtifactAction, uri: string): void;

  chartSettings(): ChartSettings;
  keepChartSettings(settings: ChartSettings): void;
  savePng(name: string, png: Uint8Array): void;
  /** The whole history of metrics as a table in a file that the user names. */
  saveCsv(keys: string[]): void;

  runAgain(): void;
  openSource(): void;
  openCommit(): void;
  copy(text: string): void;
  openExperiment(): void;
  openRun(runId: string, name: string): void;
  openRegisteredModel(name: string): void;
  openModel(artifact: string): void;
  /** Beside other runs that the user picks. */
  compare(): void;
  /** @param artifact which of the run's models; `null` asks where there are several */
  registerModel(artifact: string | null): void;
  /** In the Experiments view. */
  reveal(): void;

  setTag(key: string, value: string): void;
  deleteTag(key: string): void;
  editNote(): void;
  restoreRun(): void;
  restoreExperiment(): void;
}

/** What the extension tells the run page. */
export interface RunPage {
  /** The run changed: what is drawn is stale. */
  invalidate(): void;
}
