import { type Schema } from "../search/sql.ts";
import { type Sql, raw } from "../search/sqlText.ts";

/**
 * Which rows of a table are seen: those of the default workspace, as MLflow without workspaces sees it, and all where the
 * schema knows none.
 */
export function inDefaultWorkspace(schema: Schema, table: string): Sql {
  return raw(schema.has(table, "workspace") ? `${table}.workspace = 'default'` : "TRUE");
}
