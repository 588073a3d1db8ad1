import { noteTag } from "../mlflow/entities.ts";
import type { WorkspaceStore } from "../stores/index.ts";
import type { ValueNode } from "./nodes.ts";

/** What an item is, for `when` clauses, which look for single words in it. */
export function tokens(...words: (string | false)[]): string {
  return words.filter((word) => word !== false).join(" ");
}

export function isWritable({ store }: WorkspaceStore): boolean {
  return store !== undefined && store.readOnlyReason === undefined;
}

/** Of the tags of an active run those that are the user's: what MLflow itself noted is not changed by hand, but the note is. */
export function isChangeableTag({ kind, key, parent }: ValueNode): boolean {
  if (kind !== "tag" || parent?.kind !== "group") return false;
  const { store, row } = parent.run;
  return isWritable(store) && row.lifecycleStage === "active" && (key === noteTag || !key.startsWith("mlflow."));
}
