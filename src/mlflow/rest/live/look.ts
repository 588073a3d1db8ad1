import { type Run } from "../../entities.ts";
import { MlflowError } from "../../errors.ts";
import { type Change, type Store, type WatchScope } from "../../store.ts";
import { inParallel } from "../http/parallel.ts";
import { type Server } from "../server.ts";
import { isRunId, withIds } from "../tracking/runFilter.ts";
import { type RunPages } from "../tracking/runPages.ts";
import { type Known } from "./known.ts";

/** The newest runs of the experiments shown: in them new runs appear, and most of those under way. */
const newestRuns = 20;
const maxIds = 100;
const lastExperiments = 10;
/** With more experiments than this their list is looked at only now and then. */
const fewExperiments = 100;

type Reads = Pick<Store, "getRun" | "searchExperiments" | "searchRegisteredModels" | "searchTraces">;

/** Asks the server for what may have changed, and compares. */
export interface Look {
  /** @param isThorough also at what seldom changes: models, traces, finished runs */
  (scope: WatchScope, options: { isThorough: boolean }): Promise<Change[]>;
}

export function looker(server: Server, pages: RunPages, reads: Reads, known: Known): Look {
  const prints = new Map<string, string>();
  let experimentCount = 0;

  /** Whether it differs from the last time; not where it is seen for the first time. */
  function differs(key: string, value: unknown): boolean {
    const print = JSON.stringify(value);
    const before = prints.get(key);
    prints.set(key, print);
    return before !== undefined && before !== print;
  }

  async function lookAtRuns({ experimentIds, runIds }: WatchScope, isThorough: boolean): Promise<Change[]> {
    const changed: Run[] = [];
    const before = new Set(known.experiments());
    const compare = (run: Run) => {
      const state = known.see(run);
      if (state === "unseen" ? before.has(run.experimentId) : state !== "same") changed.push(run);
    };
    const looked = new Set<string>();
    if (experimentIds.length > 0) {
      const search = { experimentIds, orderBy: ["attributes.start_time DESC"], viewType: "ALL" as const };
      for (const run of (await pages.page(search, newestRuns)).runs) {
        looked.add(run.runId);
        compare(run);
      }
    }
    const shown = runIds.filter(
      (id) => isRunId(id) && !looked.has(id) && (isThorough || known.get(id)?.isLive !== false),
    );
    for (const run of await readRuns(experimentIds, shown)) compare(run);
    for (const id of experimentIds) known.lookAt(id);
    return changed.map(({ experimentId, runId }) => ({ kind: "runs", experimentId, runIds: [runId] }));
  }

  async function readRuns(experimentIds: readonly string[], runIds: readonly string[]): Promise<Run[]> {
    const isListKnown = (server.isAtLeast(2) || server.isDatabricks) && experimentIds.length > 0;
    if (runIds.length > 3 && isListKnown) {
      const groups = Array.from({ length: Math.ceil(runIds.length / maxIds) }, (_, i) =>
        runIds.slice(i * maxIds, (i + 1) * maxIds),
      );
      const search = { experimentIds, viewType: "ALL" as const };
      const found = await inParallel(groups, 2, (ids) => pages.page(withIds(search, ids), ids.length));
      return found.flatMap(({ runs }) => runs);
    }
    const runs = await inParallel(runIds.slice(0, maxIds), 4, (runId) =>
      reads.getRun(runId).catch((error: unknown) => {
        if (error instanceof MlflowError && error.errorCode === "RESOURCE_DOES_NOT_EXIST") return undefined;
        throw error;
      }),
    );
    return runs.filter((run) => run !== undefined);
  }

  async function lookAtExperiments(): Promise<Change[]> {
    const { experiments } = await reads.searchExperiments({ viewType: "ALL" });
    experimentCount = experiments.length;
    return differs("experiments", experiments) ? [{ kind: "experiments" }] : [];
  }

  async function lookAtModels(): Promise<Change[]> {
    const { registeredModels } = await reads.searchRegisteredModels();
    return differs("models", registeredModels) ? [{ kind: "models" }] : [];
  }

  async function lookAtTraces(experimentIds: readonly string[]): Promise<Change[]> {
    const changes = await inParallel(experimentIds.slice(0, 5), 2, async (experimentId): Promise<Change[]> => {
      const { traces } = await reads.searchTraces({ locations: [experimentId], maxResults: 5 });
      return differs(`traces ${experimentId}`, traces) ? [{ kind: "traces", experimentId }] : [];
    });
    return changes.flat();
  }

  return async (asked, { isThorough }) => {
    // Nobody watches: what was read last is what may be on screen.
    const isIdle = asked.experimentIds.length === 0 && asked.runIds.length === 0;
    const scope =
      isIdle && isThorough ? { ...asked, experimentIds: known.experiments().slice(-lastExperiments) } : asked;
    const looks = [lookAtRuns(scope, isThorough)];
    if (isThorough || experimentCount <= fewExperiments) looks.push(lookAtExperiments());
    // A server without a registry or without traces refuses: the runs are looked at all the same.
    const refused = (): Change[] => [];
    if (isThorough) looks.push(lookAtModels().catch(refused), lookAtTraces(scope.experimentIds).catch(refused));
    return (await Promise.all(looks)).flat();
  };
}
