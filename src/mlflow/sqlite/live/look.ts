import { type Change } from "../../store.ts";
import { sql } from "../../search/sqlText.ts";
import { type SqliteContext } from "../context.ts";
import { type Database } from "../database.ts";
import { isOfExperiments } from "../tracking/experimentIds.ts";
import {
  experimentFingerprint,
  registryChange,
  registryFingerprints,
  type RunPrint,
  runPrints,
} from "./fingerprints.ts";
import { changesOfNewRows, type Watermarks, watermarks } from "./newRows.ts";

/** Unfinished runs that are followed besides those that are shown: the newest. */
const maxFollowed = 200;
/** As many are named one by one where any may have changed. */
const maxExperiments = 200;
/** While a database keeps changing, it is said so often that anything may have: a change in place of what nobody follows. */
const coarseEveryMs = 5_000;

export interface Scope {
  experimentIds: readonly string[];
  runIds: readonly string[];
}

/** Compares a database with how it was at the last look. */
export interface Look {
  /** Remembers how the database is now; of what is remembered already only the runs become more. */
  start(scope: Scope): void;
  /**
   * What changed since the last look, where something did. Where nothing is found to have changed, anything may have.
   *
   * @param options.isExplained whether it is known otherwise what changed
   */
  changes(scope: Scope, options: { isExplained: boolean }): Change[];
  /** What may have changed unnoticed in all that was told since this last answered; empty where that is not long ago. */
  doubts(scope: Scope): Change[];
}

interface Seen {
  marks: Watermarks;
  experiments: string;
  registry: Map<string, string>;
  runs: Map<string, RunPrint>;
}

export function createLook(context: SqliteContext): Look {
  let seen: Seen | undefined;
  let doubtfulSince = Infinity;

  function see(database: Database, scope: Scope, marks: Watermarks, unfinished: Iterable<string>): Seen {
    return {
      marks,
      experiments: experimentFingerprint(database),
      registry: registryFingerprints(database),
      runs: runPrints(database, [...new Set([...scope.runIds, ...unfinished])]),
    };
  }

  return {
    start: (scope) => {
      const before = seen;
      seen = context.read(
        (database) => {
          const unfinished = unfinishedRuns(database, scope);
          if (before === undefined) return see(database, scope, watermarks(database), unfinished);
          // What was seen stays as it was seen: what another program has written since is still to be told.
          const more = runPrints(database, [...new Set([...scope.runIds, ...unfinished])]);
          return { ...before, runs: new Map([...more, ...before.runs]) };
        },
        { together: true },
      );
    },
    changes: (scope, { isExplained }) => {
      // What is read may be read twice, as a file changes under it: what is seen is remembered once it stands.
      const before = seen;
      const { now, added, all } = context.read(
        (database) => {
          const marks = watermarks(database);
          const added = before === undefined ? undefined : changesOfNewRows(database, before.marks, marks);
          const followed = before === undefined ? unfinishedRuns(database, scope) : followedRuns(before, added ?? []);
          return { now: see(database, scope, marks, followed), added, all: anything(database, scope) };
        },
        { together: true },
      );
      seen = now;
      if (before === undefined || added === undefined) return [{ kind: "experiments" }, { kind: "models" }, ...all];
      const changes = [
        ...(before.experiments === now.experiments ? [] : ([{ kind: "experiments" }] as const)),
        ...registryChange(before.registry, now.registry),
        ...added,
        ...changedRuns(before.runs, now.runs),
      ];
      if (changes.length === 0) return isExplained ? [] : all;
      doubtfulSince = Math.min(doubtfulSince, performance.now());
      return changes;
    },
    doubts: (scope) => {
      if (performance.now() - doubtfulSince < coarseEveryMs) return [];
      doubtfulSince = Infinity;
      return context.read((database) => anything(database, scope));
    },
  };
}

/** The newest unfinished runs of what is shown. */
function unfinishedRuns(database: Database, { experimentIds }: Scope): string[] {
  if (experimentIds.length === 0) return [];
  return database
    .rows<[string]>(
      sql`SELECT run_uuid FROM runs WHERE ${isOfExperiments("experiment_id", experimentIds)}
        AND status IN ('RUNNING', 'SCHEDULED') ORDER BY runs.rowid DESC LIMIT ${maxFollowed}`,
    )
    .map(([runId]) => runId);
}

/** Runs that were unfinished at the last look, and those that were written since. */
function followedRuns({ runs }: Seen, added: readonly Change[]): string[] {
  const written = added.flatMap((change) => (change.kind === "runs" ? (change.runIds ?? []) : []));
  const unfinished = [...runs].filter(([, { isUnfinished }]) => isUnfinished).map(([runId]) => runId);
  return [...new Set([...written, ...unfinished])].slice(0, maxFollowed);
}

function changedRuns(before: ReadonlyMap<string, RunPrint>, now: ReadonlyMap<string, RunPrint>): Change[] {
  const changes: Change[] = [];
  for (const [runId, { experimentId, print }] of before) {
    const found = now.get(runId);
    // A run that is not among those looked at now has left the screen, or is gone.
    if (found !== undefined && found.print !== print) changes.push({ kind: "runs", experimentId, runIds: [runId] });
  }
  return changes;
}

/** Any run and any trace of every experiment, or of those that are shown where there are very many. */
function anything(database: Database, { experimentIds }: Scope): Change[] {
  const all = database
    .rows<[string]>(sql`SELECT CAST(experiment_id AS TEXT) AS id FROM experiments LIMIT ${maxExperiments + 1}`)
    .map(([id]) => id);
  const hasTraces = database.has("trace_info") && database.row(sql`SELECT 1 FROM trace_info LIMIT 1`) !== undefined;
  return (all.length > maxExperiments ? experimentIds : all).flatMap((experimentId): Change[] => [
    { kind: "runs", experimentId },
    ...(hasTraces ? ([{ kind: "traces", experimentId }] as const) : []),
  ]);
}
