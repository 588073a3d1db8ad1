import { reprSet } from "./python/repr.ts";

// Which comparators MLflow applies to what.

export const numericComparators: ReadonlySet<string> = new Set([">", ">=", "!=", "=", "<", "<="]);
/** Tags of the registry and of logged models, params of the latter. */
export const textComparators: ReadonlySet<string> = new Set(["!=", "=", "LIKE", "ILIKE"]);
/** Attributes and data sets. */
export const stringComparators: ReadonlySet<string> = new Set([...textComparators, "IN", "NOT IN"]);
/** Params and tags of runs, tags of experiments. */
export const nullableComparators: ReadonlySet<string> = new Set([...textComparators, "IS NULL", "IS NOT NULL"]);
/** Tags and metadata of traces. */
export const traceComparators: ReadonlySet<string> = new Set([...nullableComparators, "RLIKE"]);
/** Attributes of traces and of spans. */
export const spanComparators: ReadonlySet<string> = new Set([...stringComparators, "RLIKE"]);
export const spanContentComparators: ReadonlySet<string> = new Set(["LIKE", "ILIKE"]);
export const numericAssessmentComparators: ReadonlySet<string> = new Set([">", ">=", "<", "<="]);
export const assessmentComparators: ReadonlySet<string> = new Set([
  ...traceComparators,
  ...numericAssessmentComparators,
]);

/** MLflow's refusal of a comparator that is not among the valid ones. It forgets the `closing` quote of some. */
export function unless(valid: ReadonlySet<string>, comparator: string, closing: "'" | ""): string | undefined {
  return valid.has(comparator) ? undefined : notOneOf(valid, comparator, closing);
}

/** The words of that refusal, which sometimes name other comparators than those that are valid. */
export function notOneOf(named: ReadonlySet<string>, comparator: string, closing: "'" | ""): string {
  return `Invalid comparator '${comparator}' not one of '${reprSet(named)}${closing}`;
}
