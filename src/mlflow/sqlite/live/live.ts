import { type FSWatcher, watch } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { createChangeHub } from "../../changeHub.ts";
import { type Change, type Live, type WatchScope } from "../../store.ts";
import { type OpenedContext } from "../connection/open.ts";
import { createLook, type Scope } from "./look.ts";

/** Events get lost, and network drives tell none. */
const tickMs = 1000;
/** A commit comes as several events. */
const gatherMs = 3;
/** While commit follows commit, it is looked at their sum so often: who watches is told no more often either. */
const quietMs = 80;
/** sql.js loads the whole database for a look: a pause of so many times its duration follows. */
const pauseFactor = 4;
const maxPauseMs = 2000;

/** Follows a database: the folder tells of a write, SQLite's version whether anything changed, the rows what it was. */
export function sqliteLive(context: OpenedContext): Live {
  const hub = createChangeHub();
  const look = createLook(context);
  const scopes = new Set<WatchScope>();
  const names = new Set(["", "-wal", "-journal"].map((suffix) => basename(context.path) + suffix));
  let version = context.version();
  let watcher: FSWatcher | undefined;
  let checkTimer: NodeJS.Timeout | undefined;
  let tickTimer: NodeJS.Timeout | undefined;
  let notBefore = 0;
  /** What was written through this store since the last look, which will find it again. */
  let own: Change[] = [];

  function scope(): Scope {
    const all = [...scopes];
    return {
      experimentIds: [...new Set(all.flatMap(({ experimentIds }) => experimentIds))],
      runIds: [...new Set(all.flatMap(({ runIds }) => runIds))],
    };
  }

  function check(): void {
    clearTimeout(checkTimer);
    checkTimer = undefined;
    const start = performance.now();
    const now = context.version();
    if (now === version) return;
    const found = withoutOwn(look.changes(scope(), { isExplained: own.length > 0 }), own);
    version = now;
    own = [];
    hub.add(found);
    const end = performance.now();
    const pause = context.driver === "native" ? quietMs : Math.min(pauseFactor * (end - start), maxPauseMs);
    notBefore = end + Math.max(quietMs, pause);
  }

  /** A look that nobody waits for: what fails now, as the file may be locked or just replaced, is tried at the next tick. */
  function checkInBackground(): void {
    try {
      check();
    } catch {
      notBefore = performance.now() + tickMs;
    }
  }

  function follow(): void {
    if (scopes.size === 0) {
      watcher?.close();
      watcher = undefined;
      clearTimeout(checkTimer);
      clearInterval(tickTimer);
      checkTimer = tickTimer = undefined;
      return;
    }
    tickTimer ??= setInterval(() => {
      if (watcher === undefined) watchFolder();
      if (performance.now() < notBefore) return;
      checkInBackground();
      try {
        hub.add(look.doubts(scope()));
      } catch {
        // As in a look.
      }
    }, tickMs).unref();
    if (watcher === undefined) watchFolder();
  }

  function watchFolder(): void {
    try {
      watcher = watch(dirname(context.path), { persistent: false }, (_, name) => {
        if (name !== null && !names.has(name)) return;
        checkTimer ??= setTimeout(checkInBackground, Math.max(gatherMs, notBefore - performance.now())).unref();
      });
      watcher.on("error", () => {
        watcher?.close();
        watcher = undefined;
      });
    } catch {
      // The system has no watch left, or the folder is gone: the look every second goes on.
    }
  }

  context.onChanged((changes) => {
    own.push(...changes);
    hub.add(changes, { isOwn: true });
  });

  return {
    refresh: async (paths) => {
      const isOurs = (path: string) =>
        names.has(basename(path)) && resolve(dirname(path)) === resolve(dirname(context.path));
      if (paths === undefined || paths.some(isOurs)) check();
      return hub.take();
    },
    watch: async (wanted, listener) => {
      check();
      scopes.add(wanted);
      look.start(scope());
      const unlisten = hub.listen(listener);
      follow();
      return () => {
        unlisten();
        scopes.delete(wanted);
        follow();
      };
    },
    close: async () => {
      scopes.clear();
      follow();
      hub.close();
      context.close();
    },
  };
}

/** What was found but for what this store wrote itself and told already. */
function withoutOwn(found: readonly Change[], own: readonly Change[]): Change[] {
  if (own.length === 0) return [...found];
  return found.flatMap((change): Change[] => {
    if (change.kind !== "runs") return own.some(({ kind }) => kind === change.kind) ? [] : [change];
    const ours = own.filter((each) => each.kind === "runs" && each.experimentId === change.experimentId);
    const ids = new Set(ours.flatMap((each) => (each.kind === "runs" ? (each.runIds ?? []) : [])));
    // Nothing else was found of it, so it was ours.
    if (change.runIds === undefined) return ours.length > 0 ? [] : [change];
    const runIds = change.runIds.filter((runId) => !ids.has(runId));
    return runIds.length > 0 ? [{ ...change, runIds }] : [];
  });
}
