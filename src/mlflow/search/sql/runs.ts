import { type Comparison, type OrderBy } from "../ast.ts";
import { type CompiledSearch } from "../sql.ts";
import { joined, raw, type Sql, sql } from "../sqlText.ts";
import { compare, comparePair, inDirection, nullsLast, type Pairs } from "./compare.ts";

const columns: Readonly<Record<string, string>> = {
  run_id: "runs.run_uuid",
  run_name: "runs.name",
  user_id: "runs.user_id",
  status: "runs.status",
  start_time: "runs.start_time",
  end_time: "runs.end_time",
  artifact_uri: "runs.artifact_uri",
};

const runNameTag = "mlflow.runName";
const owner = sql`pair.run_uuid = runs.run_uuid`;
const tables = {
  metric: { table: "latest_metrics", key: "key", value: "value", owner },
  parameter: { table: "params", key: "key", value: "value", owner },
  tag: { table: "tags", key: "key", value: "value", owner },
} as const satisfies Record<string, Pairs>;

/** As `_get_sqlalchemy_filter_clauses` and `_get_orderby_clauses` (`store/tracking/sqlalchemy_store.py`). */
export function compileRuns(comparisons: readonly Comparison[], orders: readonly OrderBy[]): CompiledSearch {
  const joins: Sql[] = [];
  const terms = orders.map((order) => {
    if (order.type === "attribute") return nullsLast(raw(columns[order.key] ?? "NULL"), order);
    const alias = `order_${joins.length + 1}`;
    const { table } = tables[order.type as keyof typeof tables];
    joins.push(
      sql`LEFT JOIN ${raw(`${table} AS ${alias} ON ${alias}.run_uuid = runs.run_uuid AND ${alias}.key`)} = ${order.key}`,
    );
    const value = raw(`${alias}.value`);
    if (order.type !== "metric") return nullsLast(value, order);
    // Values, then NaN (kept as 0), then what is missing.
    const place = raw(`CASE WHEN ${alias}.is_nan = 1 THEN 1 WHEN ${alias}.value IS NULL THEN 2 ELSE 0 END`);
    return sql`${place}, ${inDirection(value, order.ascending)}`;
  });
  if (!orders.some(({ type, key }) => type === "attribute" && key === "start_time")) {
    terms.push(raw("runs.start_time DESC"));
  }
  terms.push(raw("runs.run_uuid"));
  return {
    joins: joined(joins, " "),
    where: joined(comparisons.toSorted((a, b) => cost(a) - cost(b)).map(condition), " AND ", "TRUE"),
    orderBy: joined(terms, ", "),
  };
}

/** SQLite tests conditions in their order: first what needs no other table, then what likely leaves few. */
function cost({ type, comparator }: Comparison): number {
  if (type === "attribute") return 0;
  return comparator === "=" ? 1 : 2;
}

function condition(comparison: Comparison): Sql {
  const { type, key } = comparison;
  switch (type) {
    case "attribute":
      // Runs of MLflow before 1.30 have their name in the tag only.
      if (key === "run_name") return comparePair(tables.tag, { ...comparison, key: runNameTag });
      return compare(raw(columns[key] ?? "NULL"), comparison);
    case "metric":
      return compareMetric(comparison);
    case "dataset":
      return compareDataset(comparison);
    default:
      return comparePair(tables[type as "parameter" | "tag"], comparison);
  }
}

/** NaN is kept as 0 with `is_nan`: it is unequal to everything and nothing else. */
function compareMetric({ key, comparator, value }: Comparison): Sql {
  const matches = compare(raw("pair.value"), { comparator, value: Number(value) });
  const withNan = comparator === "!=" ? sql`(${matches} OR pair.is_nan = 1)` : sql`${matches} AND pair.is_nan = 0`;
  return sql`EXISTS (SELECT 1 FROM latest_metrics AS pair WHERE pair.key = ${key} AND ${owner} AND ${withNan})`;
}

function compareDataset(comparison: Comparison): Sql {
  const inputs = raw(
    `EXISTS (SELECT 1 FROM inputs JOIN datasets ON inputs.source_id = datasets.dataset_uuid
      WHERE inputs.destination_id = runs.run_uuid AND`,
  );
  if (comparison.key !== "context") {
    return sql`${inputs} ${compare(raw(comparison.key === "digest" ? "datasets.digest" : "datasets.name"), comparison)})`;
  }
  return sql`${inputs} EXISTS (SELECT 1 FROM input_tags WHERE input_tags.input_uuid = inputs.input_uuid
    AND input_tags.name = 'mlflow.data.context' AND ${compare(raw("input_tags.value"), comparison)}))`;
}
