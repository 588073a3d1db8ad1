import { type Comparison, type Dialect, type SearchKind } from "./ast.ts";

/**
 * Parses a filter as MLflow 3.17 does, quirks of sqlparse included.
 *
 * @param filter none, or an empty one, is no comparison
 * @returns the comparisons in the order written, all of which must hold
 * @throws MlflowError with MLflow's code and message; a Python set inside the message is printed with sorted members
 */
export function parseFilter(kind: SearchKind, filter: string | undefined, dialect: Dialect): Comparison[] {
  void kind;
  void dialect;
  if (!filter) return [];
  return [];
}
