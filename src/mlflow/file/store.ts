import { accessSync, constants, statSync } from "node:fs";
import { MlflowError, systemError } from "../errors.ts";
import { type Change, type OpenOptions, type Store } from "../store.ts";
import { fileArtifacts } from "./artifacts.ts";
import { type FileStoreContext } from "./context.ts";
import { isOnNetworkDrive } from "./disk/networkDrive.ts";
import { fileExperiments } from "./experiments.ts";
import { type Index, openIndex } from "./index/indexFile.ts";
import { createChangeHub } from "../changeHub.ts";
import { fileLive } from "./live/live.ts";
import { createRefresher } from "./live/refresh.ts";
import { fileLoggedModels } from "./loggedModels.ts";
import { fileHistories } from "./metrics/reads.ts";
import { fileRegistry } from "./registry.ts";
import { createBackground } from "./runs/look/background.ts";
import { fileRuns } from "./runs/reads.ts";
import { createRunsState, type RunsState } from "./runs/state.ts";
import { forgetRow } from "./runs/table/table.ts";
import { fileTraces } from "./traces.ts";
import { fileRegistryWrites } from "./writes/registry.ts";
import { fileTraceWrites } from "./writes/traces.ts";
import { fileTrackingWrites } from "./writes/tracking.ts";

/**
 * Opens the folder that MLflow calls a file store (`./mlruns`). Nothing is read yet but whether it is there.
 *
 * @param root an absolute path
 * @throws MlflowError where there is no such folder
 */
export async function openFileStore(uri: string, root: string, options: OpenOptions): Promise<Store> {
  checkFolder(root);
  const hub = createChangeHub();
  const isRemote = isOnNetworkDrive(root);
  const index = options.indexDir === undefined ? undefined : openIndex(options.indexDir, root);
  const context: FileStoreContext = {
    uri,
    root,
    options,
    readOnlyReason: readOnlyReason(root, options),
    changed(changes) {
      forgetWritten(state, changes);
      hub.add(changes, { isOwn: true });
    },
  };
  const state = createRunsState(context, {
    isRemote,
    load: (folder) => index?.load(folder),
    noticed: ({ folder: { experimentId }, names }, rows) =>
      hub.add([{ kind: "runs", experimentId, runIds: rows.map((row) => names[row]!) }]),
    wanted: (table) => background?.want(table),
  });
  const save = () => saveIndex(index, state);
  const background = index && createBackground(state, save);
  const refresher = createRefresher(state, hub, () => index?.folders() ?? []);
  const live = fileLive(state, hub, refresher, { isPolled: isRemote });
  const { forget: forgetHistories, ...histories } = fileHistories(context);
  return {
    uri,
    kind: "file",
    readOnlyReason: context.readOnlyReason,
    ...fileExperiments(state),
    ...fileRuns(state),
    ...histories,
    ...fileArtifacts(context),
    ...fileLoggedModels(context),
    ...fileRegistry(context),
    ...fileTraces(context),
    ...fileTrackingWrites(context),
    ...fileRegistryWrites(context),
    ...fileTraceWrites(context),
    refresh: (paths) => live.refresh(paths),
    watch: (scope, listener) => live.watch(scope, listener),
    async close() {
      background?.close();
      await live.close();
      forgetHistories();
      save();
      state.reader.close();
    },
  };
}

/** What this store wrote itself is read anew when it is next asked for. */
function forgetWritten(state: RunsState, changes: readonly Change[]): void {
  for (const table of state.tables.values()) {
    const { experimentId } = table.folder;
    for (const change of changes) {
      if (change.kind === "experiments") table.folderMtime = NaN;
      if (change.kind !== "runs" || change.experimentId !== experimentId) continue;
      table.folderMtime = NaN;
      for (const runId of change.runIds ?? []) table.writtenAt.set(runId, performance.now());
      const rows = change.runIds?.flatMap((id) => table.rowOf.get(id) ?? []) ?? table.names.keys();
      for (const row of rows) forgetRow(table, row);
    }
  }
}

/** An index that cannot be written is no harm: the store is read anew next time. */
function saveIndex(index: Index | undefined, state: RunsState): void {
  const tables = [...state.tables.values()];
  if (index === undefined || !tables.some(({ isUnsaved }) => isUnsaved)) return;
  try {
    index.save(tables);
    for (const table of tables) table.isUnsaved = false;
  } catch {
    // The folder for indexes is full or may not be written.
  }
}

function checkFolder(root: string): void {
  try {
    if (statSync(root).isDirectory()) return;
  } catch (error) {
    throw systemError(`Could not open ${root}`, error);
  }
  throw new MlflowError("IO_ERROR", `${root} is not a folder.`);
}

function readOnlyReason(root: string, { readOnly }: OpenOptions): string | undefined {
  if (readOnly === true) return "The store was opened for reading only.";
  try {
    accessSync(root, constants.W_OK);
    return undefined;
  } catch {
    return `The folder ${root} may not be written.`;
  }
}
