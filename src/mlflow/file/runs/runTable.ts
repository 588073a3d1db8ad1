import { invalidParameter } from "../../errors.ts";
import { type NumberColumn, type RunTable, type RunTableQuery, type TextColumn } from "../../store.ts";
import { cellColumns } from "./cellColumns.ts";
import { makeDictionary } from "./dictionary.ts";
import { problemsOf } from "./entity.ts";
import { type KeyKind } from "./keyColumns.ts";
import { lookAtKey } from "./keyLook.ts";
import { lookAtDetails } from "./look.ts";
import { matchRuns } from "./match.ts";
import { type RunRow, runNameTag } from "./row.ts";
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
const keyKinds: ReadonlySet<string> = new Set(["metrics", "params", "tags"]);

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
  const found = await matchRuns(state, query);
  const offset = Math.max(0, query.offset ?? 0);
  const window = found.slice(offset, query.limit === undefined ? undefined : offset + Math.max(0, query.limit));
  const keys = columns.filter(isKey);
  let made: (NumberColumn | TextColumn)[];
  if (keys.length > manyKeys) {
    await lookAtAll(state, window);
    const cells = cellColumns(window, keys);
    made = columns.map((column) =>
      isKey(column) ? cells.get(`${column.kind}/${column.key}`)! : makeColumn(column, window),
    );
  } else {
    await lookAtColumns(state, window, columns);
    made = columns.map((column) => makeColumn(column, window));
  }
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
const manyKeys = 12;

interface ColumnName {
  kind: KeyKind | "attributes";
  key: string;
}

function isKey(column: ColumnName): column is { kind: KeyKind; key: string } {
  return column.kind !== "attributes";
}

function parseColumn(name: string): ColumnName {
  const dot = name.indexOf(".");
  const kind = name.slice(0, dot);
  const key = name.slice(dot + 1);
  const isKnown = kind === "attributes" ? numberAttributes.has(key) || textAttributes.has(key) : keyKinds.has(kind);
  if (dot === -1 || !isKnown) throw invalidParameter(`Invalid column '${name}'.`);
  return { kind: kind as ColumnName["kind"], key };
}

async function lookAtAll(state: RunsState, window: readonly RunRow[]): Promise<void> {
  for (const searched of new Set(window.map((run) => run.searched))) {
    const rows = window.filter((run) => run.searched === searched).map(({ row }) => row);
    await lookAtDetails(searched.table, rows, state.reader);
    const unnamed = rows.filter((row) => searched.table.rows.runName[row] === -1);
    const names = await lookAtKey(searched.table, unnamed, "tags", runNameTag, state.reader);
    searched.columns.set(`tags/${runNameTag}`, names);
  }
}

async function lookAtColumns(
  state: RunsState,
  window: readonly RunRow[],
  columns: readonly ColumnName[],
): Promise<void> {
  for (const searched of new Set(window.map((run) => run.searched))) {
    const { table } = searched;
    const rows = window.filter((run) => run.searched === searched).map(({ row }) => row);
    for (const { kind, key } of columns) {
      if (kind === "attributes") {
        if (key === "problems") await lookAtDetails(table, rows, state.reader);
        if (key !== "run_name") continue;
        const unnamed = rows.filter((row) => table.rows.runName[row] === -1);
        searched.columns.set(`tags/${runNameTag}`, await lookAtKey(table, unnamed, "tags", runNameTag, state.reader));
      } else {
        searched.columns.set(`${kind}/${key}`, await lookAtKey(table, rows, kind, key, state.reader));
      }
    }
  }
}

function makeColumn({ kind, key }: ColumnName, window: readonly RunRow[]): NumberColumn | TextColumn {
  if (kind === "metrics") return numberColumn(window, (run) => run.metric(key));
  if (kind === "params") return textColumn(window, (run) => run.parameter(key));
  if (kind === "tags") return textColumn(window, (run) => run.tag(key));
  if (numberAttributes.has(key)) return numberColumn(window, (run) => run.attribute(key) as number | undefined);
  return textColumn(window, (run) => attributeText(run, key));
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
      return (run.attribute(key) as string | undefined)?.trimEnd() ?? "";
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
