import { invalidParameter } from "../../errors.ts";
import { isSummaryKind, type SummaryKind } from "../../metricSummary.ts";
import { type NumberColumn, type RunTable, type RunTableQuery, type TextColumn } from "../../store.ts";
import { cellColumns } from "./cellColumns.ts";
import { makeDictionary } from "./table/dictionary.ts";
import { problemsOf } from "./entity.ts";
import { type KeyKind } from "./table/keyColumns.ts";
import { type Key, lookAtKey, lookAtKeys } from "./look/keyLook.ts";
import { stepOf } from "./look/keyLook.ts";
import { lookAtDetails } from "./look/look.ts";
import { matchRuns } from "./match.ts";
import { columnOf, type RunRow, runNameTag, type SearchedTable } from "./row.ts";
import { summaryColumns } from "./summaries.ts";
import { textColumnBuilder } from "./textColumn.ts";
import { type RunsState } from "./state.ts";

const numberAttributes: ReadonlySet<string> = new Set(["start_time", "end_time"]);
const textAttributes: ReadonlySet<string> = new Set([
  "run_id",
  "run_name",
  "experiment_id",
  "user_id",
  "status",
  "lifecycle_stage",
  "artifact_uri",
  "problems",
]);
const keyKinds: ReadonlySet<string> = new Set(["metrics", "params", "tags", "steps"]);

/**
 * A window of the runs that match, in columns.
 *
 * @returns the table, and the buffers in it, which may be transferred
 * @throws MlflowError for a column that does not exist, and as a search does
 */
export async function runTable(
  state: RunsState,
  query: RunTableQuery,
): Promise<{ table: RunTable; buffers: ArrayBuffer[] }> {
  const columns = query.columns.map(parseColumn);
  const offset = Math.max(0, query.offset ?? 0);
  const end = query.limit === undefined ? undefined : offset + Math.max(0, query.limit);
  const found = await matchRuns(state, query, end);
  const window = found.slice(offset, end);
  const summaries = await summaryColumns(window, columns.filter(isSummary));
  const others = columns.filter((column) => !isSummary(column));
  const isWide = others.filter(isKey).length > manyKeys;
  const read = isWide ? await wideColumns(state, window, others) : await fewColumns(state, window, others);
  const made = columns.map((column) => (isSummary(column) ? summaries(column) : read[others.indexOf(column)]!));
  return {
    table: { total: found.length, columns: made },
    buffers: made.flatMap((column) =>
      column.kind === "number"
        ? [column.values.buffer as ArrayBuffer, column.present.buffer as ArrayBuffer]
        : [column.codes.buffer as ArrayBuffer],
    ),
  };
}

/** From so many on it is quicker to read everything of a run than file by file. */
const manyKeys = 40;

interface ColumnName {
  kind: KeyKind | "steps" | "attributes" | SummaryKind;
  key: string;
}

interface KeyName {
  kind: KeyKind | "steps";
  key: string;
}

function isKey(column: ColumnName): column is KeyName {
  return keyKinds.has(column.kind);
}

function isSummary(column: ColumnName): column is { kind: SummaryKind; key: string } {
  return isSummaryKind(column.kind);
}

/** What must be known of runs for a column: a step is a metric's. */
function keyOf({ kind, key }: KeyName): Key {
  return { kind: kind === "steps" ? "metrics" : kind, key };
}

function parseColumn(name: string): ColumnName {
  const dot = name.indexOf(".");
  const kind = name.slice(0, dot);
  const key = name.slice(dot + 1);
  const isAttribute = numberAttributes.has(key) || textAttributes.has(key);
  const isKnown = kind === "attributes" ? isAttribute : keyKinds.has(kind) || isSummaryKind(kind);
  if (dot === -1 || !isKnown) throw invalidParameter(`Invalid column '${name}'.`);
  return { kind: kind as ColumnName["kind"], key };
}

type Columns = (NumberColumn | TextColumn)[];

/** By everything that belongs to the runs. */
async function wideColumns(
  state: RunsState,
  window: readonly RunRow[],
  columns: readonly ColumnName[],
): Promise<Columns> {
  await lookAtTables(window, async (searched, rows) => {
    await lookAtDetails(searched.table, rows, state.reader);
    await lookAtAttributes(state, searched, rows, columns);
  });
  const cells = cellColumns(window, columns.filter(isKey));
  return columns.map((column) =>
    isKey(column) ? cells.get(`${column.kind}/${column.key}`)! : attributeColumn(column.key, window),
  );
}

/** By the files of the columns alone. */
async function fewColumns(
  state: RunsState,
  window: readonly RunRow[],
  columns: readonly ColumnName[],
): Promise<Columns> {
  const keys = columns.filter(isKey).map(keyOf);
  await lookAtTables(window, async (searched, rows) => {
    const looked = await lookAtKeys(searched.table, rows, keys, state.reader);
    for (const column of looked) searched.columns.set(`${column.kind}/${column.key}`, column);
    await lookAtAttributes(state, searched, rows, columns);
  });
  return columns.map((column) => (isKey(column) ? keyColumn(column, window) : attributeColumn(column.key, window)));
}

async function lookAtTables(
  window: readonly RunRow[],
  look: (searched: SearchedTable, rows: readonly number[]) => Promise<void>,
): Promise<void> {
  for (const searched of new Set(window.map((run) => run.searched))) {
    await look(
      searched,
      window.filter((run) => run.searched === searched).map(({ row }) => row),
    );
  }
}

/** Attributes are in meta.yaml, which the search looked at, but for two. */
async function lookAtAttributes(
  state: RunsState,
  searched: SearchedTable,
  rows: readonly number[],
  columns: readonly ColumnName[],
): Promise<void> {
  const { table } = searched;
  const isAsked = (attribute: string) => columns.some(({ kind, key }) => kind === "attributes" && key === attribute);
  if (isAsked("problems")) await lookAtDetails(table, rows, state.reader);
  if (isAsked("run_name")) {
    const unnamed = rows.filter((row) => table.rows.runName[row] === -1);
    searched.columns.set(`tags/${runNameTag}`, await lookAtKey(table, unnamed, "tags", runNameTag, state.reader));
  }
}

function attributeColumn(key: string, window: readonly RunRow[]): NumberColumn | TextColumn {
  if (numberAttributes.has(key)) return numberColumn(window, (run) => run.attribute(key) as number | undefined);
  return textColumn(window, (run) => attributeText(run, key));
}

function keyColumn({ kind, key }: KeyName, window: readonly RunRow[]): NumberColumn | TextColumn {
  if (kind === "metrics") return numberColumn(window, (run) => run.metric(key));
  if (kind === "steps") {
    return numberColumn(window, ({ searched, row }) => stepOf(columnOf(searched, "metrics", key)!, row));
  }
  const builder = textColumnBuilder(window.length);
  window.forEach(({ searched, row }, place) => {
    const column = columnOf(searched, kind, key)!;
    if (column.known[row] === 2) builder.set(place, searched.table, row, kind, key, column.values[row]!);
  });
  return builder.column();
}

function attributeText(run: RunRow, key: string): string | undefined {
  const { table } = run.searched;
  switch (key) {
    case "experiment_id":
      return table.folder.experimentId;
    case "lifecycle_stage":
      return table.rows.isDeleted[run.row] === 1 ? "deleted" : "active";
    case "problems":
      return problemsOf(table, run.row).join("\n") || undefined;
    case "run_name":
      return table.values.text(table.rows.runName[run.row]!) ?? run.tag(runNameTag)?.trimEnd() ?? "";
  }
  return run.attribute(key) as string | undefined;
}

function numberColumn(window: readonly RunRow[], valueOf: (run: RunRow) => number | undefined): NumberColumn {
  const values = new Float64Array(window.length);
  const present = new Uint8Array(window.length);
  window.forEach((run, i) => {
    const value = valueOf(run);
    if (value === undefined) return;
    values[i] = value;
    present[i] = 1;
  });
  return { kind: "number", values, present };
}

function textColumn(window: readonly RunRow[], textOf: (run: RunRow) => string | undefined): TextColumn {
  const dictionary = makeDictionary();
  const codes = new Int32Array(window.length);
  window.forEach((run, i) => {
    const text = textOf(run);
    codes[i] = text === undefined ? -1 : dictionary.code(text);
  });
  return { kind: "text", dictionary: dictionary.texts(), codes };
}
