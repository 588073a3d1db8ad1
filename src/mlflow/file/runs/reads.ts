import { type Run } from "../../entities.ts";
import { transfer } from "../../rpc.ts";
import { checkMaxResults, createPageToken, parsePageToken } from "../../search/page.ts";
import { type TrackingReads } from "../../store.ts";
import { doesNotExist, MlflowError } from "../../errors.ts";
import { findRunFolder } from "../context.ts";
import { withYaml } from "../disk/meta.ts";
import { runEntity } from "./entity.ts";
import { lookAtDetails, lookAtNames } from "./look/look.ts";
import { matchRuns } from "./match.ts";
import { type RunRow } from "./row.ts";
import { type RunsState } from "./state.ts";
import { RowState } from "./table/columns.ts";
import { isRun, makeTable, type RunsTable, setNames } from "./table/table.ts";
import { runTable } from "./runTable.ts";
import { summarizeChildRuns } from "./children.ts";
import { runColumns } from "./usedKeys.ts";

/** Reads of runs. Each answer is looked up at the moment it is asked for; see `look.ts` for what that means. */
export function fileRuns(
  state: RunsState,
): Pick<TrackingReads, "searchRuns" | "getRun" | "runTable" | "countRuns" | "summarizeChildRuns" | "runColumns"> {
  return {
    async searchRuns(query) {
      const most = checkMaxResults("runs", query.maxResults, "file");
      const found = await matchRuns(state, query, query.pageToken ? undefined : most);
      const start = parsePageToken(query.pageToken);
      const end = start + most;
      const runs = await entities(state, found.slice(start, end));
      return { runs, nextPageToken: end < found.length ? createPageToken(end) : undefined };
    },
    getRun: (runId) => getRun(state, runId),
    async runTable(query) {
      const { table, buffers } = await runTable(state, query);
      return transfer(table, buffers);
    },
    countRuns: async (query) => (await matchRuns(state, query)).length,
    summarizeChildRuns: (query) => summarizeChildRuns(state, query),
    runColumns: ({ experimentIds }) => runColumns(state, experimentIds),
  };
}

/** Entities in the order of `found`. */
async function entities(state: RunsState, found: readonly RunRow[]): Promise<Run[]> {
  const rows = new Map<RunsTable, number[]>();
  for (const { searched, row } of found) {
    const list = rows.get(searched.table);
    if (list === undefined) rows.set(searched.table, [row]);
    else list.push(row);
  }
  for (const [table, wanted] of rows) await lookAtDetails(table, wanted, state.reader);
  return withYaml(() => found.map(({ searched, row }) => runEntity(searched.table, row, state.datasets)));
}

/**
 * A run, active or deleted, as `FileStore.get_run` answers it, and damaged ones too.
 *
 * @throws MlflowError with MLflow's messages
 */
async function getRun(state: RunsState, runId: string): Promise<Run> {
  const folder = findRunFolder(state.context, runId);
  // What is known of the experiment is not loaded for a single run.
  const table = state.tables.get(folder.experiment.path) ?? makeTable(folder.experiment);
  if (!table.rowOf.has(runId)) {
    if (state.tables.has(folder.experiment.path)) lookAtNames(table);
    else setNames(table, [runId]);
  }
  const row = table.rowOf.get(runId);
  if (row === undefined) throw doesNotExist(`Run '${runId}' not found`);
  await lookAtDetails(table, [row], state.reader);
  if (table.rows.state[row] === RowState.ofOtherExperiment) {
    throw new MlflowError("INVALID_STATE", `Run '${runId}' metadata is in invalid state.`);
  }
  if (!isRun(table, row)) throw doesNotExist(`Run '${runId}' not found`);
  return withYaml(() => runEntity(table, row, state.datasets));
}
