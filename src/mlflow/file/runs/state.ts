import { type ExperimentFolder, type FileStoreContext } from "../context.ts";
import { createReader, type Reader } from "../reader.ts";
import { createDatasets, type Datasets } from "./datasets.ts";
import { makeTable, type RunsTable } from "./table/table.ts";

/** What the reads of runs share: what is known of each experiment, and who reads. */
export interface RunsState {
  context: FileStoreContext;
  reader: Reader;
  datasets: Datasets;
  /** By the experiment's folder. */
  tables: Map<string, RunsTable>;
  /** What an earlier session knew of an experiment, if anything. */
  load(folder: ExperimentFolder): RunsTable | undefined;
  /** Called with rows that turned out to have changed since they were last looked at. */
  noticed(table: RunsTable, rows: readonly number[]): void;
  /** Called when runs of an experiment were asked for. */
  wanted(table: RunsTable): void;
}

export function createRunsState(
  context: FileStoreContext,
  hooks: Partial<Pick<RunsState, "load" | "noticed" | "wanted">> & { isRemote?: boolean } = {},
): RunsState {
  const { isRemote = false, ...others } = hooks;
  return {
    context,
    reader: createReader(isRemote),
    datasets: createDatasets(),
    tables: new Map(),
    load: () => undefined,
    noticed: () => undefined,
    wanted: () => undefined,
    ...others,
  };
}

export function tableOf(state: RunsState, folder: ExperimentFolder): RunsTable {
  let table = state.tables.get(folder.path);
  if (table === undefined) {
    const loaded = state.load(folder);
    table = loaded ?? makeTable(folder);
    // What an earlier session knew was shown to its user: what differs is news.
    table.isKnown = loaded !== undefined;
    table.noticed = (rows) => state.noticed(table!, rows);
    state.tables.set(folder.path, table);
  }
  return table;
}
