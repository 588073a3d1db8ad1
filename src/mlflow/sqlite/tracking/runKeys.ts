import { raw, type Sql, sql } from "../../search/sqlText.ts";
import { type Database } from "../database.ts";
import { isOfExperiments } from "./experimentIds.ts";

/** Up to how many runs their keys are collected run by run; beyond, the keys of the whole table are asked whether they are theirs. */
const fewRuns = 1_000;

/** All keys in use by active runs of these experiments, sorted by code point, as SQLite sorts. */
export function runColumns(
  database: Database,
  { experimentIds }: { experimentIds: readonly string[] },
): { metrics: string[]; params: string[]; tags: string[] } {
  const isOurs = sql`${isOfExperiments("runs.experiment_id", experimentIds)} AND runs.lifecycle_stage = 'active'`;
  const counted = sql`SELECT count(*) FROM (SELECT 1 FROM runs WHERE ${isOurs} LIMIT ${fewRuns + 1})`;
  const areFew = (database.row<[number]>(counted)?.[0] ?? 0) <= fewRuns;
  const keys = (table: string) => {
    const statement = areFew ? keysOfRuns(table, isOurs) : keysInUse(table, isOurs);
    return database.rows<[string]>(statement).map(([key]) => key);
  };
  return { metrics: keys("latest_metrics"), params: keys("params"), tags: keys("tags") };
}

function keysOfRuns(table: string, isOurs: Sql): Sql {
  return sql`SELECT DISTINCT key FROM ${raw(table)} WHERE run_uuid IN (SELECT run_uuid FROM runs WHERE ${isOurs}) ORDER BY key`;
}

/** Leaps from key to key in the index (key, run_uuid) instead of reading all of it. */
function keysInUse(table: string, isOurs: Sql): Sql {
  const name = raw(table);
  return sql`WITH RECURSIVE keys(key) AS (
      SELECT min(key) FROM ${name}
      UNION ALL SELECT (SELECT min(key) FROM ${name} WHERE key > keys.key) FROM keys WHERE keys.key IS NOT NULL)
    SELECT key FROM keys WHERE key IS NOT NULL AND EXISTS (
      SELECT 1 FROM ${name} AS pair JOIN runs ON runs.run_uuid = pair.run_uuid WHERE pair.key = keys.key AND ${isOurs})`;
}
