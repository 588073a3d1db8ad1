import { parentRunTag, type Run } from "../../entities.ts";
import { runsInCircles } from "../../nesting.ts";
import { inParallel } from "../http/parallel.ts";
import { remembered } from "../remembered.ts";
import { type Server } from "../server.ts";
import { isRunId, nested, withIds } from "./runFilter.ts";
import { type RunPages, type RunSearch } from "./runPages.ts";

/** Up to so many nested runs are read to know them all; MLflow needs 1.4 ms for each. */
const maxNested = 500;
/** Ids in one filter. */
const maxIds = 200;
/** How long the nested runs of a search are kept: a tree asks twice in a row. */
const keptMs = 3_000;

/** Which runs of a search have a parent that matches it too. */
export interface Parents {
  /** All nested runs of a search; `undefined` where they are too many to read. */
  nestedRuns(search: RunSearch): Promise<Run[] | undefined>;
  /** The ids of those of `runs` whose parent matches the search. @param known ids of runs that match, to ask for fewer */
  hiddenAmong(search: RunSearch, runs: readonly Run[], known: Set<string>): Promise<Set<string>>;
}

export function parents(server: Server, pages: RunPages): Parents {
  const answers = remembered<Run[] | undefined>(() => keptMs);
  server.onWrite(() => answers.clear());
  const idsPerFilter = server.isAtLeast(2) || server.isDatabricks ? maxIds : 1;

  async function readNested(search: RunSearch): Promise<Run[] | undefined> {
    const { runs, nextPageToken } = await pages.page(nested(search), maxNested);
    return runs.length >= maxNested && nextPageToken !== undefined ? undefined : runs;
  }

  return {
    nestedRuns(search) {
      const key = JSON.stringify([search.experimentIds, search.filter?.trim(), search.viewType ?? "ACTIVE_ONLY"]);
      return answers.get(key, () => readNested(search));
    },
    async hiddenAmong(search, runs, known) {
      for (const run of runs) known.add(run.runId);
      const asked = new Set(runs.map(parentOf).filter((id) => id !== undefined && !known.has(id) && isRunId(id)));
      const ids = [...asked] as string[];
      const groups = Array.from({ length: Math.ceil(ids.length / idsPerFilter) }, (_, i) =>
        ids.slice(i * idsPerFilter, (i + 1) * idsPerFilter),
      );
      await inParallel(groups, 4, async (group) => {
        const found = await pages.page(withIds({ ...search, orderBy: undefined }, group), group.length);
        for (const run of found.runs) known.add(run.runId);
      });
      const inCircles = runsInCircles(new Map(runs.map((run) => [run.runId, parentOf(run)])));
      const isHidden = (run: Run) => known.has(parentOf(run) ?? "") && !inCircles.has(run.runId);
      return new Set(runs.filter(isHidden).map((run) => run.runId));
    },
  };
}

/** MLflow's own; tags of moved stores may end in a newline. */
export function parentOf(run: Run): string | undefined {
  return run.tags[parentRunTag]?.trim() || undefined;
}
