import { type ExperimentFolder, type FileStoreContext } from "../context.ts";
import { createReader, type Reader } from "../reader.ts";
import { createDatasets, type Datasets } from "./datasets.ts";
import { makeTable, type RunsTable } from "./table.ts";

/** What the reads of runs share: what is known of each experiment, and who reads. */
export interface RunsState {
  context: FileStoreContext;
  reader: Reader;
  datasets: Datasets;
  /** By the experiment's folder. */
  tables: Map<string, RunsTable>;
  /** What an earlier session knew of an experiment, if anything. */
  loadTable?: (folder: ExperimentFolder) => RunsTable | undefined;
  /** Called when runs of an experiment were asked for: the rest of it is read in the background. */
  wanted?: (table: RunsTable) => void;
}

export function createRunsState(context: FileStoreContext): RunsState {
  return { context, reader: createReader(), datasets: createDatasets(), tables: new Map() };
}

export function tableOf(state: RunsState, folder: ExperimentFolder): RunsTable {
  let table = state.tables.get(folder.path);
  if (table === undefined) {
    table = state.loadTable?.(folder) ?? makeTable(folder);
    state.tables.set(folder.path, table);
  }
  return table;
}
