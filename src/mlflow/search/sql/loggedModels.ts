import { type Comparison, type OrderBy } from "../ast.ts";
import { modelColumns } from "../loggedModelFilter.ts";
import { type CompiledSearch } from "../sql.ts";
import { joined, raw, type Sql, sql } from "../sqlText.ts";
import { compare, comparePair, nullsLast, type Pairs } from "./compare.ts";

const owner = sql`pair.model_id = logged_models.model_id`;
const tables = {
  metric: { table: "logged_model_metrics", key: "metric_name", value: "metric_value", owner },
  parameter: { table: "logged_model_params", key: "param_key", value: "param_value", owner },
  tag: { table: "logged_model_tags", key: "tag_key", value: "tag_value", owner },
} as const satisfies Record<string, Pairs>;

/**
 * As `_apply_filter_string_datasets_search_logged_models` and `_apply_order_by_search_logged_models`
 * (`store/tracking/sqlalchemy_store.py`): any value of a metric may match, the latest one orders.
 */
export function compileLoggedModels(comparisons: readonly Comparison[], orders: readonly OrderBy[]): CompiledSearch {
  const joins: Sql[] = [];
  const terms = orders.map((order) => {
    if (order.type === "attribute") return nullsLast(column(order.key), order);
    const alias = `order_${joins.length + 1}`;
    joins.push(sql`LEFT JOIN (
      SELECT model_id, metric_value, row_number() OVER (
        PARTITION BY model_id ORDER BY metric_timestamp_ms DESC, metric_step DESC, run_id) AS place
      FROM logged_model_metrics WHERE metric_name = ${order.key}
    ) AS ${raw(`${alias} ON ${alias}.model_id = logged_models.model_id AND ${alias}.place = 1`)}`);
    return nullsLast(raw(`${alias}.metric_value`), order);
  });
  const names = (key: string) => orders.some((order) => order.type === "attribute" && order.key === key);
  if (!names("creation_timestamp_ms")) terms.push(raw("logged_models.creation_timestamp_ms DESC"));
  if (!names("model_id")) terms.push(raw("logged_models.model_id"));
  return {
    joins: joined(joins, " "),
    where: joined(comparisons.map(condition), " AND ", "TRUE"),
    orderBy: joined(terms, ", "),
  };
}

function condition(comparison: Comparison): Sql {
  const { type, key } = comparison;
  if (type === "attribute") return compare(column(key), comparison);
  return comparePair(tables[type as keyof typeof tables], comparison);
}

function column(key: string): Sql {
  return raw(modelColumns.has(key) ? `logged_models.${key}` : "NULL");
}
