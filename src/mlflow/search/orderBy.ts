import { type Dialect, type OrderBy, type SearchKind } from "./ast.ts";

/**
 * Parses `order_by` clauses as MLflow 3.17 does: only what was given; MLflow's defaults and ties belong to those who sort.
 *
 * @throws MlflowError with MLflow's code and message, for what only the file store or only the SQL store refuses too
 */
export function parseOrderBy(kind: SearchKind, orderBy: readonly string[] | undefined, dialect: Dialect): OrderBy[] {
  void kind;
  void orderBy;
  void dialect;
  return [];
}
