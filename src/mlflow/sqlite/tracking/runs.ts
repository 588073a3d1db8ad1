import { parentRunTag, type Run } from "../../entities.ts";
import { doesNotExist, invalidParameter } from "../../errors.ts";
import { dumps } from "../../pythonJson.ts";
import { checkMaxResults, createPageToken, parsePageToken } from "../../search/page.ts";
import { inList, sql } from "../../search/sqlText.ts";
import { type ChildRunsSummary, type Page, type RunsQuery } from "../../store.ts";
import { type Database } from "../database.ts";
import { isOfExperiments } from "./experimentIds.ts";
import { addModelInputs } from "./inputs.ts";
import { parentId } from "./matchingRuns.ts";
import { runsOfRows } from "./runEntities.ts";
import { type RunOrders } from "./runOrder.ts";

/** `SqlAlchemyStore._search_runs`: the order is found among row numbers alone, then just the page is read. */
export function searchRuns(database: Database, query: RunsQuery, orders: RunOrders): Page<"runs", Run> {
  const most = checkMaxResults("runs", query.maxResults, "sqlite");
  const offset = parsePageToken(query.pageToken);
  // One more than wanted tells whether another page follows.
  const rows = orders.rows(database, query, offset, most + 1);
  return {
    runs: runsOfRows(database, rows.subarray(0, most)),
    nextPageToken: rows.length > most ? createPageToken(offset + most) : undefined,
  };
}

const runIdPattern = /^[a-zA-Z0-9][\p{L}\p{N}_-]{0,255}$/u;

/** `MlflowClient.get_run`, which other than a search tells the logged models that the run read. */
export function getRun(database: Database, runId: string): Run {
  const row = database.row<[number]>(sql`SELECT runs.rowid FROM runs WHERE run_uuid = ${runId}`);
  const [run] = row === undefined ? [] : runsOfRows(database, Float64Array.of(row[0]));
  if (run !== undefined) {
    addModelInputs(database, run);
    return run;
  }
  if (runIdPattern.test(runId)) throw doesNotExist(`Run with id=${runId} not found`);
  throw invalidParameter(`Invalid value ${dumps(runId)} for parameter 'run_id' supplied.`);
}

export function summarizeChildRuns(
  database: Database,
  { experimentIds, runIds }: { experimentIds: readonly string[]; runIds: readonly string[] },
): ChildRunsSummary[] {
  const rows = database.rows<[string, number, number]>(sql`
    SELECT ${parentId} AS parent, count(*) AS total, sum(runs.status = 'RUNNING') AS running
    FROM tags JOIN runs ON runs.run_uuid = tags.run_uuid
    WHERE tags.key = ${parentRunTag} AND ${parentId} IN ${inList(runIds)} AND ${parentId} != runs.run_uuid
      AND ${isOfExperiments("runs.experiment_id", experimentIds)} AND runs.lifecycle_stage = 'active'
    GROUP BY parent`);
  return rows.map(([runId, total, running]) => ({ runId, total, running: running ?? 0 }));
}
