import { noteTag } from "../mlflow/entities.ts";
import { isWritable } from "../views/items.ts";
import type { ValueNode } from "./nodes.ts";

/** Of the tags of an active run those that are the user's: what MLflow itself noted is not changed by hand, but the note is. */
export function isChangeableTag({ kind, key, parent }: ValueNode): boolean {
  if (kind !== "tag" || parent?.kind !== "group") return false;
  const { store, row } = parent.run;
  return isWritable(store) && row.lifecycleStage === "active" && (key === noteTag || !key.startsWith("mlflow."));
}
