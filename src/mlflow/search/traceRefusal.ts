import { type Dialect } from "./ast.ts";
import {
  assessmentComparators,
  notOneOf,
  numericComparators,
  spanComparators,
  spanContentComparators,
  traceComparators,
  unless,
} from "./comparators.ts";
import { grammars, spanKeys } from "./grammar.ts";
import { type ParsedComparison } from "./parse.ts";
import { reprSet } from "./python/repr.ts";

/** MLflow's refusal of a comparison of traces, whose comparator is in upper case; `undefined` where it applies it. */
export function traceRefusal(dialect: Dialect, comparison: ParsedComparison): string | undefined {
  const { type, key, comparator } = comparison;
  const refusal =
    dialect === "sqlite" && type === "issue" ? issueRefusal(key, comparator) : comparatorRefusal(comparison);
  if (refusal !== undefined) return refusal;
  if (dialect === "sqlite") return reservedRefusal(comparison);
  if (type === "span") return `Span ${onlyInDatabase}`;
  if (type === "feedback" || type === "expectation") return `Assessment ${onlyInDatabase}`;
  if (type === "issue") {
    return `Invalid search key '${key}', supported are ${reprSet(grammars.traces.searchKeys)}`;
  }
  // The words of Python, which MLflow lets through.
  if (type === "attribute" && key === "end_time_ms") return "'TraceInfo' object has no attribute 'end_time_ms'";
  return undefined;
}

const onlyInDatabase = "filtering requires database support and cannot be performed on in-memory trace data.";

function comparatorRefusal({ type, key, comparator }: ParsedComparison): string | undefined {
  const { numericKeys, stringComparators, tagComparators } = grammars.traces;
  switch (type) {
    case "tag":
      return unless(tagComparators, comparator, "");
    case "request_metadata":
      return unless(traceComparators, comparator, "'");
    case "attribute":
      if (!numericKeys.has(key)) return unless(stringComparators, comparator, "'");
      return numericComparators.has(comparator) ? undefined : notOneOf(stringComparators, comparator, "");
    case "span":
      return spanRefusal(key, comparator);
    case "feedback":
    case "expectation":
      if (key === "") return "Assessment field name cannot be empty";
      return assessmentComparators.has(comparator)
        ? undefined
        : `assessment.${key} comparator '${comparator}' not one of '${reprSet(assessmentComparators)}'`;
    default:
      return undefined;
  }
}

function issueRefusal(key: string, comparator: string): string | undefined {
  if (key !== "id") return `Invalid issue attribute '${key}'. Supported attributes: id`;
  return comparator === "=" ? undefined : `issue.id comparator '${comparator}' not one of '{'='}'`;
}

/** MLflow's refusal of a comparison of `span.KEY`. */
export function spanRefusal(key: string, comparator: string): string | undefined {
  if (key === "attributes.") return "Span attribute name cannot be empty after 'attributes.'";
  const isAttribute = key.startsWith("attributes.") || spanKeys.has(key);
  if (!isAttribute && key !== "content") {
    const supported = [...spanKeys].sort().join(", ");
    return `Invalid span attribute '${key}'. Supported attributes: ${supported}, attributes.<attribute_name>.`;
  }
  const valid = isAttribute ? spanComparators : spanContentComparators;
  return valid.has(comparator) ? undefined : `span.${key} comparator '${comparator}' not one of '${reprSet(valid)}'`;
}

/** Of keys that the SQL store keeps elsewhere than in a table or column of their own. */
function reservedRefusal({ type, key, comparator, value }: ParsedComparison): string | undefined {
  if (type === "span" && key.startsWith("attributes.") && Array.isArray(value)) {
    return `span.${key} is searched in the text of spans, where lists of values cannot be compared`;
  }
  if (type === "tag" && key === "mlflow.linkedPrompts") {
    if (comparator !== "=") {
      return (
        `Invalid comparator '${comparator}' for prompts filter. ` +
        `Only '=' is supported with format: prompt = "name/version"`
      );
    }
    if (typeof value !== "string" || value.split("/").length === 2) return undefined;
    return `Invalid prompts filter value '${value}'. Expected format: prompt = "name/version"`;
  }
  if (type !== "request_metadata" || !columnMetadata.has(key)) return undefined;
  if (["=", "!=", "IS NULL", "IS NOT NULL"].includes(comparator)) return undefined;
  return (
    `Comparator '${comparator}' is not supported for reserved metadata '${key}'. ` +
    "Only '=', '!=', 'IS NULL', and 'IS NOT NULL' are supported."
  );
}

/** Metadata that the SQL store keeps in several columns. */
export const columnMetadata: ReadonlySet<string> = new Set(["mlflow.trace.tokenUsage", "mlflow.trace.cost"]);
