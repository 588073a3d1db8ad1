import { type Run } from "../../entities.ts";
import { parentRunTag } from "../../entities.ts";
import { doesNotExist } from "../../errors.ts";
import { checkMaxResults, createPageToken, parsePageToken } from "../../search/page.ts";
import { inList, sql } from "../../search/sqlText.ts";
import { type ChildRunsSummary, type Page, type RunsQuery } from "../../store.ts";
import { type Database } from "../database.ts";
import { isOfExperiments } from "./experimentIds.ts";
import { matchingRuns, parentId } from "./matchingRuns.ts";
import { runsOfRows } from "./runEntities.ts";

/** `SqlAlchemyStore._search_runs`: the order is found among row numbers alone, then just the page is read. */
export function searchRuns(database: Database, query: RunsQuery): Page<"runs", Run> {
  const most = checkMaxResults("runs", query.maxResults, "sqlite");
  const { joins, where, orderBy } = matchingRuns(database, query);
  const offset = parsePageToken(query.pageToken);
  const rows = database.rows<[number]>(
    sql`SELECT runs.rowid FROM runs ${joins} WHERE ${where} ORDER BY ${orderBy} LIMIT ${most + 1} OFFSET ${offset}`,
  );
  return {
    runs: runsOfRows(
      database,
      rows.slice(0, most).map(([row]) => row),
    ),
    nextPageToken: rows.length > most ? createPageToken(offset + most) : undefined,
  };
}

/** `SqlAlchemyStore.get_run` */
export function getRun(database: Database, runId: string): Run {
  const row = database.row<[number]>(sql`SELECT runs.rowid FROM runs WHERE run_uuid = ${runId}`);
  const [run] = row === undefined ? [] : runsOfRows(database, row);
  if (run === undefined) throw doesNotExist(`Run with id=${runId} not found`);
  return run;
}

export function countRuns(database: Database, query: RunsQuery): number {
  const { where } = matchingRuns(database, query);
  return database.row<[number]>(sql`SELECT count(*) FROM runs WHERE ${where}`)?.[0] ?? 0;
}

export function summarizeChildRuns(
  database: Database,
  { experimentIds, runIds }: { experimentIds: readonly string[]; runIds: readonly string[] },
): ChildRunsSummary[] {
  const rows = database.rows<[string, number, number]>(sql`
    SELECT ${parentId} AS parent, count(*) AS total, sum(runs.status = 'RUNNING') AS running
    FROM tags JOIN runs ON runs.run_uuid = tags.run_uuid
    WHERE tags.key = ${parentRunTag} AND ${parentId} IN ${inList(runIds)}
      AND ${isOfExperiments("runs.experiment_id", experimentIds)} AND runs.lifecycle_stage = 'active'
    GROUP BY parent`);
  return rows.map(([runId, total, running]) => ({ runId, total, running: running ?? 0 }));
}
