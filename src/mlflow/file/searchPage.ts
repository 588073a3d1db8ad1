import type { SearchKind } from "../search/ast.ts";
import { compareRows, compileFilter, type Row } from "../search/evaluate.ts";
import { parseOrderBy } from "../search/orderBy.ts";
import { checkMaxResults, createPageToken, parsePageToken } from "../search/page.ts";
import { parseFilter } from "../search/parse.ts";
import type { SearchQuery } from "../store.ts";

/**
 * A page of what matches, found as MLflow's file store finds it: list all, filter, sort, cut.
 *
 * @param list is called only once the filter was understood
 * @throws MlflowError as MLflow's file store does, in its order
 */
export function searchPage<T extends { row: Row }>(
  kind: SearchKind,
  query: SearchQuery,
  list: () => T[],
): { found: T[]; nextPageToken?: string } {
  const most = checkMaxResults(kind, query.maxResults, "file");
  const matches = compileFilter(kind, parseFilter(kind, query.filter, "file"));
  const found = list().filter(({ row }) => matches(row));
  const compare = compareRows(kind, parseOrderBy(kind, query.orderBy, "file"));
  found.sort((a, b) => compare(a.row, b.row));
  const start = parsePageToken(query.pageToken);
  const end = start + most;
  return { found: found.slice(start, end), nextPageToken: end < found.length ? createPageToken(end) : undefined };
}
