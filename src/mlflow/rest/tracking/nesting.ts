import { type Run } from "../../entities.ts";
import { MlflowError } from "../../errors.ts";
import { type RunsQuery } from "../../store.ts";
import { type Server } from "../server.ts";
import { type Parents } from "./parents.ts";
import { childrenOf, nested, withoutParent } from "./runFilter.ts";
import { type RunPages, type RunSearch } from "./runPages.ts";

// MLflow's servers know nothing of nesting, it is a tag. A filter can ask for a run's children, and from MLflow 3 on for
// runs that have no parent; whether the parent of a nested run matches the search too must be found out here.

/** Runs of a search, nesting taken into account. */
export interface NestedRuns {
  slices(offset: number, limit: number): AsyncGenerator<Run[], void>;
  count(): Promise<number>;
}

export function nestedRuns(server: Server, pages: RunPages, parents: Parents, query: RunsQuery): NestedRuns {
  const { nesting } = query;
  const search: RunSearch = query;
  if (nesting === undefined) return plain(pages, search);
  const runs =
    nesting === "top" ? top(server, pages, parents, search) : plain(pages, childrenOf(search, nesting.parentRunId));
  return inServersWords(pages, search, runs);
}

function plain(pages: RunPages, search: RunSearch): NestedRuns {
  return { slices: (offset, limit) => pages.slices(search, offset, limit), count: () => pages.count(search) };
}

/** Runs whose parent does not match. */
function top(server: Server, pages: RunPages, parents: Parents, search: RunSearch): NestedRuns {
  const roots = server.isAtLeast(3) ? withoutParent(search) : undefined;
  const hasFilter = Boolean(search.filter?.trim());

  /** The ids of nested runs whose parent matches, and whether those are all nested ones; `undefined`: too many. */
  async function findHidden(): Promise<{ hidden: Set<string>; areAll: boolean } | undefined> {
    const children = await parents.nestedRuns(search);
    if (children === undefined) return undefined;
    const hidden = await parents.hiddenAmong(search, children, new Set());
    return { hidden, areAll: hidden.size === children.length };
  }
  let finding: ReturnType<typeof findHidden> | undefined;
  const hiddenOnce = () => (finding ??= findHidden());

  /** Reads everything, and leaves out what is hidden. */
  async function* visible(hidden: Set<string> | undefined, offset: number, limit: number) {
    const known = new Set<string>();
    const first = offset + limit + (hidden?.size ?? 0);
    let [skip, left] = [offset, limit];
    for (const [start, size] of [[0, first] as const, [first, Infinity] as const]) {
      if (start === Infinity) return;
      let count = 0;
      for await (const runs of pages.slices(search, start, size)) {
        count += runs.length;
        const out = hidden ?? (await parents.hiddenAmong(search, runs, known));
        const shown = runs.filter((run) => !out.has(run.runId));
        const slice = shown.slice(skip, skip + left);
        skip = Math.max(0, skip - shown.length);
        left -= slice.length;
        yield slice;
        if (left <= 0) return;
      }
      if (count < size) return;
    }
  }

  return {
    async *slices(offset, limit) {
      // Nearly always the answer, and asked for meanwhile.
      const rootSlices = roots && pages.slices(roots, offset, limit);
      const firstRoots = rootSlices?.next();
      firstRoots?.catch(() => {});
      const found = await hiddenOnce();
      // Beyond so many nested runs of a whole experiment, one whose parent is gone is not looked for.
      const areRoots = found === undefined ? !hasFilter : found.areAll;
      if (rootSlices !== undefined && firstRoots !== undefined && areRoots) {
        const first = await firstRoots;
        if (!first.done) yield first.value;
        yield* rootSlices;
      } else if (found?.hidden.size === 0) yield* pages.slices(search, offset, limit);
      else yield* visible(found?.hidden, offset, limit);
    },
    async count() {
      const found = await hiddenOnce();
      if (found !== undefined) {
        return found.areAll && roots ? pages.count(roots) : (await pages.count(search)) - found.hidden.size;
      }
      if (!hasFilter)
        return roots ? pages.count(roots) : (await pages.count(search)) - (await pages.count(nested(search)));
      let count = 0;
      for await (const runs of visible(undefined, 0, Infinity)) count += runs.length;
      return count;
    },
  };
}

/** A filter that is wrong is refused in the words for what the user wrote, without what was added here. */
function inServersWords(pages: RunPages, search: RunSearch, runs: NestedRuns): NestedRuns {
  const refuse = async (error: unknown): Promise<never> => {
    const isRefusal = error instanceof MlflowError && error.errorCode === "INVALID_PARAMETER_VALUE";
    if (isRefusal) await pages.page(search, 1);
    throw error;
  };
  return {
    async *slices(offset, limit) {
      try {
        yield* runs.slices(offset, limit);
      } catch (error) {
        await refuse(error);
      }
    },
    count: () => runs.count().catch(refuse),
  };
}
