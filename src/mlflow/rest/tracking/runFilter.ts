import { parentRunTag } from "../../entities.ts";
import { type RunSearch } from "./runPages.ts";

// Conditions that this store adds to a filter of the user's, in the grammar of every MLflow unless told.

const parentKey = `tags.\`${parentRunTag}\``;

function withCondition(search: RunSearch, condition: string): RunSearch {
  const { filter } = search;
  return { ...search, filter: filter?.trim() ? `${filter} AND ${condition}` : condition };
}

/** The children of a run. None is its own child. */
export function childrenOf(search: RunSearch, runId: string): RunSearch {
  // An id that needs a quotation mark is none, and finds nothing.
  const id = runId.replaceAll("'", "");
  return withCondition(search, `${parentKey} = '${id}' AND attributes.run_id != '${id}'`);
}

/** Runs that have a parent: a missing tag is not unequal to anything. */
export function nested(search: RunSearch): RunSearch {
  return withCondition(search, `${parentKey} != ''`);
}

/** Runs that have no parent. From MLflow 3 on. */
export function withoutParent(search: RunSearch): RunSearch {
  return withCondition(search, `${parentKey} IS NULL`);
}

/** From MLflow 2 on for more than one id. @param runIds that are MLflow's, without quotation marks */
export function withIds(search: RunSearch, runIds: readonly string[]): RunSearch {
  const [only] = runIds;
  const list = runIds.map((id) => `'${id}'`).join(", ");
  return withCondition(search, `attributes.run_id ${runIds.length === 1 ? `= '${only}'` : `IN (${list})`}`);
}

export function running(search: RunSearch): RunSearch {
  return withCondition(search, "attributes.status = 'RUNNING'");
}

/** Whether it can be the id of a run (`mlflow/utils/validation.py`). */
export function isRunId(text: string): boolean {
  return /^[a-zA-Z0-9][\w-]{0,255}$/.test(text);
}
