import { invalidParameter } from "../../errors.ts";
import { inList, raw, type Sql, sql } from "../../search/sqlText.ts";
import { type RunColumn } from "../../store.ts";
import { type Database, type SqlAnswer } from "../database.ts";
import { type ColumnFiller, numberColumn, textColumn } from "./columns.ts";
import { problemsOfRow, textOf } from "./runEntities.ts";

const runNameTag = "mlflow.runName";
/** From how many rows on the tables are gone through once, instead of asked by their indexes. */
const manyRows = 2_000;

const attributes: Readonly<Record<string, { kind: "text" | "number"; column: string }>> = {
  run_id: { kind: "text", column: "run_uuid" },
  run_name: { kind: "text", column: "name" },
  experiment_id: { kind: "text", column: "CAST(experiment_id AS TEXT)" },
  user_id: { kind: "text", column: "user_id" },
  status: { kind: "text", column: "status" },
  start_time: { kind: "number", column: "start_time" },
  end_time: { kind: "number", column: "end_time" },
  lifecycle_stage: { kind: "text", column: "lifecycle_stage" },
  artifact_uri: { kind: "text", column: "artifact_uri" },
  problems: { kind: "text", column: "status" },
};

/** The fillers of the asked columns by where their values are. */
interface Plan {
  attributes: Map<string, ColumnFiller[]>;
  metrics: Map<string, ColumnFiller[]>;
  params: Map<string, ColumnFiller[]>;
  tags: Map<string, ColumnFiller[]>;
}

/**
 * Cells of runs, column by column; no object is made for a run.
 *
 * @param rows the runs' row numbers, in the order wanted
 * @throws MlflowError INVALID_PARAMETER_VALUE for a column that runs do not have
 */
export function cellsOfRows(
  database: Database,
  rows: Float64Array,
  columns: readonly RunColumn[],
): ColumnFiller["column"][] {
  const plan: Plan = { attributes: new Map(), metrics: new Map(), params: new Map(), tags: new Map() };
  const fillers = columns.map((column) => planned(plan, column, rows.length));
  const places = new Map<string, number>();
  const unnamed = fillAttributes(database, rows, plan, places);
  fillPairs(database, "params", plan.params, places);
  fillPairs(database, "tags", plan.tags, places);
  fillMetrics(database, plan.metrics, places);
  const names = plan.attributes.get("run_name");
  // Runs of MLflow before 1.30 have their name in the tag only.
  if (names !== undefined && unnamed.size > 0) {
    fillPairs(database, "tags", new Map([[runNameTag, names]]), unnamed);
  }
  return fillers.map(({ column }) => column);
}

function planned(plan: Plan, column: RunColumn, length: number): ColumnFiller {
  const dot = column.indexOf(".");
  const group = column.slice(0, dot);
  const key = column.slice(dot + 1);
  if (!Object.hasOwn(plan, group) || (group === "attributes" && !Object.hasOwn(attributes, key))) {
    throw invalidParameter(`Runs have no column '${column}'.`);
  }
  const isNumber = group === "metrics" || (group === "attributes" && attributes[key]?.kind === "number");
  const filler = isNumber ? numberColumn(length) : textColumn(length);
  const byKey = plan[group as keyof Plan];
  byKey.set(key, [...(byKey.get(key) ?? []), filler]);
  return filler;
}

/**
 * Fills what the runs' own rows hold, and where each run's place is.
 *
 * @returns the places of runs without a name of their own
 */
function fillAttributes(
  database: Database,
  rows: Float64Array,
  plan: Plan,
  places: Map<string, number>,
): Map<string, number> {
  const placeOfRow = new Map<number, number>();
  rows.forEach((row, place) => placeOfRow.set(row, place));
  const asked = [...plan.attributes];
  const wanted = asked.flatMap(([key]) => attributes[key]?.column ?? []);
  const problems = plan.attributes.has("problems") ? ["start_time", "end_time"] : [];
  const unnamed = new Map<string, number>();
  const columns = ["runs.rowid", "run_uuid", "name IS NULL OR name = ''", ...wanted, ...problems].join(", ");
  const from =
    rows.length >= manyRows ? sql`FROM runs NOT INDEXED` : sql`FROM runs WHERE runs.rowid IN ${inList([...rows])}`;
  database.scan<[number, SqlAnswer, number, ...SqlAnswer[]]>(columns, from, (row, runId, isUnnamed, ...values) => {
    const place = placeOfRow.get(row);
    if (place === undefined) return;
    places.set(textOf(runId), place);
    if (isUnnamed === 1) unnamed.set(textOf(runId), place);
    asked.forEach(([key, fillers], index) => {
      let value = values[index] ?? null;
      if (key === "problems") {
        const [startTime = null, endTime = null] = values.slice(-2);
        value = problemsOfRow(value, startTime, endTime).join("\n") || null;
      }
      for (const filler of fillers) filler.set(place, value);
    });
  });
  return unnamed;
}

function fillPairs(
  database: Database,
  table: "params" | "tags",
  fillers: ReadonlyMap<string, ColumnFiller[]>,
  places: ReadonlyMap<string, number>,
): void {
  if (fillers.size === 0) return;
  database.scan<[string, string, SqlAnswer]>(
    "run_uuid, key, value",
    cellsFrom(table, fillers, places),
    (runId, key, value) => {
      const place = places.get(runId);
      if (place !== undefined) for (const filler of fillers.get(key) ?? []) filler.set(place, value ?? "");
    },
  );
}

function fillMetrics(
  database: Database,
  fillers: ReadonlyMap<string, ColumnFiller[]>,
  places: ReadonlyMap<string, number>,
): void {
  if (fillers.size === 0) return;
  database.scan<[string, string, number | null]>(
    "run_uuid, key, CASE is_nan WHEN 0 THEN value END",
    cellsFrom("latest_metrics", fillers, places),
    (runId, key, value) => {
      const place = places.get(runId);
      if (place !== undefined) for (const filler of fillers.get(key) ?? []) filler.set(place, value ?? NaN);
    },
  );
}

function cellsFrom(table: string, fillers: ReadonlyMap<string, unknown>, places: ReadonlyMap<string, unknown>): Sql {
  const keys = inList([...fillers.keys()]);
  if (places.size >= manyRows) return sql`FROM ${raw(table)} NOT INDEXED WHERE key IN ${keys}`;
  return sql`FROM ${raw(table)} WHERE key IN ${keys} AND run_uuid IN ${inList([...places.keys()])}`;
}
