/** What is searched; each kind has its own words. */
export type SearchKind = "runs" | "experiments" | "registeredModels" | "modelVersions" | "loggedModels" | "traces";

/** Whose rules and words, where MLflow's file store and its SQL store differ. */
export type Dialect = "file" | "sqlite";

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
  /** Absent for `IS NULL` and `IS NOT NULL`; a list for `IN` and `NOT IN`. */
  value?: string | number | readonly string[];
  /**
   * MLflow's refusal of this comparison (`params.p > '1'`), which its file store words only once an entity has passed the
   * comparisons before it: evaluation throws it then. The SQL store refuses at once, so its dialect never has one.
   */
  refusal?: string;
}

export interface OrderBy {
  type: IdentifierType;
  key: string;
  ascending: boolean;
}
