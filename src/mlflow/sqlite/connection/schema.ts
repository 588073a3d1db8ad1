import { type Schema } from "../../search/sql.ts";
import { sql } from "../../search/sqlText.ts";
import { type Connection } from "./connection.ts";
import { columnsAt } from "./revisions.ts";

/** What a column holds where an older revision has none: SQL for its value. */
type Columns = Record<string, string>;

const absent = (...names: string[]): Columns => Object.fromEntries(names.map((name) => [name, "NULL"]));
const workspace: Columns = { workspace: "'default'" };
const tag = absent("key", "value");

/** The columns that this store reads, of MLflow 3.17's schema, with what an older row of the table means. */
const columnsRead: Record<string, Columns> = {
  experiments: {
    ...absent("experiment_id", "name", "artifact_location", "creation_time", "last_update_time"),
    lifecycle_stage: "'active'",
    ...workspace,
  },
  experiment_tags: { ...tag, ...absent("experiment_id") },
  runs: {
    ...absent("run_uuid", "name", "user_id", "status", "start_time", "end_time", "artifact_uri", "experiment_id"),
    lifecycle_stage: "'active'",
    ...absent("deleted_time"),
  },
  params: { ...tag, ...absent("run_uuid") },
  tags: { ...tag, ...absent("run_uuid") },
  metrics: { ...absent("key", "value", "timestamp", "run_uuid"), step: "0", is_nan: "0" },
  latest_metrics: { ...absent("key", "value", "timestamp", "run_uuid"), step: "0", is_nan: "0" },
  datasets: absent(
    ...["dataset_uuid", "experiment_id", "name", "digest"],
    ...["dataset_source_type", "dataset_source", "dataset_schema", "dataset_profile"],
  ),
  inputs: { ...absent("input_uuid", "source_type", "source_id", "destination_type", "destination_id"), step: "0" },
  input_tags: absent("input_uuid", "name", "value"),
  registered_models: { ...absent("name", "creation_time", "last_updated_time", "description"), ...workspace },
  registered_model_tags: { ...tag, ...absent("name"), ...workspace },
  registered_model_aliases: { ...absent("alias", "version", "name"), ...workspace },
  model_versions: {
    ...absent("name", "version", "creation_time", "last_updated_time", "description", "user_id", "current_stage"),
    ...absent("source", "run_id", "status", "status_message", "run_link", "storage_location"),
    ...workspace,
  },
  model_version_tags: { ...tag, ...absent("name", "version"), ...workspace },
  logged_models: absent(
    ...["model_id", "experiment_id", "name", "artifact_location", "creation_timestamp_ms"],
    ...["last_updated_timestamp_ms", "status", "lifecycle_stage", "model_type", "source_run_id", "status_message"],
  ),
  logged_model_metrics: absent(
    ...["model_id", "metric_name", "metric_timestamp_ms", "metric_step", "metric_value", "experiment_id"],
    ...["run_id", "dataset_uuid", "dataset_name", "dataset_digest"],
  ),
  logged_model_params: absent("model_id", "experiment_id", "param_key", "param_value"),
  logged_model_tags: absent("model_id", "experiment_id", "tag_key", "tag_value"),
  trace_info: absent(
    ...["request_id", "experiment_id", "timestamp_ms", "execution_time_ms", "status", "client_request_id"],
    ...["request_preview", "response_preview", "trace_name", "session_id", "input_tokens", "output_tokens"],
    ...["total_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"],
    ...["cache_creation_input_tokens_above_1hr", "input_cost", "output_cost", "total_cost"],
  ),
  trace_tags: { ...tag, ...absent("request_id") },
  trace_request_metadata: { ...tag, ...absent("request_id") },
  spans: absent(
    ...["trace_id", "experiment_id", "span_id", "parent_span_id", "name", "type", "status"],
    ...["start_time_unix_nano", "end_time_unix_nano", "content"],
  ),
  assessments: {
    ...absent("assessment_id", "trace_id", "name", "assessment_type", "value", "error", "created_timestamp"),
    ...absent("last_updated_timestamp", "source_type", "source_id", "run_id", "span_id", "rationale", "overrides"),
    ...absent("assessment_metadata", "experiment_id", "aggregate_value"),
    valid: "1",
    is_numeric_value: "0",
  },
  entity_associations: absent("source_type", "source_id", "destination_type", "destination_id"),
};

/** The latest point of each metric, for revisions that do not keep it: the largest by (step, timestamp, value). */
const latestOfMetrics = `SELECT key, value, timestamp, step, is_nan, run_uuid FROM (
  SELECT *, row_number() OVER (PARTITION BY run_uuid, key ORDER BY step DESC, timestamp DESC, value DESC) AS place
  FROM metrics) WHERE place = 1`;

export interface DatabaseSchema extends Schema {
  /** Alembic's revision; `undefined` where the database names none. */
  revision: string | undefined;
  /** Whether every table that this store knows has the columns that it has in MLflow's own database of that revision. */
  isAsMigrated: boolean;
}

/**
 * Reads which tables and columns a database has, and lays views of the present schema over what an older revision
 * lacks: missing tables are empty, missing columns hold what MLflow's migration would have put there. The views are the
 * connection's own (`temp`); the database is not touched. What is said to be there is so in the database itself.
 *
 * @param options.writing leaves out tables with missing columns, whose views would hide them from a write
 */
export function completeSchema(connection: Connection, { writing = false } = {}): DatabaseSchema {
  for (const [name] of connection.rows<[string]>(sql`SELECT name FROM temp.sqlite_master WHERE type = 'view'`)) {
    connection.exec(`DROP VIEW temp."${name.replaceAll('"', '""')}"`);
  }
  const present = new Map<string, Set<string>>();
  const columnsOf = (table: string) => {
    let columns = present.get(table);
    if (columns === undefined) {
      const rows = connection.rows<[string]>(sql`SELECT name FROM pragma_table_info(${table}, 'main')`);
      present.set(table, (columns = new Set(rows.map(([name]) => name))));
    }
    return columns;
  };
  for (const [table, columns] of Object.entries(columnsRead)) {
    const has = columnsOf(table);
    const missing = Object.entries(columns).filter(([name]) => !has.has(name));
    if (missing.length === 0 || (writing && has.size > 0)) continue;
    connection.exec(`CREATE TEMP VIEW ${table} AS ${viewOf(table, has, missing, columnsOf("metrics"))}`);
  }
  const has: Schema["has"] = (table, column) =>
    column === undefined ? columnsOf(table).size > 0 : columnsOf(table).has(column);
  const revision = revisionOf(connection, { has });
  const expected = revision === undefined ? undefined : columnsAt(revision);
  return {
    has,
    revision,
    isAsMigrated:
      expected !== undefined &&
      Object.keys(columnsRead).every(
        (table) => [...columnsOf(table)].sort().join() === (expected.get(table) ?? []).join(),
      ),
  };
}

/** Alembic's revision as it is now; `undefined` where the database names none. */
export function revisionOf(connection: Connection, { has }: Schema): string | undefined {
  if (!has("alembic_version", "version_num")) return undefined;
  return connection.row<[string]>(sql`SELECT CAST(version_num AS TEXT) FROM main.alembic_version`)?.[0];
}

function viewOf(table: string, has: Set<string>, missing: [string, string][], metrics: Set<string>): string {
  const values = missing.map(([name, value]) => `${value} AS ${name}`).join(", ");
  // A view has no row numbers of its own.
  if (has.size > 0) return `SELECT rowid AS rowid, *, ${values} FROM main.${table}`;
  if (table === "latest_metrics" && metrics.size > 0) return latestOfMetrics;
  return `SELECT ${values} WHERE FALSE`;
}
