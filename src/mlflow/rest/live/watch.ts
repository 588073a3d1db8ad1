import { type Change, type Live, type WatchScope } from "../../store.ts";
import { type Look } from "./look.ts";

const defaultPollMs = 5_000;
const maxPollMs = 60_000;
/** One look in so many is thorough. */
const thoroughEvery = 6;
/** A listener is told at most so often. */
const quietMs = 100;

interface Watcher {
  scope: WatchScope;
  listener: (changes: Change[]) => void;
}

export interface Watching extends Pick<Live, "watch" | "refresh"> {
  /** Tells all watchers. */
  tell(changes: readonly Change[]): void;
  close(): void;
}

/**
 * Looks at the server every `pollMs` while somebody watches, and not at all otherwise. A look that fails is tried again
 * later and later: whoever asks the server for something meanwhile gets the error.
 */
export function watching(look: Look, pollMs = defaultPollMs): Watching {
  const watchers = new Set<Watcher>();
  let timer: NodeJS.Timeout | undefined;
  let waitMs = pollMs;
  let looks = 0;
  let queued: Change[] = [];
  let telling: NodeJS.Timeout | undefined;
  let toldAt = -Infinity;

  function scope(): WatchScope {
    const scopes = [...watchers].map((watcher) => watcher.scope);
    return {
      experimentIds: [...new Set(scopes.flatMap((each) => each.experimentIds))],
      runIds: [...new Set(scopes.flatMap((each) => each.runIds))],
    };
  }

  async function lookOnce(isThorough: boolean): Promise<Change[]> {
    try {
      const changes = await look(scope(), { isThorough });
      waitMs = pollMs;
      return changes;
    } catch (error) {
      waitMs = Math.min(2 * waitMs, Math.max(maxPollMs, pollMs));
      throw error;
    }
  }

  function schedule(): void {
    clearTimeout(timer);
    timer = undefined;
    if (watchers.size === 0) return;
    timer = setTimeout(() => {
      looks++;
      void lookOnce(looks % thoroughEvery === 0)
        .then(tell, () => {})
        .finally(schedule);
    }, waitMs);
  }

  function tell(changes: readonly Change[]): void {
    queued.push(...changes);
    if (queued.length === 0 || telling !== undefined) return;
    telling = setTimeout(
      () => {
        telling = undefined;
        toldAt = performance.now();
        const told = withoutDoubles(queued);
        queued = [];
        for (const { listener } of watchers) listener(told);
      },
      Math.max(0, toldAt + quietMs - performance.now()),
    );
  }

  return {
    tell,
    async watch(ownScope, listener) {
      const watcher = { scope: ownScope, listener };
      watchers.add(watcher);
      // What was read before is compared now; what was not is what later looks are compared with.
      const changes = await lookOnce(true).catch(() => []);
      tell(changes);
      if (timer === undefined) schedule();
      return () => {
        watchers.delete(watcher);
        if (watchers.size === 0) schedule();
      };
    },
    refresh: async () => withoutDoubles(await lookOnce(true)),
    close() {
      watchers.clear();
      clearTimeout(timer);
      clearTimeout(telling);
    },
  };
}

/** Changes of the same thing become one. */
export function withoutDoubles(changes: readonly Change[]): Change[] {
  const merged = new Map<string, Change>();
  for (const change of changes) {
    const key = `${change.kind} ${change.kind === "runs" || change.kind === "traces" ? change.experimentId : ""}`;
    const before = merged.get(key);
    merged.set(key, before === undefined ? change : both(before, change));
  }
  return [...merged.values()];
}

function both(a: Change, b: Change): Change {
  if (a.kind === "runs" && b.kind === "runs") {
    if (a.runIds === undefined || b.runIds === undefined) return { kind: "runs", experimentId: a.experimentId };
    return { ...a, runIds: [...new Set([...a.runIds, ...b.runIds])] };
  }
  if (a.kind === "models" && b.kind === "models") {
    if (a.names === undefined || b.names === undefined) return { kind: "models" };
    return { kind: "models", names: [...new Set([...a.names, ...b.names])] };
  }
  return b;
}
