import { inList, type Sql, sql } from "../../search/sqlText.ts";
import { type RunsQuery } from "../../store.ts";
import { type OpenedContext } from "../connection/open.ts";
import { type Database } from "../database.ts";
import { type MatchingRuns, matchingRuns } from "./matchingRuns.ts";

/** How many orders are kept: of a table that is scrolled, and of those that one goes back to. */
const maxKept = 4;
/** So many first rows are found where fewer are asked for: who reads the first page looks at the next one. */
const firstPages = 256;

export interface RunOrders {
  /** The row numbers of the runs that a query finds, in its order, from `offset` on and at most `limit`. */
  rows(database: Database, query: RunsQuery, offset: number, limit: number): Float64Array;
  count(database: Database, query: RunsQuery): number;
}

/** What is known of an order in a state of the database. */
interface Order {
  readonly key: string;
  readonly version: string;
  /** Row numbers, from the first one on: all of them where there are `total`. */
  rows: Float64Array;
  total?: number;
}

/**
 * The first pages of an order are found without ordering all. Who asks for more goes on asking: then all are ordered once.
 * Either is kept as row numbers as long as the database stays as it is.
 */
export function runOrders(context: OpenedContext): RunOrders {
  const kept: Order[] = [];

  function orderOf({ experimentIds, filter = "", orderBy = [], viewType = "ACTIVE_ONLY", nesting }: RunsQuery): Order {
    const key = JSON.stringify([experimentIds, filter, orderBy, viewType, nesting]);
    const version = `${context.images} ${context.version()}`;
    const place = kept.findIndex((order) => order.key === key && order.version === version);
    const [order = { key, version, rows: new Float64Array() }] = place < 0 ? [] : kept.splice(place, 1);
    kept.unshift(order);
    kept.length = Math.min(kept.length, maxKept);
    return order;
  }

  return {
    rows: (database, query, offset, limit) => {
      const order = orderOf(query);
      const end = offset + limit;
      if (order.rows.length !== order.total && order.rows.length < end) {
        const runs = matchingRuns(database, query);
        const isFirst = end <= firstPages || (offset === 0 && limit < Infinity);
        Object.assign(order, isFirst ? firstRows(database, runs, Math.max(end, firstPages)) : allRows(database, runs));
      }
      return order.rows.slice(offset, end);
    },
    count: (database, query) => {
      const order = orderOf(query);
      return (order.total ??=
        database.row<[number]>(sql`SELECT count(*) FROM runs WHERE ${matchingRuns(database, query).where}`)?.[0] ?? 0);
    },
  };
}

type Found = Pick<Order, "rows" | "total">;

function allRows(database: Database, runs: MatchingRuns): Found {
  const rows = numbersOf(database, inOrder(runs, sql``));
  return { rows, total: rows.length };
}

/**
 * The first rows of an order. Where the newest come first, as they mostly do, the runs that were written last tell from
 * which start time on runs are needed at all, and only those are sorted: SQLite sorts each run of an ascending table into
 * its list of the first ones and throws out another. What finds them goes through all runs, and so counts them too.
 */
function firstRows(database: Database, runs: MatchingRuns, limit: number): Found {
  const inFront = () => numbersOf(database, inOrder(runs, sql` LIMIT ${limit}`));
  if (!runs.isNewestFirst) return known(inFront(), limit);
  const lastWritten = database.rows<[number, number | null]>(
    sql`SELECT runs.rowid, runs.start_time FROM runs WHERE ${runs.where} ORDER BY runs.rowid DESC LIMIT ${limit}`,
  );
  const among = (rows: readonly number[]) =>
    numbersOf(database, inOrder({ ...runs, where: sql`runs.rowid IN ${inList(rows)}` }, sql` LIMIT ${limit}`));
  if (lastWritten.length < limit) return known(among(lastWritten.map(([row]) => row)), limit);
  const oldest = lastWritten.reduce<number | null>(
    (least, [, startTime]) => (least === null || startTime === null ? null : Math.min(least, startTime)),
    Infinity,
  );
  if (oldest === null) return known(inFront(), limit);
  const [total, since] = database.row<[number, string]>(
    sql`SELECT count(*), group_concat(CASE WHEN runs.start_time >= ${oldest} THEN runs.rowid END)
      FROM runs WHERE ${runs.where}`,
  )!;
  return { rows: among(since.split(",").map(Number)), total };
}

/** Fewer than asked for are all there are. */
function known(rows: Float64Array, limit: number): Found {
  return rows.length < limit ? { rows, total: rows.length } : { rows };
}

function inOrder({ joins, where, orderBy }: MatchingRuns, limit: Sql): Sql {
  return sql`SELECT runs.rowid FROM runs ${joins} WHERE ${where} ORDER BY ${orderBy}${limit}`;
}

function numbersOf(database: Database, statement: Sql): Float64Array {
  return Float64Array.from(database.rows<[number]>(statement), ([row]) => row);
}
