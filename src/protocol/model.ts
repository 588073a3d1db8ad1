import type { ModelStage } from "../mlflow/entities.ts";

// The page of a registered model. Numbers that may be NaN or infinite travel as text (as JSON they were null).

/** What stands in a stage, or where an alias points, and how it came there. */
export interface NowEntry {
  /** A stage in words, or an alias. */
  label: string;
  kind: "stage" | "alias";
  stage?: ModelStage;
  version: string;
  since?: number;
  /** False where it was done elsewhere: then `since` is the latest moment at which it may have been. */
  isCertain: boolean;
  by?: string;
  why?: string;
  validatedBy?: string;
}

/** A row of the versions' table, a card of the board. */
export interface VersionRow {
  version: string;
  stage: ModelStage;
  aliases: string[];
  /** Its beginning, on one line. */
  summary: string;
  status: string;
  createdAt?: number;
  createdBy?: string;
  runId?: string;
  runName?: string;
  datasets: string[];
  /** Of the columns that were asked for: text of numbers, by key. */
  metrics: Record<string, string>;
  params: Record<string, string>;
  validatedBy?: string;
  problems?: string[];
}

/** How many of the rules for a promotion to Production a version meets. */
export interface CheckCount {
  passed: number;
  total: number;
}

export interface Columns {
  metrics: string[];
  params: string[];
}

export interface ModelView {
  name: string;
  storeId: string;
  storeLabel: string;
  description: string;
  tags: [key: string, value: string][];
  /** Why the store takes no writes. */
  readOnlyReason?: string;
  now: NowEntry[];
  /** Newest first. */
  versions: VersionRow[];
  /** Keys of all the versions' runs. */
  keys: Columns;
  /** What the rows hold. */
  columns: Columns;
  /** Whether there are rules for a promotion to Production, which `checks` tells of. */
  hasChecks: boolean;
  problems?: string[];
}

/** What the user asked to see of the page when it was opened. */
export interface Wish {
  version?: string;
  /** The description is to be edited. */
  edits?: boolean;
  /** The version is to be moved there. */
  stage?: ModelStage;
}

export interface RunDetails {
  runId: string;
  runName: string;
  experimentName: string;
  user?: string;
  startTime?: number;
  sourceName?: string;
  commit?: string;
  params: [key: string, value: string][];
  metrics: [key: string, value: string][];
  datasets: { name: string; digest: string; context?: string }[];
}

/** A signature's columns, a line each: "sepal length (cm): double". */
export interface Signature {
  inputs: string[];
  outputs: string[];
  params: string[];
}

export interface VersionDetails {
  version: string;
  stage: ModelStage;
  description: string;
  tags: [key: string, value: string][];
  source?: string;
  modelId?: string;
  updatedAt?: number;
  run?: RunDetails;
  signature?: Signature;
  flavors: string[];
  mlflowVersion?: string;
  packages: string[];
  /** What could not be read, in words. */
  problems: string[];
}

/** Something that two versions have in different forms; absent where one has none. */
export interface Difference {
  key: string;
  before?: string;
  after?: string;
}

/** A version and what changed in it since the one before. */
export interface LineageStep {
  version: string;
  previous?: string;
  stage: ModelStage;
  createdAt?: number;
  runId?: string;
  runName?: string;
  commit?: string;
  metrics: Difference[];
  params: Difference[];
  packages: Difference[];
}

export interface FileDifference {
  path: string;
  state: "same" | "different" | "sameSize" | "added" | "removed";
}

export interface VersionComparison {
  before: string;
  after: string;
  /** The runs that made them, where there are any. */
  runIds: string[];
  metrics: Difference[];
  params: Difference[];
  signature: Difference[];
  packages: Difference[];
  files: FileDifference[];
  problems: string[];
}

export interface HistoryLine {
  id: string;
  version?: string;
  at?: number;
  /** Of what happened elsewhere: between this moment and `at`. */
  notBefore?: number;
  by?: string;
  /** What was done, a sentence. */
  text: string;
  icon: string;
  why?: string;
  validatedBy?: string;
  checks: { name: string; passed: boolean }[];
  isElsewhere: boolean;
  /** How it failed, or that nobody knows how it ended. */
  failure?: string;
}

export interface ServedLine {
  version: string;
  since?: number;
  by?: string;
  isCertain: boolean;
}

export interface Check {
  name: string;
  passed: boolean;
  /** What was found. */
  detail: string;
  /** It asks for a validator: whoever names one meets it. */
  isValidator?: boolean;
}

/** What a move would do, said before it happens. */
export interface Proposal {
  version: string;
  from: ModelStage;
  to: ModelStage;
  /** What stands there: MLflow offers to archive it. */
  existing: string[];
  checks: Check[];
  isReasonRequired: boolean;
  isValidatorRequired: boolean;
  validatedBy: string;
  by: string;
}

export interface MoveRequest {
  version: string;
  from: ModelStage;
  to: ModelStage;
  archivesExisting: boolean;
  why: string;
  validatedBy: string;
}

/** What the model page asks of the extension. Writes answer when they are done, and fail with the store's words. */
export interface ModelHost {
  /** @param columns `null` for those that say most */
  model(columns: Columns | null): ModelView;
  /** What the user asked to see when the page was opened; only the first to ask is told. */
  wish(): Wish | null;
  /** By version; what is gone meanwhile is left out. */
  checks(versions: string[]): Record<string, CheckCount>;
  details(version: string): VersionDetails;
  /** A version and up to `count` before it, newest first. */
  lineage(version: string, count: number): LineageStep[];
  compare(before: string, after: string): VersionComparison;
  history(): HistoryLine[];
  /** What stood in production at a moment. */
  servedOn(time: number): ServedLine[];
  propose(version: string, to: ModelStage): Proposal;
  /** @returns what the user has to know of it; "" where all is as they wanted */
  move(request: MoveRequest): string;
  /** @param version `null` for the model's own description */
  describe(version: string | null, description: string): void;
  /** @param value `null` removes it */
  setTag(version: string | null, key: string, value: string | null): void;
  /** @param version `null` removes it */
  setAlias(alias: string, version: string | null): void;
  deleteVersion(version: string): void;
  register(): void;
  exportReport(): void;
  exportHistory(format: "csv" | "markdown"): void;
  openRun(runId: string, name: string): void;
  compareRuns(runIds: string[]): void;
  openFile(version: string, path: string): void;
  diffFile(before: string, after: string, path: string): void;
  openCheckSettings(): void;
}

/** What the extension tells the model page. */
export interface ModelPage {
  /** The model changed: what is drawn is stale. */
  invalidate(): void;
  /** The user asked to see something of it. */
  show(wish: Wish): void;
}
