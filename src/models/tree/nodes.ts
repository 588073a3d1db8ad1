import type { ModelVersion, RegisteredModel } from "../../mlflow/entities.ts";
import type { WorkspaceStore } from "../../stores/index.ts";

// What the Models view shows. A node lives as long as what it stands for is shown, so that VS Code can be told which one
// changed.

/** How many models or versions are shown at once; "Load more" adds as many. */
export const pageSize = 100;

export type Node = StoreNode | ModelNode | VersionNode | MoreNode | ProblemNode;

interface Shown {
  /** Unique in the view and the same in every session. */
  readonly id: string;
  readonly parent: Node | undefined;
}

/** Only there when several stores have models, or one could not be read. */
export interface StoreNode extends Shown {
  readonly kind: "store";
  readonly store: WorkspaceStore;
  limit: number;
}

export interface ModelNode extends Shown {
  readonly kind: "model";
  readonly store: WorkspaceStore;
  readonly model: RegisteredModel;
  /** Newest first; absent where the store has too many versions to read them for a summary. */
  readonly versions: readonly ModelVersion[] | undefined;
  limit: number;
}

export interface VersionNode extends Shown {
  readonly kind: "version";
  readonly parent: ModelNode;
  readonly store: WorkspaceStore;
  readonly version: ModelVersion;
}

export interface MoreNode extends Shown {
  readonly kind: "more";
  readonly parent: StoreNode | ModelNode | undefined;
  /** Whose limit grows. */
  readonly grow: () => void;
  /** Absent where the store does not say how many there are. */
  readonly remaining: number | undefined;
}

/** What could not be read, in words; shown in the place of what would have been there. */
export interface ProblemNode extends Shown {
  readonly kind: "problem";
  readonly message: string;
  readonly error: unknown;
}
