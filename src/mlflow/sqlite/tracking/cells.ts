import { raw, type Sql, sql } from "../../search/sqlText.ts";

/**
 * From how many runs on what belongs to them is read by going once through its table, instead of by the index on the
 * run: a row of a table costs a tenth of what it costs to find it.
 */
export const manyRuns = 2_000;

/** Where rows that belong to runs are read from. */
export interface Cells {
  /** The column that says whose a row is, to be given to `placeOf`. */
  owner: string;
  from: Sql;
  /** The owner's place among the given runs; `undefined` for another run's row. */
  placeOf: (owner: string | number) => number | undefined;
}

/**
 * The rows of a table that belong to runs, in no order that could be relied on.
 *
 * @param column holds the run's id
 * @param condition what else must hold of a row
 */
export function cellsOf(
  { table, column = "run_uuid", condition = sql`TRUE` }: { table: string; column?: string; condition?: Sql },
  runIds: readonly string[],
): Cells {
  if (runIds.length < manyRuns) {
    // The place instead of the id spares a text for each row.
    return {
      owner: "asked.key",
      from: sql`FROM json_each(${JSON.stringify(runIds)}) AS asked CROSS JOIN ${raw(table)}
        WHERE ${raw(`${table}.${column}`)} = asked.value AND ${condition}`,
      placeOf: (owner) => owner as number,
    };
  }
  const places = new Map(runIds.map((runId, place) => [runId, place]));
  return {
    owner: `${table}.${column}`,
    from: sql`FROM ${raw(table)} NOT INDEXED WHERE ${condition}`,
    placeOf: (owner) => places.get(owner as string),
  };
}
