import { compareCodePoints } from "../../codePoints.ts";
import { invalidParameter, MlflowError } from "../../errors.ts";
import { dumps } from "../../pythonJson.ts";
import { createPageToken, parsePageToken } from "../../search/page.ts";
import { type ChildRunsSummary, type TrackingReads } from "../../store.ts";
import { inParallel } from "../http/parallel.ts";
import { member } from "../http/json.ts";
import { remembered } from "../remembered.ts";
import { type Server } from "../server.ts";
import { decodeRun } from "./decode.ts";
import { nestedRuns } from "./nesting.ts";
import { parentOf, type Parents } from "./parents.ts";
import { childrenOf, isRunId, running } from "./runFilter.ts";
import { type RunPages } from "./runPages.ts";
import { tableBuilder } from "./runTable.ts";

type RunReads = Pick<
  TrackingReads,
  "searchRuns" | "getRun" | "runTable" | "countRuns" | "summarizeChildRuns" | "runColumns"
>;

const defaultMaxResults = 1_000;
/** So many rows cost hardly more than one. */
const cheapRows = 100;
/** To know all keys of an experiment costs reading every run: they are kept ten times as long as that took. */
const keysKeptFor = 10;

export function runReads(
  server: Server,
  pages: RunPages,
  parents: Parents,
  histories: Pick<TrackingReads, "getMetricHistories">,
): RunReads {
  const columns = remembered<Columns>((tookMs) => keysKeptFor * tookMs);
  server.onWrite(() => columns.clear());

  return {
    async searchRuns(query) {
      const { nesting, maxResults = defaultMaxResults, pageToken } = query;
      if (nesting === undefined) return pages.page(query, maxResults, pageToken);
      // The server's tokens count runs that are left out here: these are this store's own.
      const offset = parsePageToken(pageToken);
      const runs = [];
      for await (const slice of nestedRuns(server, pages, parents, query).slices(offset, maxResults))
        runs.push(...slice);
      return { runs, nextPageToken: runs.length < maxResults ? undefined : createPageToken(offset + maxResults) };
    },
    async getRun(runId) {
      // MLflow's client asks no server for what cannot be an id.
      if (!isRunId(runId)) throw invalidParameter(`Invalid value ${dumps(runId)} for parameter 'run_id' supplied.`);
      const answer = await server.get("2.0/mlflow/runs/get", { run_id: runId, run_uuid: runId });
      const run = decodeRun(member(answer, "run"));
      if (run === undefined) throw new MlflowError("INTERNAL_ERROR", `${server.base} answered no run for '${runId}'.`);
      return run;
    },
    async runTable(query) {
      const { offset = 0, limit = Infinity } = query;
      const runs = nestedRuns(server, pages, parents, query);
      const table = tableBuilder(query.columns, histories);
      // A few more than asked for tell whether others follow: to count those would take longer than the rows.
      const enough = Math.max(limit, cheapRows) + 1;
      let found = 0;
      for await (const slice of runs.slices(offset, enough)) {
        table.add(slice.slice(0, Math.max(0, limit - found)));
        found += slice.length;
      }
      if (found === enough) return table.finish({ total: offset + found, isLowerBound: true });
      const isPastEnd = found === 0 && offset > 0;
      return table.finish({ total: isPastEnd ? await runs.count() : offset + found });
    },
    countRuns: (query) => nestedRuns(server, pages, parents, query).count(),
    async summarizeChildRuns({ experimentIds, runIds }) {
      if (experimentIds.length === 0 || runIds.length === 0) return [];
      const children = await parents.nestedRuns({ experimentIds });
      if (children === undefined) {
        const each = await inParallel(runIds, 4, async (runId): Promise<ChildRunsSummary> => {
          const search = childrenOf({ experimentIds }, runId);
          const total = await pages.count(search);
          return { runId, total, running: total === 0 ? 0 : await pages.count(running(search)) };
        });
        return each.filter(({ total }) => total > 0);
      }
      const summaries = new Map<string, ChildRunsSummary>();
      for (const run of children) {
        const runId = parentOf(run) ?? "";
        if (runId === run.runId) continue;
        const summary = summaries.get(runId) ?? { runId, total: 0, running: 0 };
        summary.total++;
        if (run.status === "RUNNING") summary.running++;
        summaries.set(runId, summary);
      }
      return runIds.flatMap((runId) => summaries.get(runId) ?? []);
    },
    runColumns: ({ experimentIds }) =>
      columns.get(JSON.stringify(experimentIds), () => readColumns(pages, experimentIds)),
  };
}

type Columns = Awaited<ReturnType<TrackingReads["runColumns"]>>;

async function readColumns(pages: RunPages, experimentIds: readonly string[]): Promise<Columns> {
  const keys = { metrics: new Set<string>(), params: new Set<string>(), tags: new Set<string>() };
  if (experimentIds.length === 0) return { metrics: [], params: [], tags: [] };
  for await (const runs of pages.slices({ experimentIds })) {
    for (const run of runs) {
      for (const metric in run.metrics) keys.metrics.add(metric);
      for (const param in run.params) keys.params.add(param);
      for (const tag in run.tags) keys.tags.add(tag);
    }
  }
  const sorted = (set: Set<string>) => [...set].sort(compareCodePoints);
  return { metrics: sorted(keys.metrics), params: sorted(keys.params), tags: sorted(keys.tags) };
}
