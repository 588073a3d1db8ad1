// MLflow's entities, flat and in camel case. Absent values are `undefined`; times are milliseconds since 1970 (UTC).
// `problems` says, in words for the user, what is damaged in an entity that could be read only in part.

export type LifecycleStage = "active" | "deleted";

export type RunStatus = "RUNNING" | "SCHEDULED" | "FINISHED" | "FAILED" | "KILLED";

export interface Experiment {
  experimentId: string;
  name: string;
  /** As stored: it may name a place on the machine that wrote the store. */
  artifactLocation?: string;
  lifecycleStage: LifecycleStage;
  tags: Record<string, string>;
  creationTime?: number;
  lastUpdateTime?: number;
  problems?: string[];
}

/** The latest value of a metric: the largest of all its points by (step, timestamp, value), as MLflow picks it. */
export interface Metric {
  value: number;
  timestamp: number;
  step: number;
}

export interface Dataset {
  name: string;
  digest: string;
  /** Tags of the input; `mlflow.data.context` says what the data were used for. */
  tags: Record<string, string>;
  sourceType?: string;
  /** JSON text. */
  source?: string;
  /** JSON text. */
  schema?: string;
  /** JSON text. */
  profile?: string;
}

export interface Run {
  runId: string;
  runName: string;
  experimentId: string;
  userId?: string;
  status: RunStatus;
  startTime?: number;
  endTime?: number;
  lifecycleStage: LifecycleStage;
  /** As stored: it may name a place on the machine that wrote the store. */
  artifactUri?: string;
  params: Record<string, string>;
  tags: Record<string, string>;
  metrics: Record<string, Metric>;
  datasets: Dataset[];
  /** Logged models that the run read (MLflow 3). */
  modelInputs: { modelId: string }[];
  /** Logged models that the run made (MLflow 3). */
  modelOutputs: { modelId: string; step: number }[];
  problems?: string[];
}

export interface RegisteredModel {
  name: string;
  description?: string;
  tags: Record<string, string>;
  /** alias → version */
  aliases: Record<string, string>;
  creationTimestamp?: number;
  lastUpdatedTimestamp?: number;
  problems?: string[];
}

/** `None`, `Staging`, `Production` or `Archived`. */
export type ModelStage = "None" | "Staging" | "Production" | "Archived";

export interface ModelVersion {
  name: string;
  version: string;
  currentStage: ModelStage;
  description?: string;
  runId?: string;
  /** As stored. */
  source?: string;
  status: string;
  statusMessage?: string;
  userId?: string;
  modelId?: string;
  runLink?: string;
  tags: Record<string, string>;
  aliases: string[];
  creationTimestamp?: number;
  lastUpdatedTimestamp?: number;
  problems?: string[];
}

export interface LoggedModelMetric {
  key: string;
  value: number;
  timestamp: number;
  step: number;
  /** The run that logged it. */
  runId?: string;
  datasetName?: string;
  datasetDigest?: string;
}

export interface LoggedModel {
  modelId: string;
  name: string;
  experimentId: string;
  sourceRunId?: string;
  modelType?: string;
  /** `PENDING`, `READY` or `FAILED` (`UNSPECIFIED` where the store says nothing). */
  status: string;
  artifactLocation?: string;
  tags: Record<string, string>;
  params: Record<string, string>;
  metrics: LoggedModelMetric[];
  creationTimestamp?: number;
  lastUpdatedTimestamp?: number;
  problems?: string[];
}

export type PromptTemplate = string | { role: string; content: string }[];

export interface PromptVersion {
  version: number;
  template: PromptTemplate;
  commitMessage?: string;
  tags: Record<string, string>;
  aliases: string[];
  creationTimestamp?: number;
  userId?: string;
}

/** A registered model that MLflow marks as a prompt. */
export interface Prompt {
  name: string;
  description?: string;
  tags: Record<string, string>;
  /** In ascending order of version. */
  versions: PromptVersion[];
  creationTimestamp?: number;
  lastUpdatedTimestamp?: number;
}

export interface Assessment {
  assessmentId?: string;
  name: string;
  /** The decoded JSON value of the feedback or expectation. */
  value: unknown;
  kind: "feedback" | "expectation" | "issue";
  sourceType?: string;
  sourceId?: string;
  rationale?: string;
  metadata: Record<string, string>;
  spanId?: string;
  /** False once another assessment overrides it. */
  valid: boolean;
  errorCode?: string;
  errorMessage?: string;
  createTime?: number;
  lastUpdateTime?: number;
}

export interface TraceInfo {
  traceId: string;
  experimentId: string;
  /** `OK`, `ERROR`, `IN_PROGRESS` or `STATE_UNSPECIFIED`. */
  status: string;
  timestampMs: number;
  executionTimeMs?: number;
  clientRequestId?: string;
  requestPreview?: string;
  responsePreview?: string;
  tags: Record<string, string>;
  metadata: Record<string, string>;
  assessments: Assessment[];
  problems?: string[];
}

export interface SpanEvent {
  name: string;
  timestampNs: bigint;
  attributes: Record<string, unknown>;
}

export interface Span {
  /** 16 hexadecimal digits. */
  spanId: string;
  /** Absent at the root. */
  parentId?: string;
  name: string;
  type: string;
  /** `OK`, `ERROR` or `UNSET`. */
  status: string;
  statusMessage?: string;
  startNs: bigint;
  endNs?: bigint;
  inputs: unknown;
  outputs: unknown;
  /** Decoded: MLflow stores each value as JSON text. */
  attributes: Record<string, unknown>;
  events: SpanEvent[];
}

export interface Trace {
  info: TraceInfo;
  /** In the order of the store, which is the order of their start for what MLflow writes. */
  spans: Span[];
}

export interface FileInfo {
  /** Relative to the artifact root, with `/`. */
  path: string;
  isDir: boolean;
  /** Bytes; absent for a folder. */
  fileSize?: number;
}

/** Whether a run says that it made a model: one of MLflow 3, or a folder that older ones tell of in a tag. */
export function hasLoggedModel({ modelOutputs, tags }: Pick<Run, "modelOutputs" | "tags">): boolean {
  return modelOutputs.length > 0 || Object.hasOwn(tags, "mlflow.log-model.history");
}

/** The tag that makes a run the child of another. */
export const parentRunTag = "mlflow.parentRunId";
/** The tag that holds the note (description) of a run or an experiment. */
export const noteTag = "mlflow.note.content";
