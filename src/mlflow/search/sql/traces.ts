import { dumps, formatFloat, loads } from "../../pythonJson.ts";
import { type Comparison, type OrderBy } from "../ast.ts";
import { type CompiledSearch, type Schema } from "../sql.ts";
import { inList, joined, raw, type Sql, sql } from "../sqlText.ts";
import { compare, comparePair, inDirection, nullsLast, type Pairs } from "./compare.ts";
import { tokenAndCostColumns } from "./traceColumns.ts";

const columns: Readonly<Record<string, string>> = {
  request_id: "trace_info.request_id",
  experiment_id: "trace_info.experiment_id",
  client_request_id: "trace_info.client_request_id",
  status: "trace_info.status",
  timestamp_ms: "trace_info.timestamp_ms",
  execution_time_ms: "trace_info.execution_time_ms",
  end_time_ms: "(trace_info.timestamp_ms + coalesce(trace_info.execution_time_ms, 0))",
};

/** What has a column of its own in the present schema, and is a tag or metadata like others in an older one. */
const ownColumns: Readonly<Record<string, string>> = {
  "tag mlflow.traceName": "trace_name",
  "request_metadata mlflow.trace.session": "session_id",
};

const owner = sql`pair.request_id = trace_info.request_id`;
const tables = {
  tag: { table: "trace_tags", key: "key", value: "value", owner },
  request_metadata: { table: "trace_request_metadata", key: "key", value: "value", owner },
} as const satisfies Record<string, Pairs>;

/** How much earlier than its trace a span may start, as MLflow allows it. */
const spanToleranceMs = 10_000;

/**
 * As `_get_filter_clauses_for_search_traces`, `_apply_trace_filter_clauses` and `_get_orderby_clauses_for_search_traces`
 * (`store/tracking/sqlalchemy_store.py`).
 */
export function compileTraces(
  comparisons: readonly Comparison[],
  orders: readonly OrderBy[],
  schema: Schema,
  experimentIds: readonly string[] | undefined,
): CompiledSearch {
  const joins: Sql[] = [];
  const terms = orders.map((order) => {
    const column = columnOf(order, schema);
    if (column !== undefined) return nullsLast(column, order);
    const alias = `order_${joins.length + 1}`;
    const { table } = tables[order.type as keyof typeof tables];
    const join = `LEFT JOIN ${table} AS ${alias} ON ${alias}.request_id = trace_info.request_id AND ${alias}.key`;
    joins.push(sql`${raw(join)} = ${order.key}`);
    return nullsLast(raw(`${alias}.value`), order);
  });
  for (const [key, ascending] of [
    ["timestamp_ms", false],
    ["request_id", true],
  ] as const) {
    const isNamed = orders.some((order) => order.type === "attribute" && order.key === key);
    if (!isNamed) terms.push(inDirection(raw(columns[key] ?? "NULL"), ascending));
  }
  return {
    joins: joined(joins, " "),
    where: joined(conditions(comparisons, schema, experimentIds), " AND ", "TRUE"),
    orderBy: joined(terms, ", "),
  };
}

function columnOf({ type, key }: Pick<Comparison, "type" | "key">, schema: Schema): Sql | undefined {
  if (type === "attribute") return raw(columns[key] ?? "NULL");
  const own = ownColumns[`${type} ${key}`];
  return own !== undefined && schema.has("trace_info", own) ? raw(`trace_info.${own}`) : undefined;
}

function conditions(
  comparisons: readonly Comparison[],
  schema: Schema,
  experimentIds: readonly string[] | undefined,
): Sql[] {
  const isOfRun = ({ type, key, comparator }: Comparison) =>
    type === "request_metadata" && key === "mlflow.sourceRun" && comparator === "=";
  // Of several runs MLflow remembers the last.
  const ofRun = comparisons.findLast(isOfRun);
  const spans = comparisons.filter(({ type }) => type === "span");
  const others = comparisons.filter((comparison) => comparison.type !== "span" && !isOfRun(comparison));
  return [
    ...others.map((comparison) => condition(comparison, schema, experimentIds)),
    ...(spans.length > 0 ? [hasSpan(spans, comparisons)] : []),
    ...(ofRun === undefined ? [] : [isLinkedTo("run", String(ofRun.value), { orNamedBy: ofRun })]),
  ];
}

function condition(comparison: Comparison, schema: Schema, experimentIds: readonly string[] | undefined): Sql {
  const { type, key } = comparison;
  const column = columnOf(comparison, schema);
  if (column !== undefined) return compare(column, comparison);
  switch (type) {
    case "issue":
      return sql`EXISTS (SELECT 1 FROM assessments WHERE assessments.trace_id = trace_info.request_id
        AND +assessments.assessment_type = 'issue' AND assessments.name = ${String(comparison.value)})`;
    case "feedback":
    case "expectation":
      return isAssessed(comparison, schema, experimentIds);
    case "tag":
      if (key === "mlflow.linkedPrompts") return isLinkedTo("prompt_version", String(comparison.value));
      return comparePair(tables.tag, comparison);
    default: {
      const counted = tokenAndCostColumns[key];
      if (counted === undefined || !schema.has("trace_info", "total_tokens")) {
        return comparePair(tables.request_metadata, comparison);
      }
      return compareCounts(counted, comparison);
    }
  }
}

function isLinkedTo(destinationType: string, id: string, { orNamedBy }: { orNamedBy?: Comparison } = {}): Sql {
  const isLinked = sql`EXISTS (SELECT 1 FROM entity_associations WHERE source_id = trace_info.request_id
    AND source_type = 'trace' AND destination_type = ${destinationType} AND destination_id = ${id})`;
  return orNamedBy === undefined ? isLinked : sql`(${isLinked} OR ${comparePair(tables.request_metadata, orNamedBy)})`;
}

/** One span that fulfils all of them, and does not start long before the traces that are asked for. */
function hasSpan(spans: readonly Comparison[], comparisons: readonly Comparison[]): Sql {
  const starts = comparisons
    .filter(({ type, key, comparator }) => type === "attribute" && key === "timestamp_ms" && /^>=?$/.test(comparator))
    .map(({ value }) => Number(value));
  const earliest =
    starts.length === 0
      ? sql`TRUE`
      : sql`spans.start_time_unix_nano >= ${nanoseconds(Math.max(...starts) - spanToleranceMs)}`;
  // The plus keeps SQLite from the index on experiments, by which it would read all spans of one for each trace.
  return sql`EXISTS (SELECT 1 FROM spans WHERE spans.trace_id = trace_info.request_id
    AND +spans.experiment_id = trace_info.experiment_id AND ${earliest}
    AND ${joined(spans.map(compareSpan), " AND ")})`;
}

function nanoseconds(ms: number): bigint | number {
  return Number.isSafeInteger(ms) ? BigInt(ms) * 1_000_000n : ms * 1e6;
}

function compareSpan(comparison: Comparison): Sql {
  const { key, comparator, value } = comparison;
  const attribute = /^attributes\.(.*)$/s.exec(key)?.[1]?.replace(/^`+|`+$/g, "");
  if (attribute === undefined) return compare(raw(spanColumns[key] ?? "NULL"), comparison);
  const text = String(value);
  // Values are JSON text inside the JSON of the span: "key": "\"value\"".
  const pattern = comparator === "RLIKE" ? spanExpression(attribute, text) : `%"${attribute}"${text}%`;
  const isList = comparator === "IN" || comparator === "NOT IN";
  return compare(raw("spans.content"), { comparator, value: isList ? [pattern] : pattern });
}

const spanColumns: Readonly<Record<string, string>> = {
  name: "spans.name",
  type: "spans.type",
  status: "spans.status",
  content: "spans.content",
};

function spanExpression(attribute: string, pattern: string): string {
  const prefix = pattern.startsWith("^") ? '"\\\\"' : '"\\\\".*';
  const suffix = pattern.endsWith("$") ? '\\\\"' : "";
  return `"${attribute}": ${prefix}${pattern.replace(/^\^/, "").replace(/\$$/, "")}${suffix}`;
}

/** Assessed itself, or of a session that a trace of it was assessed for. */
function isAssessed(comparison: Comparison, schema: Schema, experimentIds: readonly string[] | undefined): Sql {
  const { type, key, comparator } = comparison;
  const isNullTest = comparator === "IS NULL" || comparator === "IS NOT NULL";
  // The plus keeps SQLite from the index on types, by which it would read half of all assessments for each trace.
  const matches = sql`+assessments.assessment_type = ${type} AND assessments.name = ${key} AND assessments.valid = 1
    AND ${isNullTest ? sql`TRUE` : compareAssessment(comparison, schema)}`;
  const scope = experimentIds === undefined ? sql`TRUE` : sql`sibling.experiment_id IN ${integersIn(experimentIds)}`;
  const isItself = sql`EXISTS (SELECT 1 FROM assessments
    WHERE assessments.trace_id = trace_info.request_id AND ${matches})`;
  const isInSession = sql`trace_info.session_id IN (
    SELECT sibling.session_id FROM trace_info AS sibling
    JOIN assessments ON assessments.trace_id = sibling.request_id
    WHERE sibling.session_id IS NOT NULL AND ${scope} AND ${matches}
    AND assessments.assessment_metadata LIKE '%"mlflow.trace.session":%')`;
  const isAny = sql`(${isItself} OR coalesce(${isInSession}, FALSE))`;
  return comparator === "IS NULL" ? sql`NOT ${isAny}` : isAny;
}

function compareAssessment(comparison: Comparison, schema: Schema): Sql {
  const { comparator, value } = comparison;
  if (["<", "<=", ">", ">="].includes(comparator)) {
    if (schema.has("assessments", "aggregate_value")) {
      return sql`assessments.is_numeric_value = 1 AND ${compare(raw("assessments.aggregate_value"), comparison)}`;
    }
    const number = raw("CASE WHEN json_type(assessments.value) IN ('integer', 'real') THEN assessments.value + 0 END");
    return sql`json_valid(assessments.value) AND ${compare(number, comparison)}`;
  }
  if (comparator !== "=" && comparator !== "!=") return compare(raw("assessments.value"), comparison);
  // The value is JSON: numbers and truth as they are, texts in quotes.
  const isEqual = sql`assessments.value IN ${inList([String(value), dumps(value)])}`;
  return comparator === "=" ? isEqual : sql`NOT ${isEqual}`;
}

/** Tokens or costs, which MLflow tells as one JSON text but keeps in columns: equal only to exactly that text. */
function compareCounts(counted: Readonly<Record<string, string>>, { comparator, value }: Comparison): Sql {
  const exists = raw(
    `(${Object.values(counted)
      .map((column) => `trace_info.${column} IS NOT NULL`)
      .join(" OR ")})`,
  );
  if (comparator === "IS NULL") return sql`NOT ${exists}`;
  if (comparator === "IS NOT NULL") return exists;
  const parts = canonicalCounts(counted, String(value));
  const matches =
    parts === undefined
      ? sql`FALSE`
      : joined(
          Object.entries(counted).map(([key, column]) => sql`${raw(`trace_info.${column}`)} IS ${parts[key] ?? null}`),
          " AND ",
        );
  return comparator === "=" ? sql`(${matches})` : sql`${exists} AND NOT (${matches})`;
}

/** The numbers of a JSON text that is written as MLflow would write them, tokens as integers, costs as floats. */
function canonicalCounts(counted: Readonly<Record<string, string>>, text: string): Record<string, number> | undefined {
  let parsed: unknown;
  try {
    parsed = loads(text);
  } catch {
    // What is no JSON equals none of MLflow's.
    return undefined;
  }
  const given = { ...(parsed as Record<string, unknown> | null) };
  const numbers = Object.keys(counted)
    .map((key) => [key, given[key]] as const)
    .filter((entry): entry is readonly [string, number] => typeof entry[1] === "number" && Number.isFinite(entry[1]));
  const isTokens = "total_tokens" in counted;
  const parts = numbers.map(([key, value]) => `"${key}": ${isTokens ? value : formatFloat(value)}`);
  return numbers.length > 0 && text === `{${parts.join(", ")}}` ? Object.fromEntries(numbers) : undefined;
}

/** Experiment ids may have more digits than a JSON number keeps. */
function integersIn(ids: readonly string[]): Sql {
  return sql`(SELECT CAST(value AS INTEGER) FROM json_each(${JSON.stringify(ids)}))`;
}
