import { type Sql, sql } from "../../search/sqlText.ts";
import { type MetricHistory } from "../../store.ts";
import { type Database } from "../database.ts";

/** A history of more points than this is sketched first; fewer are read within milliseconds. */
const longHistory = 20_000;
const samples = 2_000;

/**
 * Points of a long history, taken at even distances of steps by seeks in the index.
 *
 * @param from `FROM metrics WHERE …`, with an index on the step
 * @returns `undefined` for a history that is not long; `total` is estimated from how dense its beginning is
 */
export function sketchOf(database: Database, from: Sql): { history: MetricHistory; total: number } | undefined {
  const beyond = database.row<[number]>(sql`SELECT step ${from} ORDER BY step LIMIT 1 OFFSET ${longHistory}`);
  const ends = database.row<[number, number]>(sql`SELECT
    (SELECT step ${from} ORDER BY step LIMIT 1) AS first, (SELECT step ${from} ORDER BY step DESC LIMIT 1) AS last`);
  if (beyond === undefined || ends === undefined) return undefined;
  const [first, last] = ends;
  const rows = database.rows<[number, number, number | null]>(sql`
    WITH RECURSIVE places(place) AS (SELECT 0 UNION ALL SELECT place + 1 FROM places WHERE place < ${samples})
    SELECT DISTINCT step, CAST(timestamp AS REAL) AS time, CASE is_nan WHEN 0 THEN value END AS drawn FROM places
    JOIN metrics ON metrics.rowid = (
      SELECT rowid ${from} AND step >= CAST(${first} + (${last} - ${first}) * 1.0 * place / ${samples} AS INTEGER)
      ORDER BY step LIMIT 1)`);
  const column = (index: 0 | 1 | 2) => Float64Array.from(rows, (row) => row[index] ?? NaN);
  const density = beyond[0] > first ? longHistory / (beyond[0] - first) : 1;
  return {
    history: { steps: column(0), timestamps: column(1), values: column(2) },
    total: Math.max(longHistory + 1, Math.round((last - first) * density) + 1),
  };
}
