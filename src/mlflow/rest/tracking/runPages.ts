import { type Run } from "../../entities.ts";
import { MlflowError } from "../../errors.ts";
import { createPageToken } from "../../search/page.ts";
import { type ViewType } from "../../store.ts";
import { member, objects, textIfAny } from "../http/json.ts";
import { type OffsetPage, pagesByOffset } from "../offsetPages.ts";
import { type Server } from "../server.ts";
import { decodeRun } from "./decode.ts";

/** What is searched for, without a page. */
export interface RunSearch {
  experimentIds: readonly string[];
  filter?: string;
  orderBy?: readonly string[];
  viewType?: ViewType;
}

export interface RunPage {
  runs: Run[];
  nextPageToken?: string;
}

/** Searches of runs beyond their first page. */
export interface RunPages {
  /** One request. */
  page(search: RunSearch, maxResults: number, pageToken?: string): Promise<RunPage>;
  /** The runs from `offset` on, in order, as many as there are up to `limit`; by pages, two under way. */
  slices(search: RunSearch, offset?: number, limit?: number): AsyncGenerator<Run[], void>;
  /** How many match. */
  count(search: RunSearch): Promise<number>;
}

/** MLflow needs 1.4 ms for each run that it answers: a page of 1,000 is seconds. */
const pageSize = 1_000;
/** So many are counted by reading them. */
const fewRuns = 100;
/** Counts that are kept, to look near them the next time. */
const maxGuesses = 200;
/** Probes of a count that are under way together. */
const probes = 4;

/**
 * MLflow's page tokens are offsets in disguise. Where a server's first token proves to be one, later pages are asked for
 * by tokens made here, and a count looks for the last run instead of reading all; elsewhere pages are read in turn.
 *
 * @param onPage told of every page
 */
export function runPages(server: Server, onPage?: (search: RunSearch, runs: readonly Run[]) => void): RunPages {
  let areOffsets: boolean | undefined;
  const counts = new Map<string, number>();

  async function page(search: RunSearch, maxResults: number, pageToken?: string): Promise<RunPage> {
    const { experimentIds, filter, orderBy, viewType = "ACTIVE_ONLY" } = search;
    const answer = await server.search("2.0/mlflow/runs/search", {
      experiment_ids: experimentIds,
      filter: filter ?? "",
      run_view_type: viewType,
      max_results: maxResults,
      order_by: orderBy ?? [],
      page_token: pageToken,
    });
    const fields = member({ answer }, "answer");
    const runs = objects(fields.runs).flatMap((run) => decodeRun(run) ?? []);
    const nextPageToken = textIfAny(fields.next_page_token);
    onPage?.(search, runs);
    if (nextPageToken !== undefined && pageToken === undefined) {
      areOffsets = nextPageToken === createPageToken(maxResults);
    }
    return { runs, nextPageToken };
  }

  async function hasOffsets(search: RunSearch): Promise<boolean> {
    if (areOffsets === undefined) await page(search, 1);
    return areOffsets ?? false;
  }

  async function at(search: RunSearch, offset: number, size: number): Promise<OffsetPage<Run[]>> {
    const { runs, nextPageToken } = await page(search, size, offset === 0 ? undefined : createPageToken(offset));
    return { part: runs, length: runs.length, nextPageToken };
  }

  async function* slicesInTurn(search: RunSearch, offset: number, limit: number): AsyncGenerator<Run[], void> {
    let [skip, left] = [offset, limit];
    let token: string | undefined;
    for (let isFirst = true; left > 0 && (isFirst || token !== undefined); isFirst = false) {
      const size = Math.min(pageSize, skip + left);
      let read: RunPage;
      try {
        read = await page(search, size, token);
      } catch (error) {
        // FastTrackML hands out a token after the last full page and refuses it then.
        if (!isFirst && error instanceof MlflowError && /page_token/.test(error.message)) return;
        throw error;
      }
      const runs = read.runs.slice(skip, skip + left);
      skip = Math.max(0, skip - read.runs.length);
      left -= runs.length;
      yield runs;
      token = read.runs.length < size ? undefined : read.nextPageToken;
    }
  }

  async function* slices(search: RunSearch, offset = 0, limit = Infinity): AsyncGenerator<Run[], void> {
    const isOnePage = offset === 0 && limit <= pageSize;
    const isByOffset = !isOnePage && (await hasOffsets(search));
    yield* isByOffset
      ? pagesByOffset((place, size) => at(search, place, size), { offset, end: offset + limit, size: pageSize })
      : slicesInTurn(search, offset, limit);
  }

  /** Whether there is a run at a place, counted from 0. */
  async function isThere(search: RunSearch, place: number): Promise<boolean> {
    return (await at(search, place, 1)).length > 0;
  }

  /** @param few how many there are at least */
  async function countByOffset(search: RunSearch, few: number): Promise<number> {
    const key = JSON.stringify([search.experimentIds, search.filter, search.viewType]);
    // The count is in low..high: the run before `low` is there, the one at `high` is not.
    let [low, high] = [few, Infinity];
    const look = async (places: readonly number[]) => {
      const found = await Promise.all(places.map((place) => isThere(search, place)));
      places.forEach((place, index) => {
        if (found[index]) low = Math.max(low, place + 1);
        else high = Math.min(high, place);
      });
    };
    const guess = counts.get(key) ?? 0;
    if (guess > few) await look([guess - 1, guess]);
    for (let step = 1_000; high === Infinity; step *= 16) {
      await look([low, low + step, low + 4 * step, low + 16 * step]);
    }
    while (low < high) {
      const size = high - low;
      const places = Array.from({ length: probes }, (_, i) => low + Math.floor((size * (i + 1)) / (probes + 1)));
      await look([...new Set(places)]);
    }
    if (counts.size >= maxGuesses) counts.clear();
    counts.set(key, low);
    return low;
  }

  return {
    page,
    slices,
    async count(search) {
      const anyOrder = { ...search, orderBy: undefined };
      const { runs, nextPageToken } = await page(anyOrder, fewRuns);
      if (runs.length < fewRuns || nextPageToken === undefined) return runs.length;
      if (areOffsets) return countByOffset(anyOrder, runs.length);
      let count = 0;
      for await (const slice of slicesInTurn(anyOrder, 0, Infinity)) count += slice.length;
      return count;
    },
  };
}
