import type * as vscode from "vscode";
import type { ChildRunsSummary, ExperimentSummary } from "../mlflow/store.ts";
import type { Dataset, Experiment, LifecycleStage, Metric, Run, RunStatus } from "../mlflow/entities.ts";
import type { WorkspaceStore } from "../stores/index.ts";

// What the Experiments view shows. A node lives as long as what it stands for is shown, so that VS Code can be told
// which one changed.

/** How many runs, artifacts or values are shown at once; "Load more" adds as many. */
export const pageSize = 100;

export type Node =
  | StoreNode
  | ExperimentNode
  | RunNode
  | GroupNode
  | ValueNode
  | DatasetNode
  | ModelNode
  | ArtifactNode
  | MoreNode
  | ProblemNode;

interface Shown {
  /** Unique in the view and the same in every session. */
  readonly id: string;
  readonly parent: Node | undefined;
}

/** Only there when the workspace has several stores, or one that could not be opened. */
export interface StoreNode extends Shown {
  readonly kind: "store";
  readonly store: WorkspaceStore;
}

/** A node whose runs are shown a page at a time. */
export interface RunsHolder {
  /** How many runs are asked for. */
  limit: number;
  /** What was read, until something changes. */
  runs: { nodes: RunNode[]; total: number } | undefined;
}

export interface ExperimentNode extends Shown, RunsHolder {
  readonly kind: "experiment";
  readonly store: WorkspaceStore;
  experiment: Experiment;
  summary: ExperimentSummary | undefined;
}

/** What a row of the view says of a run; its parameters and so on are read when it is opened. */
export interface RunRow {
  runId: string;
  name: string;
  status: RunStatus;
  startTime: number | undefined;
  endTime: number | undefined;
  lifecycleStage: LifecycleStage;
  /** The metric that the user chose, or the first there is. */
  metric: { key: string; value: number } | undefined;
  problems: string[];
  children: ChildRunsSummary | undefined;
}

export interface RunNode extends Shown, RunsHolder {
  readonly kind: "run";
  readonly store: WorkspaceStore;
  readonly experimentId: string;
  row: RunRow;
  /** The whole run, until it changes. */
  details: Promise<Run> | undefined;
}

export type GroupKind = "params" | "metrics" | "tags" | "datasets" | "models" | "artifacts";

export interface GroupNode extends Shown {
  readonly kind: "group";
  readonly group: GroupKind;
  readonly run: RunNode;
  readonly parent: RunNode;
  /** Absent for artifacts, which are counted only when they are listed. */
  count: number | undefined;
  limit: number;
}

export interface ValueNode extends Shown {
  readonly kind: "param" | "metric" | "tag";
  readonly key: string;
  readonly value: string;
  readonly metric?: Metric;
}

export interface DatasetNode extends Shown {
  readonly kind: "dataset";
  readonly dataset: Dataset;
}

/** A model that the run made or read: a logged model of MLflow 3, or a folder of artifacts that older ones tell of. */
export interface ModelNode extends Shown {
  readonly kind: "model";
  readonly run: RunNode;
  readonly name: string;
  readonly detail: string;
  readonly artifact: vscode.Uri;
  limit: number;
}

export interface ArtifactNode extends Shown {
  readonly kind: "artifact";
  readonly run: RunNode;
  readonly artifact: vscode.Uri;
  readonly isDir: boolean;
  readonly fileSize: number | undefined;
  limit: number;
}

/** "Load more": the only row that acts, because trees have no other place for it. */
export interface MoreNode extends Shown {
  readonly kind: "more";
  readonly parent: Node;
  readonly remaining: number;
}

/** What could not be read, in words; shown in the place of what would have been there. */
export interface ProblemNode extends Shown {
  readonly kind: "problem";
  readonly message: string;
  readonly error: unknown;
  /** Whose server wants to know who asks. */
  readonly store?: WorkspaceStore;
}

export function more(parent: Node, remaining: number): MoreNode {
  return { kind: "more", id: `${parent.id}/more`, parent, remaining };
}
