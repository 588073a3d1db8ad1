import { join } from "node:path";
import { type Change, type Live, type WatchScope } from "../../store.ts";
import { type ExperimentFolder, findExperimentFolders, findRunFolder, isExperimentId, isFolder } from "../context.ts";
import { lookAtDetails, lookAtMetas, lookAtNames } from "../runs/look/look.ts";
import { type RunsState, tableOf } from "../runs/state.ts";
import { isRun, linksOf, runFolder, type RunsTable } from "../runs/table/table.ts";
import { type ChangeHub } from "../../changeHub.ts";
import { createFolderWatches, maxWatches } from "./folderWatches.ts";
import { liveRows } from "./liveRuns.ts";
import { type Refresher } from "./refresh.ts";
import { modelNames } from "./signatures.ts";

// Following a store: plain watches tell at once, and since events get lost, what is shown and running is looked at every
// second besides. On a network drive, which tells nothing, there is but the looking.

const tickMs = 1000;
const defaultPollMs = 5000;
/** Events of one training come by the hundred: they are looked at together, at most so often. */
const gatherMs = 5;
const quietMs = 50;
/** Looking takes at most this part of the time, however many runs there are. */
const idleShare = 1 / 250;
const busyShare = 1 / 4;
/** A folder without meta.yaml, that a run is being made in, is looked at again after so long. */
const hatchingMs = [10, 50, 200, 1000, 3000];
/** Running runs of an experiment that are followed though they are not shown. */
const maxFollowed = 50;
/** An experiment of so many runs is looked at whole every second. */
const fewRuns = 300;

type Row = { table: RunsTable; row: number };

/** @param isPolled events tell nothing here */
export function fileLive(
  state: RunsState,
  hub: ChangeHub,
  refresher: Refresher,
  { isPolled }: { isPolled: boolean },
): Live {
  const { root, options } = state.context;
  const scopes = new Set<WatchScope>();
  const watches = createFolderWatches((folder, name) => touch(name === null ? folder : join(folder, name)));
  const touched = new Set<string>();
  const hatching = new Map<string, { row: Row; tries: number }>();
  let flushTimer: NodeJS.Timeout | undefined;
  let tickTimer: NodeJS.Timeout | undefined;
  let notBefore = 0;
  let isClosed = false;
  /** What `follow` found. */
  let followed: readonly Row[] = [];
  /** One look after the other. */
  let looking: Promise<unknown> = Promise.resolve();

  function inTurn<T>(look: () => Promise<T>): Promise<T> {
    const turn = looking.then(look);
    looking = turn.catch(() => undefined);
    return turn;
  }

  /** A look that nobody waits for: what fails now, as the folder may just have gone, is tried again at the next. */
  function inBackground(look: () => Promise<unknown>): void {
    if (!isClosed) void inTurn(look).catch(() => undefined);
  }

  function touch(path: string): void {
    touched.add(path);
    flushTimer ??= setTimeout(() => inBackground(flush), Math.max(gatherMs, notBefore - performance.now()));
  }

  async function flush(): Promise<void> {
    flushTimer = undefined;
    const paths = [...touched];
    touched.clear();
    const start = performance.now();
    const found = await refresher.paths(paths);
    for (const row of found.hatching) hatch(row);
    if (found.areThere || isFollowedChanged()) await follow();
    else if (paths.some((path) => isFolder(path))) await watchFollowed();
    const end = performance.now();
    notBefore = end + Math.max(quietMs, (end - start) / busyShare);
  }

  /** MLflow makes a run's folder first and the meta.yaml in it a moment later, perhaps before the folder was watched. */
  function hatch(row: Row, tries = 0): void {
    const path = runFolder(row.table, row.row);
    const wait = hatchingMs[tries];
    if (wait === undefined) {
      hatching.delete(path);
      return;
    }
    if (tries === 0 && hatching.has(path)) return;
    hatching.set(path, { row, tries });
    setTimeout(() => {
      inBackground(async () => {
        const [still] = (await refresher.paths([path])).hatching;
        if (still === undefined) {
          hatching.delete(path);
          await follow();
        } else hatch(still, tries + 1);
      });
    }, wait).unref();
  }

  /** Finds what matters now, and watches it. */
  async function follow(): Promise<void> {
    followed = await followedRuns();
    await watchFollowed();
  }

  /** Watches what matters, and looks at it once: something may have happened before it was watched. */
  async function watchFollowed(): Promise<void> {
    if (isClosed) return;
    const folders = new Set<string>(scopes.size === 0 ? [] : [root]);
    for (const { path } of shownExperiments()) {
      folders.add(path);
      folders.add(join(path, "tags"));
    }
    for (const { table, row } of followed) for (const folder of foldersOf(table, row)) folders.add(folder);
    for (const path of hatching.keys()) folders.add(path);
    if (scopes.size > 0) {
      for (const { path } of shownExperiments()) folders.add(join(path, "traces"));
      folders.add(join(root, ".trash"));
      folders.add(join(root, "models"));
      for (const name of modelNames(root).slice(0, maxWatches / 5)) folders.add(join(root, "models", name));
    }
    if (!isPolled) watches.set(folders);
    await lookAtFollowed();
  }

  async function lookAtFollowed(): Promise<void> {
    for (const table of new Set(followed.map((row) => row.table))) {
      const rows = followed.filter((row) => row.table === table).map(({ row }) => row);
      await lookAtDetails(table, rows, state.reader, { isForced: true });
    }
  }

  function shownExperiments(): ExperimentFolder[] {
    const ids = new Set([...scopes].flatMap(({ experimentIds }) => experimentIds));
    return [...ids].flatMap((id) => (isExperimentId(id) ? findExperimentFolders({ root }, id) : []));
  }

  /** Whether other runs are running now, by what is known. */
  function isFollowedChanged(): boolean {
    const now = shownExperiments().flatMap((folder) => {
      const table = state.tables.get(folder.path);
      return table === undefined
        ? []
        : liveRows(table)
            .slice(0, maxFollowed)
            .map((row) => runFolder(table, row));
    });
    const before = new Set(followed.map(({ table, row }) => runFolder(table, row)));
    return now.some((path) => !before.has(path)) || followed.some(({ table, row }) => !isRun(table, row));
  }

  /** Runs that are shown, and the newest that are running in experiments that are. */
  async function followedRuns(): Promise<Row[]> {
    const rows = new Map<string, Row>();
    const add = (table: RunsTable, row: number) => rows.set(runFolder(table, row), { table, row });
    for (const runId of new Set([...scopes].flatMap(({ runIds }) => runIds))) {
      const shown = shownRun(runId);
      if (shown !== undefined) add(shown.table, shown.row);
    }
    for (const folder of shownExperiments()) {
      const table = tableOf(state, folder);
      await lookAtMetas(table, state.reader);
      // Whether a run still writes is told by the files that belong to it.
      await lookAtDetails(table, liveRows(table).slice(0, maxFollowed), state.reader);
      for (const row of liveRows(table).slice(0, maxFollowed)) add(table, row);
    }
    return [...rows.values()];
  }

  function shownRun(runId: string): Row | undefined {
    try {
      const table = tableOf(state, findRunFolder({ root }, runId).experiment);
      if (!table.rowOf.has(runId)) lookAtNames(table);
      const row = table.rowOf.get(runId);
      return row === undefined ? undefined : { table, row };
    } catch {
      // It was deleted while it is shown.
      return undefined;
    }
  }

  /** Every second: shown and running runs by their files, and whether runs or experiments came or went. */
  async function tick(): Promise<void> {
    const start = performance.now();
    if (isPolled) await refresher.all();
    else {
      refresher.experimentsAtTimes();
      for (const folder of shownExperiments()) {
        const table = tableOf(state, folder);
        if (lookAtNames(table).length > 0 || table.rows.length < fewRuns) await lookAtMetas(table, state.reader);
      }
    }
    if (isFollowedChanged()) await follow();
    else await lookAtFollowed();
    const took = performance.now() - start;
    schedule(Math.max(isPolled ? (options.pollMs ?? defaultPollMs) : tickMs, took / idleShare));
  }

  function schedule(wait: number): void {
    clearTimeout(tickTimer);
    if (scopes.size === 0 || isClosed) return;
    tickTimer = setTimeout(() => inBackground(tick), wait).unref();
  }

  return {
    refresh: (paths) =>
      inTurn(async () => {
        if (paths === undefined) await refresher.all();
        else for (const row of (await refresher.paths(paths)).hatching) hatch(row);
        return hub.take();
      }),
    async watch(scope, listener: (changes: Change[]) => void) {
      scopes.add(scope);
      const unlisten = hub.listen(listener);
      await inTurn(async () => {
        refresher.experiments();
        refresher.models();
        await follow();
      });
      schedule(tickMs);
      return () => {
        unlisten();
        scopes.delete(scope);
        inBackground(follow);
        schedule(tickMs);
      };
    },
    async close() {
      isClosed = true;
      clearTimeout(flushTimer);
      clearTimeout(tickTimer);
      watches.close();
      hub.close();
      await looking;
    },
  };
}

/** Where MLflow writes while a run goes on. */
function foldersOf(table: RunsTable, row: number): string[] {
  const path = runFolder(table, row);
  const inner = linksOf(table, row)?.folders ?? [];
  return [path, ...["metrics", "params", "tags", ...inner].map((name) => join(path, name))];
}
