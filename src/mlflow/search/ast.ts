/** What a comparison or an order names. The kinds of search differ in which they know; the parser refuses the others. */
export type IdentifierType =
  | "metric"
  | "parameter"
  | "tag"
  | "attribute"
  | "dataset"
  | "request_metadata"
  | "span"
  | "feedback"
  | "expectation"
  | "issue";

export type Comparator =
  ">" | ">=" | "=" | "!=" | "<" | "<=" | "LIKE" | "ILIKE" | "RLIKE" | "IN" | "NOT IN" | "IS NULL" | "IS NOT NULL";

/** One comparison of a filter; a filter is a list of them, all of which must hold. */
export interface Comparison {
  type: IdentifierType;
  /** Without quotes, and by MLflow's first name where there are several (`created` is `start_time`). */
  key: string;
  comparator: Comparator;
  /** Absent for `IS NULL` and `IS NOT NULL`. */
  value?: string | number | readonly string[];
}

export interface OrderBy {
  type: IdentifierType;
  key: string;
  ascending: boolean;
}
