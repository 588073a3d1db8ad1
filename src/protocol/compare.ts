import type { LifecycleStage, RunStatus } from "../mlflow/entities.ts";
import type { BetterWay } from "./betterWay.ts";

/** A run of the comparison, which its place in the list names; where it could not be read there is an `error`. */
export interface ComparedRun {
  storeId: string;
  runId: string;
  /** The run's id where it has no name. */
  name: string;
  experimentName: string;
  status?: RunStatus;
  lifecycleStage?: LifecycleStage;
  /** Its place among the runs' colours. */
  place: number;
  problems?: string[];
  error?: string;
}

/** What a run says under a key; null where it says nothing. Long texts are cut. */
export interface TextRow {
  key: string;
  cells: (string | null)[];
  /** Whether the runs that could be read differ; told of the whole texts. */
  differs: boolean;
}

/** The last values of all metrics: `values[row * runs + run]`, where `present` is not 0. */
export interface MetricRows {
  keys: string[];
  differs: boolean[];
  values: Float64Array;
  present: Uint8Array;
  steps: Float64Array;
}

export interface ComparedValues {
  runs: ComparedRun[];
  /** The run that others are compared with, until the user picks another. */
  baseline: number;
  attributes: TextRow[];
  metrics: MetricRows;
  params: TextRow[];
  tags: TextRow[];
  datasets: TextRow[];
}

/** How a cell stands to the baseline's: `up` and `down` are of versions, `unread` is of the same size, too large to be read. */
export type Mark = "same" | "different" | "added" | "removed" | "up" | "down" | "unread";

export interface MarkedCell {
  text: string;
  /** The whole text, on hover. */
  title?: string;
  mark?: Mark;
  /** Whether there is something to open, and whether it is what differs from the baseline. */
  opens?: "file" | "diff";
}

export interface MarkedRow {
  key: string;
  /** What the eye reads, where it is not the key. */
  label?: string;
  cells: (MarkedCell | null)[];
  differs: boolean;
}

/** A part of the comparison that is read from files; what could not be had is said in `notes`. */
export interface MarkedRows {
  rows: MarkedRow[];
  notes: string[];
}

/** A picture that several runs have: a row of the images. */
export interface ImageRow {
  key: string;
  /** What to ask for, for each run; null where it has no such picture. */
  images: ({ path: string; step?: number } | null)[];
}

/** The curve of a metric of a run. */
export interface ComparedCurve {
  run: number;
  steps: Float64Array;
  timestamps: Float64Array;
  values: Float64Array;
  /** Points that are NaN and were left out by thinning. */
  nans?: { steps: Float64Array; timestamps: Float64Array };
  /** How many points there are, before thinning. */
  total: number;
}

/** What the user set for comparisons; it holds for all of them. */
export interface CompareSettings {
  onlyDifferences: boolean;
  folded: string[];
  better: Record<string, BetterWay>;
}

/** What the compare page asks of the extension. Runs are named by their place in the list. */
export interface CompareHost {
  settings(): CompareSettings;
  setView(view: { onlyDifferences: boolean; folded: readonly string[] }): void;
  setBetter(metric: string, way: BetterWay | null): void;
  values(): ComparedValues;
  code(baseline: number): MarkedRows;
  environment(baseline: number): MarkedRows;
  artifacts(baseline: number): MarkedRows;
  images(): ImageRow[];
  /** A picture's bytes; an error where it is too large. */
  image(run: number, path: string): Uint8Array;
  /** One metric of all runs, thinned to `buckets` ranges of steps. */
  curves(metric: string, buckets: number): ComparedCurve[];
  /** Opens what a cell of the code or the artifacts stands for: a file, or its difference from the baseline's. */
  openCode(row: string, run: number, baseline: number): void;
  openArtifact(path: string, run: number, baseline: number): void;
  openRun(run: number): void;
  addRuns(baseline: number): void;
  removeRun(run: number, baseline: number): void;
  /** Two runs as YAML in VS Code's diff editor; asks which where there are more. */
  openAsText(baseline: number): void;
  copy(text: string): void;
}

/** What the extension tells the compare page. */
export interface ComparePage {
  /** Runs changed: what is drawn is stale. */
  invalidate(): void;
  /** The user said elsewhere which way a metric is better. */
  settingsChanged(): void;
}
