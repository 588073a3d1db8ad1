import { type Change } from "./store.ts";

/** Gathers what changed and tells it: to those who watch, and to whoever asks next what changed. */
export interface ChangeHub {
  /** @param isOwn written through this store: whoever did it knows, so it is told to those who watch only */
  add(changes: readonly Change[], options?: { isOwn?: boolean }): void;
  /** @returns a function that ends it */
  listen(listener: (changes: Change[]) => void): () => void;
  /** What changed since this was last called. */
  take(): Change[];
  close(): void;
}

/** Listeners are called at most that often. */
const quietMs = 100;
/** What comes together is told together. */
const gatherMs = 5;
/** Beyond so many runs a change names none: any may have changed. */
const maxNamed = 1000;

export function createChangeHub(): ChangeHub {
  const listeners = new Set<(changes: Change[]) => void>();
  const untold = gathering();
  const untaken = gathering();
  let timer: NodeJS.Timeout | undefined;
  let toldAt = -Infinity;

  function tell(): void {
    timer = undefined;
    toldAt = performance.now();
    const changes = untold.take();
    for (const listener of listeners) listener(changes);
  }

  return {
    add(changes, { isOwn = false } = {}) {
      if (!isOwn) untaken.add(changes);
      if (changes.length === 0 || listeners.size === 0) return;
      untold.add(changes);
      timer ??= setTimeout(tell, Math.max(gatherMs, toldAt + quietMs - performance.now()));
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    take: () => untaken.take(),
    close() {
      clearTimeout(timer);
      listeners.clear();
    },
  };
}

/** Changes without doubles. */
function gathering() {
  let isExperiments = false;
  /** By experiment; `undefined` stands for any run of it. */
  const runs = new Map<string, Set<string> | undefined>();
  let models: Set<string> | undefined = new Set();
  /** By experiment; "" stands for any. */
  const traces = new Set<string>();

  return {
    add(changes: readonly Change[]) {
      for (const change of changes) {
        switch (change.kind) {
          case "experiments":
            isExperiments = true;
            break;
          case "runs":
            addRuns(runs, change);
            break;
          case "models":
            models = union(models, change.names);
            break;
          case "traces":
            traces.add(change.experimentId ?? "");
            break;
        }
      }
    },
    take(): Change[] {
      const changes: Change[] = isExperiments ? [{ kind: "experiments" }] : [];
      for (const [experimentId, ids] of runs) {
        changes.push({ kind: "runs", experimentId, ...(ids === undefined ? {} : { runIds: [...ids] }) });
      }
      if (models === undefined) changes.push({ kind: "models" });
      else if (models.size > 0) changes.push({ kind: "models", names: [...models] });
      for (const experimentId of traces)
        changes.push({ kind: "traces", ...(experimentId === "" ? {} : { experimentId }) });
      isExperiments = false;
      runs.clear();
      models = new Set();
      traces.clear();
      return changes;
    },
  };
}

function addRuns(runs: Map<string, Set<string> | undefined>, change: Extract<Change, { kind: "runs" }>): void {
  const { experimentId, runIds } = change;
  const known = runs.has(experimentId) ? runs.get(experimentId) : new Set<string>();
  runs.set(experimentId, union(known, runIds));
}

function union(known: Set<string> | undefined, added: readonly string[] | undefined): Set<string> | undefined {
  if (known === undefined || added === undefined) return undefined;
  for (const name of added) known.add(name);
  return known.size > maxNamed ? undefined : known;
}
