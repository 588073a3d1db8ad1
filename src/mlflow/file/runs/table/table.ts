import { type ExperimentFolder } from "../../context.ts";
import {
  makeColumns,
  type MetricCells,
  metricLayout,
  reserve,
  rowLayout,
  type Rows,
  RowState,
  type TextCells,
  textLayout,
} from "./columns.ts";
import { type Dictionary, makeDictionary, makeTextList, type TextList } from "./dictionary.ts";
import { type KeyColumns, type KeyKind, makeKeyColumns } from "./keyColumns.ts";
import { type RunLinks } from "../scan/links.ts";

/** All that is known of the folders of one experiment, in columns. Whether it still holds is looked up elsewhere. */
export interface RunsTable {
  readonly folder: ExperimentFolder;
  /** Names of folders by row, also of such as are no runs or gone. */
  names: string[];
  rowOf: Map<string, number>;
  rows: Rows;
  metrics: MetricCells;
  texts: TextCells;
  /** Keys of cells. */
  keys: Dictionary;
  /** All other texts. */
  values: TextList;
  keyColumns: KeyColumns;
  /** The experiment folder's mtime when `names` was read; NaN where it could not be trusted. */
  folderMtime: number;
  /** When all meta files were last looked at, in milliseconds of the monotonic clock, and how many it took for each. */
  lookedAt: number;
  lookTook: number;
  /** How long it lately took to look at the details of one run, in milliseconds. */
  detailsTook: number;
  /** True once its runs were listed: what changes from then on is news. */
  isKnown: boolean;
  /** Told of rows that changed since they were last looked at, whoever looked. */
  noticed?: (rows: readonly number[]) => void;
  /** Runs that were written through this store, by the monotonic clock: that is no news. */
  writtenAt: Map<string, number>;
  /** Cells that no row points to any more. */
  unusedCells: number;
  /** True where the index on disk lacks something that is here. */
  isUnsaved: boolean;
}

export function makeTable(folder: ExperimentFolder): RunsTable {
  return {
    folder,
    names: [],
    rowOf: new Map(),
    rows: makeColumns(rowLayout, 0),
    metrics: makeColumns(metricLayout, 0),
    texts: makeColumns(textLayout, 0),
    keys: makeDictionary(),
    values: makeTextList(),
    keyColumns: makeKeyColumns(),
    folderMtime: NaN,
    lookedAt: -Infinity,
    lookTook: 0,
    detailsTook: 0,
    isKnown: false,
    writtenAt: new Map(),
    unusedCells: 0,
    isUnsaved: false,
  };
}

/** Where the cells of each kind lie: in which columns, and between which entries for a row. */
export const cellKinds = {
  metrics: { cells: "metrics", start: "metricsStart", count: "metricsCount" },
  params: { cells: "texts", start: "paramsStart", count: "paramsCount" },
  tags: { cells: "texts", start: "tagsStart", count: "tagsCount" },
} as const;

/**
 * Takes over which folders there are.
 *
 * @returns the rows that are new or gone
 */
export function setNames(table: RunsTable, names: readonly string[]): number[] {
  const changed: number[] = [];
  const isPresent = new Uint8Array(table.names.length);
  const added: string[] = [];
  for (const name of names) {
    const row = table.rowOf.get(name);
    if (row === undefined) added.push(name);
    else {
      isPresent[row] = 1;
      if (table.rows.state[row] === RowState.gone) {
        table.rows.state[row] = RowState.unknown;
        changed.push(row);
      }
    }
  }
  isPresent.forEach((present, row) => {
    if (present === 1 || table.rows.state[row] === RowState.gone) return;
    table.rows.state[row] = RowState.gone;
    dropDetails(table, row);
    changed.push(row);
  });
  reserve(table.rows, rowLayout, added.length);
  for (const name of added) {
    const row = table.rows.length++;
    table.names.push(name);
    table.rowOf.set(name, row);
    table.rows.state[row] = RowState.unknown;
    for (const text of ["runName", "userId", "artifactUri", "metaProblems", "links", "problems"] as const) {
      table.rows[text][row] = -1;
    }
    changed.push(row);
  }
  for (const row of changed) forgetRow(table, row);
  if (changed.length > 0) table.isUnsaved = true;
  return changed;
}

/** What is known of a row must be looked at again, whatever its stamps say; it stays there to be compared with. */
export function forgetRow(table: RunsTable, row: number): void {
  table.rows.readAt[row] = Date.now();
  table.rows.metaMtime[row] = NaN;
  table.rows.foldersStamp[row] = NaN;
  table.rows.seenAt[row] = -Infinity;
  table.keyColumns.forget(row);
}

export function dropDetails(table: RunsTable, row: number): void {
  const { rows } = table;
  if (rows.hasDetails[row] === 0) return;
  for (const kind of ["metrics", "params", "tags"] as const) {
    table.unusedCells += rows[cellKinds[kind].count][row]!;
    rows[cellKinds[kind].count][row] = 0;
  }
  rows.hasDetails[row] = 0;
  rows.links[row] = rows.problems[row] = -1;
  rows.foldersStamp[row] = NaN;
}

/** The cell of a key, or −1: of a run whose details were read. */
export function findCell(table: RunsTable, row: number, kind: KeyKind, keyCode: number): number {
  const { cells, start, count } = cellKinds[kind];
  const keys = table[cells].key;
  const from = table.rows[start][row]!;
  for (let cell = from, end = from + table.rows[count][row]!; cell < end; cell++) {
    if (keys[cell] === keyCode) return cell;
  }
  return -1;
}

export function linksOf(table: RunsTable, row: number): RunLinks | undefined {
  const json = table.values.text(table.rows.links[row]!);
  return json === undefined ? undefined : (JSON.parse(json) as RunLinks);
}

export function runFolder(table: RunsTable, row: number): string {
  return `${table.folder.path}/${table.names[row]!}`;
}

/** Whether its folder is a run that MLflow would list, active or deleted. */
export function isRun(table: RunsTable, row: number): boolean {
  return table.rows.state[row] === RowState.run;
}
