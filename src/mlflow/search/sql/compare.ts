import { type Comparison, type OrderBy } from "../ast.ts";
import { inList, raw, type Sql, sql, type SqlValue } from "../sqlText.ts";

/** A column compared as `SearchUtils.get_sql_comparison_func` does for SQLite. NULL is never matched but by IS NULL. */
export function compare(column: Sql, { comparator, value }: Pick<Comparison, "comparator" | "value">): Sql {
  switch (comparator) {
    case "IS NULL":
    case "IS NOT NULL":
      return sql`${column} ${raw(comparator)}`;
    case "IN":
    case "NOT IN":
      return sql`${column} ${raw(comparator)} ${inList(value as readonly string[])}`;
    case "ILIKE":
      return sql`lower(${column}) LIKE lower(${value as SqlValue})`;
    case "RLIKE":
      return sql`${column} REGEXP ${value as SqlValue}`;
    default:
      return sql`${column} ${raw(comparator)} ${value as SqlValue}`;
  }
}

/** Rows of key and value that belong to a row of another table. */
export interface Pairs {
  table: string;
  key: string;
  value: string;
  /** How `pair` belongs to the row: a condition. */
  owner: Sql;
}

/** Whether an owner has the key with such a value, or at all for IS [NOT] NULL: a missing key is neither equal nor unequal. */
export function comparePair({ table, key, value, owner }: Pairs, comparison: Comparison): Sql {
  const { comparator } = comparison;
  const rows = sql`SELECT 1 FROM ${raw(table)} AS pair WHERE ${raw(`pair.${key}`)} = ${comparison.key} AND ${owner}`;
  if (comparator === "IS NULL") return sql`NOT EXISTS (${rows})`;
  if (comparator === "IS NOT NULL") return sql`EXISTS (${rows})`;
  return sql`EXISTS (${rows} AND ${compare(raw(`pair.${value}`), comparison)})`;
}

/** A column in the asked direction, absent values last in both. */
export function nullsLast(column: Sql, { ascending }: Pick<OrderBy, "ascending">): Sql {
  return sql`${column} IS NULL, ${inDirection(column, ascending)}`;
}

export function inDirection(column: Sql, ascending: boolean): Sql {
  return ascending ? column : sql`${column} DESC`;
}
