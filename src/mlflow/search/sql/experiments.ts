import { type Comparison, type OrderBy } from "../ast.ts";
import { type CompiledSearch } from "../sql.ts";
import { joined, raw, type Sql, sql } from "../sqlText.ts";
import { compare, comparePair, inDirection, type Pairs } from "./compare.ts";

const columns: Readonly<Record<string, string>> = {
  name: "experiments.name",
  experiment_id: "experiments.experiment_id",
  creation_time: "experiments.creation_time",
  last_update_time: "experiments.last_update_time",
};

const tags: Pairs = {
  table: "experiment_tags",
  key: "key",
  value: "value",
  owner: sql`pair.experiment_id = experiments.experiment_id`,
};

const defaultOrder: readonly OrderBy[] = [
  { type: "attribute", key: "creation_time", ascending: false },
  { type: "attribute", key: "experiment_id", ascending: true },
];

/** As `_get_search_experiments_filter_clauses` and `…_order_by_clauses` (`store/tracking/sqlalchemy_store.py`). */
export function compileExperiments(comparisons: readonly Comparison[], asked: readonly OrderBy[]): CompiledSearch {
  const orders = asked.length > 0 ? asked : defaultOrder;
  const terms = orders.map(({ key, ascending }) => inDirection(raw(columns[key] ?? "NULL"), ascending));
  if (!orders.some(({ key }) => key === "experiment_id")) terms.push(raw("experiments.experiment_id DESC"));
  return {
    joins: sql``,
    where: joined(comparisons.map(condition), " AND ", "TRUE"),
    orderBy: joined(terms, ", "),
  };
}

function condition(comparison: Comparison): Sql {
  const { type, key, comparator, value } = comparison;
  if (type === "tag") return comparePair(tags, comparison);
  const column = raw(columns[key] ?? "NULL");
  if (key === "name") return compare(column, comparison);
  if (!Array.isArray(value)) return sql`${column} ${raw(comparator)} ${integerOf(value as string | number)}`;
  const integers = (value as readonly string[]).map((text) => sql`${integerOf(text)}`);
  return sql`${column} ${raw(comparator)} (${joined(integers, ", ")})`;
}

/** Python's `int` of what the parser found to be one: ids may have more digits than a number keeps. */
function integerOf(value: string | number): bigint | number {
  if (typeof value === "number") return value;
  const integer = BigInt(value.trim().replaceAll("_", "").replace(/^\+/, ""));
  return BigInt.asIntN(64, integer) === integer ? integer : Number(integer);
}
