import { type Comparison, type Dialect, type SearchKind } from "./ast.ts";
import { notOneOf, numericComparators, stringComparators, unless } from "./comparators.ts";
import { grammars } from "./grammar.ts";
import { type ParsedComparison } from "./parse.ts";
import { reprFloat, reprString } from "./python/repr.ts";
import { traceRefusal } from "./traceRefusal.ts";
import { type ParsedNumber } from "./value.ts";

// What MLflow refuses only when it applies a comparison: its SQL store at once, its file store when an entity gets there.

/** MLflow's words, or `undefined` where it applies the comparison. `key` is the first name, `comparator` as written. */
export function refusalOf(kind: SearchKind, dialect: Dialect, comparison: ParsedComparison): string | undefined {
  const upper = { ...comparison, comparator: comparison.comparator.toUpperCase() };
  if (kind === "traces") return traceRefusal(dialect, upper);
  if (dialect === "file" || kind === "runs" || kind === "loggedModels") return generalRefusal(kind, upper);
  // The SQL store takes the comparators of experiments in upper case only.
  return kind === "experiments" ? experimentSqlRefusal(comparison) : registrySqlRefusal(upper);
}

function generalRefusal(kind: SearchKind, comparison: ParsedComparison): string | undefined {
  const { type, key, comparator } = comparison;
  const grammar = grammars[kind];
  if (type === "metric") return unless(numericComparators, comparator, "");
  if (type === "parameter") return unless(grammar.parameterComparators, comparator, "'");
  if (type === "tag") return unless(grammar.tagComparators, comparator, "");
  if (type === "dataset" && kind === "runs") return unless(stringComparators, comparator, "");
  if (type === "attribute" && grammar.numericKeys.has(key)) return numericRefusal(kind, comparison);
  if (kind !== "loggedModels") return unless(grammar.stringComparators, comparator, "'");
  // A data set's name is taken for the model's, and texts are compared by whatever comparator.
  return type === "dataset" && key !== "name" ? `Invalid logged model search key '${key}'` : undefined;
}

function numericRefusal(kind: SearchKind, { key, comparator, value }: ParsedComparison): string | undefined {
  if (!numericComparators.has(comparator)) {
    return notOneOf(grammars[kind].stringComparators, comparator, "");
  }
  // The words of Python, which MLflow lets through.
  if (kind === "loggedModels" && key.endsWith("_time")) return `'LoggedModel' object has no attribute '${key}'`;
  if (typeof value !== "string" || isInteger(value)) return undefined;
  return `invalid literal for int() with base 10: ${reprString(value)}`;
}

/** What the database fails on: a list where a single value belongs. */
export function listRefusal({ comparator, value }: Comparison): string | undefined {
  if (!Array.isArray(value) || comparator === "IN" || comparator === "NOT IN") return undefined;
  return `Comparator '${comparator}' does not take a list of values, only 'IN' and 'NOT IN' do`;
}

function experimentSqlRefusal({ type, key, comparator, value }: ParsedComparison): string | undefined {
  if (type === "tag") {
    const isNullTest = comparator === "IS NULL" || comparator === "IS NOT NULL";
    return isNullTest || isTextComparator(comparator) ? undefined : `Invalid comparator for tag: ${comparator}`;
  }
  if (key === "experiment_id") {
    if (!["=", "!=", "IN", "NOT IN"].includes(comparator)) return `Invalid comparator for experiment_id: ${comparator}`;
    const ids = (typeof value === "string" ? [value] : value) as readonly string[];
    const wrong = ids.find((id) => !isInteger(id));
    return wrong === undefined ? undefined : `Invalid experiment ID '${wrong}'. Experiment ID must be a valid integer.`;
  }
  if (!grammars.experiments.numericKeys.has(key)) {
    const refusal = unless(grammars.experiments.stringComparators, comparator, "'");
    return (
      refusal ?? (isTextComparator(comparator) ? undefined : `Invalid comparator for string attribute: ${comparator}`)
    );
  }
  const parsed = value as ParsedNumber;
  return (
    numericRefusal("experiments", { type, key, comparator, value }) ??
    (parsed.isInteger ? undefined : `Invalid value for numeric attribute '${key}': '${reprFloat(parsed.number)}'`)
  );
}

function registrySqlRefusal({ type, key, comparator, value }: ParsedComparison): string | undefined {
  if (type === "tag") return isTextComparator(comparator) ? undefined : `Invalid comparator for tag: ${comparator}`;
  if (!grammars.modelVersions.numericKeys.has(key)) {
    const isList = comparator === "IN" || comparator === "NOT IN";
    const isValid = isTextComparator(comparator) || (isList && (key === "run_id" || key === "name"));
    return isValid ? undefined : `Invalid comparator for attribute: ${comparator}`;
  }
  if (!numericComparators.has(comparator)) return `Invalid comparator for attribute ${key}: ${comparator}`;
  const refusal = `Invalid value for numeric attribute '${key}': `;
  if (typeof value === "string") return isInteger(value) ? undefined : refusal + reprString(value);
  const parsed = value as ParsedNumber;
  return parsed.isInteger ? undefined : refusal + reprFloat(parsed.number);
}

/** What Python's int() takes. */
function isInteger(text: string): boolean {
  return /^\s*[+-]?\d+(_\d+)*\s*$/.test(text);
}

function isTextComparator(comparator: string): boolean {
  return comparator === "=" || comparator === "!=" || comparator === "LIKE" || comparator === "ILIKE";
}
