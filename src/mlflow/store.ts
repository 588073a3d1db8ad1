import type * as E from "./entities.ts";

// The contract that every backend fulfils. Names are MlflowClient's in camel case; every argument and result can be
// cloned to a worker, but for callbacks and signals at the top of an argument, which rpc.ts carries over.

export type ViewType = "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL";

/** What all searches take, with MLflow's defaults: no filter, MLflow's order, active ones, MLflow's page size. */
export interface SearchQuery {
  /** In MLflow's grammar of 3.17. */
  filter?: string;
  orderBy?: readonly string[];
  viewType?: ViewType;
  maxResults?: number;
  pageToken?: string;
}

/** A page of a search: the entities under their name, and a token where more may follow. */
export type Page<Name extends string, T> = Record<Name, T[]> & { nextPageToken?: string };

export interface RunsQuery extends SearchQuery {
  experimentIds: readonly string[];
  /**
   * `"top"`: only runs whose parent (tag `mlflow.parentRunId`) is absent from what the same query without this matches;
   * with a parent: only its children among what matches. Not MLflow's own: a tree of nested runs asks for it.
   */
  nesting?: "top" | { parentRunId: string };
}

/**
 * A column of a run table, named as MLflow's searches name it: `attributes.start_time`, `metrics.accuracy`,
 * `params.depth`, `tags.mlflow.user` (what follows the first dot is the key as it is, never quoted).
 * Attributes: run_id, run_name, experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri, and
 * `attributes.problems`: what is damaged in the run, a line each. Of a metric besides its last value: `steps.accuracy` is
 * that value's step; `min.accuracy`, `max.accuracy` and `mean.accuracy` are over its whole history, NaN passed over;
 * `minSteps.accuracy` and `maxSteps.accuracy` the first steps with the one and the other.
 */
export type RunColumn = string;

export interface RunTableQuery extends RunsQuery {
  columns: readonly RunColumn[];
  /** The first row wanted; 0 if absent. */
  offset?: number;
  /** How many rows at most; all if absent. */
  limit?: number;
}

/** Numbers of the asked rows; where `present[i]` is 0 the run has no such value (NaN is a value). */
export interface NumberColumn {
  kind: "number";
  values: Float64Array;
  present: Uint8Array;
}

/** Texts of the asked rows: `dictionary[codes[i]]`, where `codes[i]` is −1 the run has no such value. */
export interface TextColumn {
  kind: "text";
  dictionary: string[];
  codes: Int32Array;
}

/** Rows of runs by column: metrics and times are number columns, everything else text. The buffers are transferred. */
export interface RunTable {
  /** How many runs match, not how many rows are here. */
  total: number;
  /** True where a server was asked for these rows only: there are at least `total`, and `countRuns` tells how many. */
  isLowerBound?: boolean;
  columns: (NumberColumn | TextColumn)[];
}

/** n points in MLflow's order (a file: as logged; a database: by timestamp, step, value); values may be NaN or ±Infinity. */
export interface MetricHistory {
  steps: Float64Array;
  timestamps: Float64Array;
  values: Float64Array;
}

/** Points that have no value to be drawn at. */
export type NanPoints = Pick<MetricHistory, "steps" | "timestamps">;

/** Points of one metric of one run by ascending step, thinned to the smallest and largest value of each bucket. */
export interface ThinnedHistory extends MetricHistory {
  runId: string;
  key: string;
  /** How many points there are within the asked steps, before thinning. */
  total: number;
  /** Where points are NaN that thinning left out: at most one in each bucket, by ascending step. */
  nans?: NanPoints;
  /** True while these are evenly taken samples of a long history, and not yet its extremes. */
  isSketch?: boolean;
}

export interface HistoriesOptions {
  /** Ranges of steps, usually the chart's width in CSS pixels; each keeps its smallest and largest value. All points if absent. */
  buckets?: number;
  /** Inclusive. */
  startStep?: number;
  /** Inclusive. */
  endStep?: number;
  /** Allows a long history to be answered by samples, quicker than it can be read whole. */
  sketch?: boolean;
}

export interface ExperimentSummary {
  experimentId: string;
  /** Active runs. */
  runCount: number;
  /** True where a server was asked for one page only: there are at least `runCount`. */
  isLowerBound?: boolean;
  lastStartTime?: number;
}

export interface ChildRunsSummary {
  /** The parent. */
  runId: string;
  total: number;
  running: number;
}

export interface TrackingReads {
  searchExperiments(query?: SearchQuery): Promise<Page<"experiments", E.Experiment>>;
  getExperiment(experimentId: string): Promise<E.Experiment>;
  /** `undefined` where there is none, as MLflow's client answers None. */
  getExperimentByName(name: string): Promise<E.Experiment | undefined>;
  /** For each experiment that the view type shows, without reading its runs where that can be avoided. */
  summarizeExperiments(query?: { viewType?: ViewType }): Promise<ExperimentSummary[]>;
  searchRuns(query: RunsQuery): Promise<Page<"runs", E.Run>>;
  getRun(runId: string): Promise<E.Run>;
  runTable(query: RunTableQuery): Promise<RunTable>;
  countRuns(query: RunsQuery): Promise<number>;
  /** Those of `runIds` that have children among the active runs of these experiments. */
  summarizeChildRuns(query: {
    experimentIds: readonly string[];
    runIds: readonly string[];
  }): Promise<ChildRunsSummary[]>;
  /** All keys in use by active runs, sorted by code point. */
  runColumns(query: {
    experimentIds: readonly string[];
  }): Promise<{ metrics: string[]; params: string[]; tags: string[] }>;
  getMetricHistory(runId: string, key: string): Promise<MetricHistory>;
  /** Every pair that has points; pairs without any are left out. Runs by runs, keys within each. */
  getMetricHistories(
    runIds: readonly string[],
    keys: readonly string[],
    options?: HistoriesOptions,
  ): Promise<ThinnedHistory[]>;
}

/** A part of a file, in bytes; to its end if `length` is absent. */
export interface ByteRange {
  offset?: number;
  length?: number;
}

export interface DownloadOptions {
  /** Called with the bytes written so far and the file being written, at most every 100 ms and once at the end. */
  onProgress?: (bytes: number, path: string) => void;
  /** Ends the download with an error whose code is `CANCELLED`; what was written is removed. */
  signal?: AbortSignal;
}

/** Whose artifacts. */
export type ArtifactOwner = { runId: string } | { modelId: string } | { name: string; version: string };

export interface ArtifactReads {
  /** One level, sorted by path as MLflow sorts; a file as `path` answers an empty list. In MLflow 3 a run's models are not here. */
  listArtifacts(runId: string, path?: string): Promise<E.FileInfo[]>;
  readArtifact(runId: string, path: string, range?: ByteRange): Promise<Uint8Array>;
  /**
   * Copies a file to `destination/<name>` or a folder's content to `destination/<name>/…` (the whole root if `path` is
   * "" to `destination`), streamed. Existing files are replaced.
   *
   * @returns the path of what was written
   */
  downloadArtifacts(runId: string, path: string, destination: string, options?: DownloadOptions): Promise<string>;
  listLoggedModelArtifacts(modelId: string, path?: string): Promise<E.FileInfo[]>;
  readLoggedModelArtifact(modelId: string, path: string, range?: ByteRange): Promise<Uint8Array>;
  downloadLoggedModelArtifacts(
    modelId: string,
    path: string,
    destination: string,
    options?: DownloadOptions,
  ): Promise<string>;
  listModelVersionArtifacts(name: string, version: string, path?: string): Promise<E.FileInfo[]>;
  readModelVersionArtifact(name: string, version: string, path: string, range?: ByteRange): Promise<Uint8Array>;
  downloadModelVersionArtifacts(
    name: string,
    version: string,
    path: string,
    destination: string,
    options?: DownloadOptions,
  ): Promise<string>;
  /** Where an artifact lies on this machine; `undefined` where it is reached through a server or not at all. */
  localArtifactPath(owner: ArtifactOwner, path: string): Promise<string | undefined>;
}

export interface LoggedModelReads {
  searchLoggedModels(
    query: SearchQuery & { experimentIds: readonly string[] },
  ): Promise<Page<"loggedModels", E.LoggedModel>>;
  getLoggedModel(modelId: string): Promise<E.LoggedModel>;
}

export interface RegistryReads {
  searchRegisteredModels(query?: SearchQuery): Promise<Page<"registeredModels", E.RegisteredModel>>;
  getRegisteredModel(name: string): Promise<E.RegisteredModel>;
  searchModelVersions(query?: SearchQuery): Promise<Page<"modelVersions", E.ModelVersion>>;
  getModelVersion(name: string, version: string): Promise<E.ModelVersion>;
  searchPrompts(query?: SearchQuery): Promise<Page<"prompts", E.Prompt>>;
}

export interface TraceReads {
  /** `locations` are experiment ids. */
  searchTraces(query: SearchQuery & { locations: readonly string[] }): Promise<Page<"traces", E.TraceInfo>>;
  getTrace(traceId: string): Promise<E.Trace>;
}

/** Each leaves what MLflow 3.17 would leave (in a database of an older known schema: what its own MLflow would). */
export interface TrackingWrites {
  createRun(run: {
    experimentId: string;
    runName?: string;
    tags?: Record<string, string>;
    startTime?: number;
    userId?: string;
  }): Promise<E.Run>;
  /** `FINISHED` and now if absent. */
  setTerminated(runId: string, status?: E.RunStatus, endTime?: number): Promise<void>;
  setTag(runId: string, key: string, value: string): Promise<void>;
  deleteTag(runId: string, key: string): Promise<void>;
  updateRun(runId: string, change: { name?: string; status?: E.RunStatus }): Promise<void>;
  deleteRun(runId: string): Promise<void>;
  restoreRun(runId: string): Promise<void>;
  createExperiment(
    name: string,
    options?: { artifactLocation?: string; tags?: Record<string, string> },
  ): Promise<E.Experiment>;
  renameExperiment(experimentId: string, name: string): Promise<void>;
  deleteExperiment(experimentId: string): Promise<void>;
  restoreExperiment(experimentId: string): Promise<void>;
  setExperimentTag(experimentId: string, key: string, value: string): Promise<void>;
  /** MLflow's clients can since 3.0; a server that is older answers `ENDPOINT_NOT_FOUND`. */
  deleteExperimentTag(experimentId: string, key: string): Promise<void>;
}

export interface RegistryWrites {
  createRegisteredModel(model: {
    name: string;
    tags?: Record<string, string>;
    description?: string;
  }): Promise<E.RegisteredModel>;
  renameRegisteredModel(name: string, newName: string): Promise<void>;
  updateRegisteredModel(change: { name: string; description: string }): Promise<void>;
  deleteRegisteredModel(name: string): Promise<void>;
  setRegisteredModelTag(name: string, key: string, value: string): Promise<void>;
  deleteRegisteredModelTag(name: string, key: string): Promise<void>;
  setRegisteredModelAlias(name: string, alias: string, version: string): Promise<void>;
  deleteRegisteredModelAlias(name: string, alias: string): Promise<void>;
  createModelVersion(version: {
    name: string;
    source: string;
    runId?: string;
    tags?: Record<string, string>;
    description?: string;
  }): Promise<E.ModelVersion>;
  updateModelVersion(change: { name: string; version: string; description: string }): Promise<void>;
  deleteModelVersion(name: string, version: string): Promise<void>;
  setModelVersionTag(name: string, version: string, key: string, value: string): Promise<void>;
  deleteModelVersionTag(name: string, version: string, key: string): Promise<void>;
  transitionModelVersionStage(change: {
    name: string;
    version: string;
    stage: string;
    archiveExistingVersions: boolean;
  }): Promise<void>;
  registerPrompt(prompt: {
    name: string;
    template: E.PromptTemplate;
    commitMessage?: string;
    tags?: Record<string, string>;
  }): Promise<E.PromptVersion>;
}

export interface TraceWrites {
  setTraceTag(traceId: string, key: string, value: string): Promise<void>;
  logAssessment(
    traceId: string,
    assessment: Pick<E.Assessment, "name" | "value" | "kind"> &
      Partial<Pick<E.Assessment, "sourceType" | "sourceId" | "rationale" | "metadata" | "spanId">>,
  ): Promise<E.Assessment>;
}

/** What changed in a store; who shows it asks again for just that. Absent ids: any of them may have. */
export type Change =
  | { kind: "experiments" }
  | { kind: "runs"; experimentId: string; runIds?: string[] }
  | { kind: "models"; names?: string[] }
  | { kind: "traces"; experimentId?: string };

/** What is on screen: changes elsewhere are noticed too, but may take longer. */
export interface WatchScope {
  experimentIds: readonly string[];
  runIds: readonly string[];
}

export interface Live {
  /**
   * Reads again what may have changed: the given files (absolute paths, of events), or whatever looks changed.
   *
   * @returns what did change, without doubles; empty if nothing
   */
  refresh(paths?: readonly string[]): Promise<Change[]>;
  /** Tells the listener of changes until the returned function is called. At most one call every 100 ms. */
  watch(scope: WatchScope, listener: (changes: Change[]) => void): Promise<() => void>;
  close(): Promise<void>;
}

export interface StoreIdentity {
  readonly uri: string;
  readonly kind: "file" | "sqlite" | "rest";
  /** Why writes are refused, in words for the user; `undefined` where they are possible. */
  readonly readOnlyReason?: string;
  /** Of a database: the revision of its schema, as Alembic keeps it; `undefined` where it names none. */
  readonly schemaRevision?: string;
}

export interface StoreMethods
  extends
    TrackingReads,
    ArtifactReads,
    LoggedModelReads,
    RegistryReads,
    TraceReads,
    TrackingWrites,
    RegistryWrites,
    TraceWrites,
    Live {}

/** A backend makes it as a plain object: its methods are own properties and do without `this`. */
export interface Store extends StoreIdentity, StoreMethods {}

export interface OpenOptions {
  /** A file store keeps its index there (on disk when `close()` resolves); without it none is written. */
  indexDir?: string;
  /** `"native"` is node:sqlite; default: native where it loads. */
  sqlite?: "native" | "sql.js";
  /** The largest database, in bytes, that sql.js may load into memory; 512 MiB if absent. */
  sqlJsMaxBytes?: number;
  readOnly?: boolean;
  /** Sent with every request to a server, and never to another origin. */
  headers?: Record<string, string>;
  /**
   * Where artifacts may be opened besides the store's own folder: absolute paths of folders. Anywhere if absent; given
   * for a workspace that is not trusted.
   */
  artifactRoots?: readonly string[];
  /** Milliseconds between two looks at a server or a network drive that is watched; 5,000 if absent. */
  pollMs?: number;
}
