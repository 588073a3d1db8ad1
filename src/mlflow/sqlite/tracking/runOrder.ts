import { type Sql, sql } from "../../search/sqlText.ts";
import { type RunsQuery } from "../../store.ts";
import { type OpenedContext } from "../connection/open.ts";
import { type Database } from "../database.ts";
import { matchingRuns } from "./matchingRuns.ts";

/** How many orders are kept: a table that is scrolled, and those that one goes back to. */
const maxKept = 4;

interface Order {
  key: string;
  version: string;
  /** Row numbers of all that match; absent until it was asked for a second time. */
  rows?: Float64Array;
}

export interface Rows {
  rows: Float64Array;
  total: number;
}

/**
 * Finds which rows of `runs` a query shows. The first page is found without ordering all; who asks for more of the same
 * is scrolling, and gets it from the whole order, kept as long as the database stays as it is.
 */
export function runOrders(
  context: OpenedContext,
): (database: Database, query: RunsQuery, offset: number, limit: number) => Rows {
  const kept: Order[] = [];
  return (database, query, offset, limit) => {
    const key = JSON.stringify([query.experimentIds, query.filter, query.orderBy, query.viewType, query.nesting]);
    const version = context.version();
    const place = kept.findIndex((order) => order.key === key);
    const [known] = place < 0 ? [] : kept.splice(place, 1);
    const order: Order = known?.version === version ? known : { key, version };
    kept.unshift(order);
    kept.length = Math.min(kept.length, maxKept);
    if (order !== known && offset === 0 && limit < Infinity) {
      const { where, joins, orderBy } = matchingRuns(database, query);
      const page = sql`SELECT runs.rowid FROM runs ${joins} WHERE ${where} ORDER BY ${orderBy} LIMIT ${limit}`;
      const rows = numbersOf(database, page);
      if (rows.length < limit) return { rows, total: rows.length };
      return { rows, total: database.row<[number]>(sql`SELECT count(*) FROM runs WHERE ${where}`)?.[0] ?? 0 };
    }
    if (order.rows === undefined) {
      const { where, joins, orderBy } = matchingRuns(database, query);
      order.rows = numbersOf(database, sql`SELECT runs.rowid FROM runs ${joins} WHERE ${where} ORDER BY ${orderBy}`);
    }
    return { rows: order.rows.slice(offset, offset + limit), total: order.rows.length };
  };
}

function numbersOf(database: Database, statement: Sql): Float64Array {
  return Float64Array.from(database.rows<[number]>(statement), ([row]) => row);
}
