import { raw, type Sql, sql } from "../../search/sqlText.ts";
import { type Change } from "../../store.ts";
import { type Database } from "../database.ts";

/** A table to which MLflow only ever adds rows, each with a row number above all others, and how a new row is told. */
interface GrowingTable {
  table: string;
  /** Selects the experiment and the run (or NULL) of new rows. */
  select: (isNew: Sql) => Sql;
  kind: "runs" | "traces";
}

const ofRun = (table: string): GrowingTable => ({
  table,
  kind: "runs",
  select: (isNew) =>
    sql`SELECT experiment_id, run_uuid FROM main.runs
      WHERE run_uuid IN (SELECT run_uuid FROM ${raw(`main.${table}`)} WHERE ${isNew})`,
});

const ofLoggedModel = (table: string): GrowingTable => ({
  table,
  kind: "runs",
  select: (isNew) =>
    sql`SELECT experiment_id, source_run_id FROM main.logged_models
      WHERE model_id IN (SELECT model_id FROM ${raw(`main.${table}`)} WHERE ${isNew})`,
});

const ofTrace = (table: string, column: string): GrowingTable => ({
  table,
  kind: "traces",
  select: (isNew) =>
    sql`SELECT experiment_id, NULL FROM main.trace_info
      WHERE request_id IN (SELECT ${raw(column)} FROM ${raw(`main.${table}`)} WHERE ${isNew})`,
});

const growingTables: readonly GrowingTable[] = [
  ofRun("runs"),
  ofRun("metrics"),
  ofRun("params"),
  ofRun("tags"),
  {
    table: "inputs",
    kind: "runs",
    select: (isNew) => sql`SELECT experiment_id, run_uuid FROM main.runs WHERE run_uuid IN (
      SELECT destination_id FROM main.inputs WHERE ${isNew} UNION SELECT source_id FROM main.inputs WHERE ${isNew})`,
  },
  ofLoggedModel("logged_models"),
  ofLoggedModel("logged_model_metrics"),
  ofLoggedModel("logged_model_params"),
  ofLoggedModel("logged_model_tags"),
  ofTrace("trace_info", "request_id"),
  ofTrace("trace_tags", "request_id"),
  ofTrace("trace_request_metadata", "request_id"),
  ofTrace("spans", "trace_id"),
  ofTrace("assessments", "trace_id"),
];

/** The highest row number of each growing table; tables that the schema lacks are left out. */
export type Watermarks = Map<string, number>;

export function watermarks(database: Database): Watermarks {
  const tables = growingTables.map(({ table }) => table).filter((table) => database.has(table));
  const columns = tables.map((table) => `(SELECT coalesce(max(rowid), 0) FROM main.${table}) AS ${table}`);
  const row = database.row<number[]>(sql`SELECT ${raw(columns.join(", "))}`);
  return new Map(tables.map((table, index) => [table, row?.[index] ?? 0]));
}

/**
 * What the rows tell that were added between two looks.
 *
 * @returns `undefined` where rows went away: then it is not known what else happened
 */
export function changesOfNewRows(database: Database, before: Watermarks, now: Watermarks): Change[] | undefined {
  const changes: Change[] = [];
  for (const { table, select, kind } of growingTables) {
    const from = before.get(table) ?? 0;
    const to = now.get(table) ?? 0;
    if (to < from) return undefined;
    if (to === from) continue;
    const rows = database.rows<[string, string | null]>(
      sql`SELECT DISTINCT CAST(experiment_id AS TEXT) AS experiment, run FROM (
        SELECT NULL AS experiment_id, NULL AS run WHERE FALSE UNION ALL ${select(sql`rowid > ${from} AND rowid <= ${to}`)})`,
    );
    for (const [experimentId, runId] of rows) {
      if (kind === "traces") changes.push({ kind, experimentId });
      else changes.push({ kind, experimentId, runIds: runId === null ? [] : [runId] });
    }
  }
  return changes;
}
