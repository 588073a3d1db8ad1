import { type SearchQuery } from "../store.ts";

/**
 * A search's page as all of MLflow's endpoints name its parts.
 *
 * @param defaultMaxResults MLflow's client sends its own page size: a server has another, or none
 */
export function searchFields(query: SearchQuery, defaultMaxResults: number) {
  const { filter, orderBy, maxResults = defaultMaxResults, pageToken } = query;
  return { filter, max_results: maxResults, order_by: orderBy, page_token: pageToken };
}
