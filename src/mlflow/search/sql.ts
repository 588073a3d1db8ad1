import { type Comparison, type OrderBy, type SearchKind } from "./ast.ts";
import { compileExperiments } from "./sql/experiments.ts";
import { compileLoggedModels } from "./sql/loggedModels.ts";
import { compileRegistry } from "./sql/registry.ts";
import { compileRuns } from "./sql/runs.ts";
import { compileTraces } from "./sql/traces.ts";
import { type Sql } from "./sqlText.ts";

/** Which tables and columns a database has: revisions differ. */
export interface Schema {
  has: (table: string, column?: string) => boolean;
}

/**
 * A search in SQL over the kind's own table, which goes by its own name: `runs`, `experiments`, `registered_models`,
 * `model_versions`, `logged_models`, `trace_info`.
 *
 * @example sql`SELECT … FROM runs ${joins} WHERE ${where} AND lifecycle_stage = 'active' ORDER BY ${orderBy} LIMIT ${n}`
 */
export interface CompiledSearch {
  /** What follows the table, for the order: outer joins that never multiply rows. Often empty. */
  joins: Sql;
  /** The filter as a condition; `TRUE` where there is none. */
  where: Sql;
  /** The orders asked for, then MLflow's defaults and ties; never empty. */
  orderBy: Sql;
}

export interface CompileOptions {
  /** Traces: the experiments searched, which bound the sessions that an assessment covers. */
  experimentIds?: readonly string[];
}

/**
 * Compiles a parsed search to SQL that answers as MLflow 3.17's SQL store does: LIKE case-sensitive (the connection has
 * `case_sensitive_like`), ILIKE by SQLite's `lower`, a missing key never equal nor unequal, NaN unequal to everything,
 * absent values last in both directions.
 *
 * A model search hides prompts unless the filter asks for them. Tables and columns of the present schema are taken for
 * granted: where an older one lacks them, the connection has views in their place.
 *
 * @param comparisons what `parseFilter(kind, …, "sqlite")` answered
 * @param orders what `parseOrderBy(kind, …, "sqlite")` answered
 * @param schema what the database itself has
 */
export function compileSearch(
  kind: SearchKind,
  comparisons: readonly Comparison[],
  orders: readonly OrderBy[],
  schema: Schema,
  { experimentIds }: CompileOptions = {},
): CompiledSearch {
  switch (kind) {
    case "runs":
      return compileRuns(comparisons, orders);
    case "experiments":
      return compileExperiments(comparisons, orders);
    case "registeredModels":
    case "modelVersions":
      return compileRegistry(kind, comparisons, orders, schema);
    case "loggedModels":
      return compileLoggedModels(comparisons, orders);
    case "traces":
      return compileTraces(comparisons, orders, schema, experimentIds);
  }
}
