import { raw, type Sql } from "../../search/sqlText.ts";
import { type ViewType } from "../../store.ts";

/** Whether a row of the table is of the stages that a view shows. */
export function isInView(table: "experiments" | "runs", viewType: ViewType = "ACTIVE_ONLY"): Sql {
  if (viewType === "ALL") return raw(`${table}.lifecycle_stage IN ('active', 'deleted')`);
  return raw(`${table}.lifecycle_stage = '${viewType === "DELETED_ONLY" ? "deleted" : "active"}'`);
}
