import { realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { type ExperimentFolder, listExperimentFolders, ownerOfPath } from "../context.ts";
import { RowState } from "../runs/table/columns.ts";
import { lookAtDetails, lookAtMetas, lookAtNames, notice, readRows } from "../runs/look/look.ts";
import { statOf } from "../disk/stamps.ts";
import { type RunsState, tableOf } from "../runs/state.ts";
import { isRun, type RunsTable } from "../runs/table/table.ts";
import { type ChangeHub } from "../../changeHub.ts";
import { liveRows } from "./liveRuns.ts";
import { experimentsSignature, modelSignatures, tracesStamp } from "./signatures.ts";

/** Looking at all experiments takes at most this part of the time. */
const experimentsShare = 1 / 500;

/** Folders that an experiment did not have before. */
export interface NewFolders {
  areThere: boolean;
  /** Those that are no runs yet: MLflow makes the folder first. */
  hatching: { table: RunsTable; row: number }[];
}

/** Looks for changes; what it finds it tells the hub. */
export interface Refresher {
  /** All that looks changed: every meta.yaml, and whatever belongs to runs that are or lately were running. */
  all(): Promise<void>;
  /** What these files belong to, and nothing else; files outside of the store are none. */
  paths(paths: Iterable<string>): Promise<NewFolders>;
  experiments(): void;
  /** Like `experiments`, but no more often than is worth what it costs. */
  experimentsAtTimes(): void;
  models(): void;
}

export function createRefresher(state: RunsState, hub: ChangeHub, known: () => readonly string[]): Refresher {
  const { root } = state.context;
  const realRoot = realpathSync(root);
  let experimentsBefore: string | undefined;
  let modelsBefore: Map<string, string> | undefined;
  const tracesBefore = new Map<string, string>();

  let experimentsDueAt = 0;

  /** The path as the store's own; events may name it by its real one. */
  function withinRoot(path: string): string | undefined {
    for (const start of [root, realRoot]) {
      if (path === start || path.startsWith(start + sep)) return root + path.slice(start.length);
    }
    return undefined;
  }

  function experiments(): void {
    const start = performance.now();
    const now = experimentsSignature(root);
    if (experimentsBefore !== undefined && now !== experimentsBefore) hub.add([{ kind: "experiments" }]);
    experimentsBefore = now;
    const end = performance.now();
    experimentsDueAt = end + (end - start) / experimentsShare;
  }

  function models(): void {
    const now = modelSignatures(root);
    if (modelsBefore !== undefined) {
      const names = [...new Set([...now.keys(), ...modelsBefore.keys()])];
      const changed = names.filter((name) => now.get(name) !== modelsBefore?.get(name));
      if (changed.length > 0) hub.add([{ kind: "models", names: changed }]);
    }
    modelsBefore = now;
  }

  function traces({ path, experimentId }: ExperimentFolder): void {
    const now = tracesStamp(path);
    if (tracesBefore.has(path) && tracesBefore.get(path) !== now) hub.add([{ kind: "traces", experimentId }]);
    tracesBefore.set(path, now);
  }

  async function runs(folder: ExperimentFolder, runIds: ReadonlySet<string>, found: NewFolders): Promise<void> {
    const table = state.tables.get(folder.path);
    if (table?.isKnown !== true) {
      // Nobody asked for its runs yet, or somebody is asking right now: there is nothing to compare with.
      hub.add([{ kind: "runs", experimentId: folder.experimentId, runIds: [...runIds] }]);
      return;
    }
    const added = lookAtNames(table);
    const rows = [...new Set([...added, ...[...runIds].flatMap((id) => table.rowOf.get(id) ?? [])])];
    const detailed = rows.filter((row) => table.rows.hasDetails[row] === 1);
    await lookAtDetails(table, detailed, state.reader, { isForced: true });
    const others = rows.filter((row) => table.rows.hasDetails[row] === 0);
    for (const row of others) table.keyColumns.forget(row);
    await readRows(table, others, { withDetails: false }, state.reader);
    // Without their details there is nothing to compare but meta.yaml; the event says that something is new.
    const told = others.filter((row) => isRun(table, row) && !added.includes(row));
    notice(table, told);
    found.areThere ||= added.length > 0;
    for (const row of rows) if (table.rows.state[row] === RowState.notARun) found.hatching.push({ table, row });
  }

  return {
    experiments,
    experimentsAtTimes: () => {
      if (performance.now() >= experimentsDueAt) experiments();
    },
    models,
    async all() {
      experiments();
      models();
      const remembered = new Set(known().map((name) => join(root, name)));
      for (const folder of listExperimentFolders(root)) {
        traces(folder);
        if (!state.tables.has(folder.path) && !remembered.has(folder.path)) continue;
        const table = tableOf(state, folder);
        table.lookedAt = -Infinity;
        await lookAtMetas(table, state.reader);
        const rows = liveRows(table, { withEnded: true }).filter((row) => table.rows.hasDetails[row] === 1);
        await lookAtDetails(table, rows, state.reader, { isForced: true });
      }
      for (const table of state.tables.values()) if (statOf(table.folder.path) === undefined) lookAtNames(table);
    },
    async paths(paths) {
      const touched = new Map<string, { folder: ExperimentFolder; runIds: Set<string> }>();
      const found: NewFolders = { areThere: false, hatching: [] };
      let areExperiments = false;
      let areModels = false;
      for (const given of paths) {
        const path = withinRoot(given);
        if (path === undefined) continue;
        const owner = ownerOfPath(root, path);
        if (owner === undefined) {
          if (path === join(root, "models") || path.startsWith(join(root, "models") + sep)) areModels = true;
          else areExperiments = true;
          continue;
        }
        const { experiment, runId, rest } = owner;
        const entry = touched.get(experiment.path) ?? { folder: experiment, runIds: new Set<string>() };
        if (rest[0] === "traces") hub.add([{ kind: "traces", experimentId: experiment.experimentId }]);
        else if (rest[0] === "models") hub.add([{ kind: "runs", experimentId: experiment.experimentId }]);
        else if (rest[0] === "artifacts" && runId !== undefined) {
          hub.add([{ kind: "runs", experimentId: experiment.experimentId, runIds: [runId] }]);
        } else {
          if (runId === undefined) areExperiments = true;
          else entry.runIds.add(runId);
          touched.set(experiment.path, entry);
        }
      }
      if (areExperiments) experiments();
      if (areModels) models();
      for (const { folder, runIds } of touched.values()) {
        if (runIds.size > 0 || state.tables.has(folder.path)) await runs(folder, runIds, found);
      }
      return found;
    },
  };
}
