import { inList, type Sql, sql } from "../../search/sqlText.ts";
import { type RunsQuery } from "../../store.ts";
import { type OpenedContext } from "../connection/open.ts";
import { type Database } from "../database.ts";
import { type MatchingRuns, matchingRuns } from "./matchingRuns.ts";

/** How many whole orders are kept: of a table that is scrolled, and of those that one goes back to. */
const maxKept = 4;

export interface RunOrders {
  /** The row numbers of the runs that a query finds, in its order, from `offset` on and at most `limit`. */
  rows(database: Database, query: RunsQuery, offset: number, limit: number): Float64Array;
  count(database: Database, query: RunsQuery): number;
}

/**
 * The first page of an order is found without ordering all. Who asks for more goes on asking: then all are ordered once,
 * and kept as row numbers as long as the database stays as it is.
 */
export function runOrders(context: OpenedContext): RunOrders {
  const kept: { key: string; version: string; rows: Float64Array }[] = [];
  const keyOf = ({ experimentIds, filter, orderBy, viewType, nesting }: RunsQuery) =>
    JSON.stringify([experimentIds, filter, orderBy, viewType, nesting]);

  function known(key: string, version: string): Float64Array | undefined {
    const place = kept.findIndex((order) => order.key === key && order.version === version);
    const [order] = place < 0 ? [] : kept.splice(place, 1);
    if (order !== undefined) kept.unshift(order);
    return order?.rows;
  }

  return {
    rows: (database, query, offset, limit) => {
      const key = keyOf(query);
      const version = context.version();
      let rows = known(key, version);
      if (rows === undefined) {
        const runs = matchingRuns(database, query);
        if (offset === 0 && limit < Infinity) return firstRows(database, runs, limit);
        rows = numbersOf(database, inOrder(runs, sql``));
        kept.unshift({ key, version, rows });
        kept.length = Math.min(kept.length, maxKept);
      }
      return rows.slice(offset, offset + limit);
    },
    count: (database, query) =>
      known(keyOf(query), context.version())?.length ??
      database.row<[number]>(sql`SELECT count(*) FROM runs WHERE ${matchingRuns(database, query).where}`)?.[0] ??
      0,
  };
}

/**
 * The first rows of an order. Where the newest come first, as they mostly do, the runs that were written last tell from
 * which start time on runs are needed at all, and only those are sorted: SQLite sorts each run of an ascending table into
 * its list of the first ones and throws out another.
 */
function firstRows(database: Database, runs: MatchingRuns, limit: number): Float64Array {
  if (!runs.isNewestFirst) return numbersOf(database, inOrder(runs, sql` LIMIT ${limit}`));
  const lastWritten = database.rows<[number, number | null]>(
    sql`SELECT runs.rowid, runs.start_time FROM runs WHERE ${runs.where} ORDER BY runs.rowid DESC LIMIT ${limit}`,
  );
  if (lastWritten.length < limit) {
    const all = sql`runs.rowid IN ${inList(lastWritten.map(([row]) => row))}`;
    return numbersOf(database, inOrder({ ...runs, where: all }, sql``));
  }
  const oldest = lastWritten.reduce<number | null>(
    (least, [, startTime]) => (least === null || startTime === null ? null : Math.min(least, startTime)),
    Infinity,
  );
  const where = oldest === null ? runs.where : sql`runs.start_time >= ${oldest} AND ${runs.where}`;
  return numbersOf(database, inOrder({ ...runs, where }, sql` LIMIT ${limit}`));
}

function inOrder({ joins, where, orderBy }: MatchingRuns, limit: Sql): Sql {
  return sql`SELECT runs.rowid FROM runs ${joins} WHERE ${where} ORDER BY ${orderBy}${limit}`;
}

function numbersOf(database: Database, statement: Sql): Float64Array {
  return Float64Array.from(database.rows<[number]>(statement), ([row]) => row);
}
