import { parentRunTag } from "../../entities.ts";
import { type ChildRunsSummary } from "../../store.ts";
import { matchRuns, parentOf } from "./match.ts";
import { lookAtKey } from "./look/keyLook.ts";
import { type RunsState } from "./state.ts";

/** How many children runs have, and how many of these are running, among the active runs of the experiments. */
export async function summarizeChildRuns(
  state: RunsState,
  { experimentIds, runIds }: { experimentIds: readonly string[]; runIds: readonly string[] },
): Promise<ChildRunsSummary[]> {
  const wanted = new Set(runIds);
  const summaries = new Map<string, ChildRunsSummary>();
  const runs = await matchRuns(state, { experimentIds });
  for (const searched of new Set(runs.map((run) => run.searched))) {
    const rows = runs.filter((run) => run.searched === searched).map(({ row }) => row);
    const column = await lookAtKey(searched.table, rows, "tags", parentRunTag, state.reader);
    searched.columns.set(`tags/${parentRunTag}`, column);
  }
  for (const run of runs) {
    const parent = parentOf(run);
    if (parent === undefined || parent === run.runId || !wanted.has(parent)) continue;
    const summary = summaries.get(parent) ?? { runId: parent, total: 0, running: 0 };
    summary.total++;
    if (run.attribute("status") === "RUNNING") summary.running++;
    summaries.set(parent, summary);
  }
  return runIds.flatMap((runId) => summaries.get(runId) ?? []);
}
