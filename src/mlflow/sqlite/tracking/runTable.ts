import { invalidParameter } from "../../errors.ts";
import { inList, raw, type Sql, sql } from "../../search/sqlText.ts";
import { isSummaryKind, metricSummaries, type SummaryKind } from "../../metricSummary.ts";
import { type NumberColumn, type RunColumn } from "../../store.ts";
import { type Database, type SqlAnswer } from "../database.ts";
import { bounded } from "./bounded.ts";
import { cellsOf } from "./cells.ts";
import { type ColumnFiller, numberColumn, textColumn } from "./columns.ts";
import { pointsOfRuns } from "./histories.ts";
import { problemsOfRow, textOf } from "./runEntities.ts";

const runNameTag = "mlflow.runName";
/** From how many rows on the tables are gone through once, instead of asked by their indexes. */
const manyRows = 2_000;

const attributes: Readonly<Record<string, { kind: "text" | "number"; column: string }>> = {
  run_id: { kind: "text", column: "run_uuid" },
  run_name: { kind: "text", column: bounded("name") },
  experiment_id: { kind: "text", column: "CAST(experiment_id AS TEXT)" },
  user_id: { kind: "text", column: bounded("user_id") },
  status: { kind: "text", column: bounded("status") },
  start_time: { kind: "number", column: "start_time" },
  end_time: { kind: "number", column: "end_time" },
  lifecycle_stage: { kind: "text", column: "lifecycle_stage" },
  artifact_uri: { kind: "text", column: bounded("artifact_uri") },
  problems: { kind: "text", column: bounded("status") },
};

/** The fillers of the asked columns by where their values are. */
interface Plan {
  attributes: Map<string, ColumnFiller[]>;
  metrics: Map<string, ColumnFiller[]>;
  steps: Map<string, ColumnFiller[]>;
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
  const none = (): Map<string, ColumnFiller[]> => new Map();
  const plan: Plan = { attributes: none(), metrics: none(), steps: none(), params: none(), tags: none() };
  const found = columns.map((column) => summaryOf(column) ?? planned(plan, column, rows.length));
  const { ids, unnamed } = fillAttributes(database, rows, plan);
  fillPairs(database, "params", plan.params, ids);
  fillPairs(database, "tags", plan.tags, ids);
  fillMetrics(database, plan, ids);
  const names = plan.attributes.get("run_name");
  // Runs of MLflow before 1.30 have their name in the tag only.
  if (names !== undefined && unnamed.some((isUnnamed) => isUnnamed === 1)) {
    const ofUnnamed = (place: number, value: SqlAnswer) => {
      if (unnamed[place] === 1) for (const name of names) name.set(place, value);
    };
    fillPairs(database, "tags", new Map([[runNameTag, [{ set: ofUnnamed }]]]), ids);
  }
  const summaries = summaryColumns(database, found.filter(isSummary), ids);
  return found.map((one) => (isSummary(one) ? summaries(one) : one.column));
}

/** A column that sums up the whole history of a metric. */
interface Summary {
  kind: SummaryKind;
  key: string;
}

function summaryOf(column: RunColumn): Summary | undefined {
  const dot = column.indexOf(".");
  const kind = column.slice(0, dot);
  return isSummaryKind(kind) ? { kind, key: column.slice(dot + 1) } : undefined;
}

function isSummary(found: Summary | ColumnFiller): found is Summary {
  return "key" in found;
}

/** Goes once through the points of each key. SQLite's own aggregates would first sort all of them by run. */
function summaryColumns(
  database: Database,
  asked: readonly Summary[],
  ids: readonly string[],
): (summary: Summary) => NumberColumn {
  const byKey = new Map(asked.map(({ key }) => [key, metricSummaries(ids.length)]));
  for (const [key, summaries] of byKey) {
    const { owner, from, placeOf } = pointsOfRuns(database, ids, key);
    database.scan<[string | number, number | null, number]>(
      `${owner}, CASE is_nan WHEN 0 THEN metrics.value END, CAST(step AS REAL)`,
      from,
      (of, value, step) => {
        const place = placeOf(of);
        if (place !== undefined) summaries.add(place, value ?? NaN, step);
      },
    );
  }
  return ({ kind, key }) => byKey.get(key)!.column(kind);
}

function planned(plan: Plan, column: RunColumn, length: number): ColumnFiller {
  const dot = column.indexOf(".");
  const group = column.slice(0, dot);
  const key = column.slice(dot + 1);
  if (!Object.hasOwn(plan, group) || (group === "attributes" && !Object.hasOwn(attributes, key))) {
    throw invalidParameter(`Runs have no column '${column}'.`);
  }
  const isNumber =
    group === "metrics" || group === "steps" || (group === "attributes" && attributes[key]?.kind === "number");
  const filler = isNumber ? numberColumn(length) : textColumn(length);
  const byKey = plan[group as keyof Plan];
  byKey.set(key, [...(byKey.get(key) ?? []), filler]);
  return filler;
}

/** Fills what the runs' own rows hold; tells their ids and which have no name there, by place. */
function fillAttributes(database: Database, rows: Float64Array, plan: Plan): { ids: string[]; unnamed: Uint8Array } {
  const placeOfRow = new Map<number, number>();
  rows.forEach((row, place) => placeOfRow.set(row, place));
  const asked = [...plan.attributes];
  const wanted = asked.flatMap(([key]) => attributes[key]?.column ?? []);
  const times = plan.attributes.has("problems") ? ["start_time", "end_time"] : [];
  const ids = new Array<string>(rows.length).fill("");
  const unnamed = new Uint8Array(rows.length);
  const columns = ["runs.rowid", "run_uuid", "name IS NULL OR name = ''", ...wanted, ...times].join(", ");
  const which =
    rows.length >= manyRows ? sql`FROM runs NOT INDEXED` : sql`FROM runs WHERE runs.rowid IN ${inList([...rows])}`;
  database.scan<[number, SqlAnswer, number, ...SqlAnswer[]]>(columns, which, (row, runId, isUnnamed, ...values) => {
    const place = placeOfRow.get(row);
    if (place === undefined) return;
    ids[place] = textOf(runId);
    unnamed[place] = isUnnamed;
    asked.forEach(([key, fillers], index) => {
      let value = values[index] ?? null;
      if (key === "problems") {
        const [startTime = null, endTime = null] = values.slice(-2);
        value = problemsOfRow(value, startTime, endTime).join("\n") || null;
      }
      for (const filler of fillers) filler.set(place, value);
    });
  });
  return { ids, unnamed };
}

type Fillers = ReadonlyMap<string, readonly Pick<ColumnFiller, "set">[]>;

function fillPairs(database: Database, table: "params" | "tags", fillers: Fillers, ids: readonly string[]): void {
  if (fillers.size === 0) return;
  const { owner, from, placeOf } = cellsOf({ table, condition: hasKey(table, fillers) }, ids);
  database.scan<[string | number, string, SqlAnswer]>(
    `${owner}, ${table}.key, ${bounded(`${table}.value`)}`,
    from,
    (of, key, value) => {
      const place = placeOf(of);
      if (place !== undefined) for (const filler of fillers.get(key) ?? []) filler.set(place, value ?? "");
    },
  );
}

function fillMetrics(database: Database, { metrics, steps }: Plan, ids: readonly string[]): void {
  if (metrics.size === 0 && steps.size === 0) return;
  const table = "latest_metrics";
  const { owner, from, placeOf } = cellsOf({ table, condition: hasKey(table, new Map([...metrics, ...steps])) }, ids);
  const value = `CASE ${table}.is_nan WHEN 0 THEN ${table}.value END`;
  database.scan<[string | number, string, number | null, number]>(
    `${owner}, ${table}.key, ${value}, CAST(${table}.step AS REAL)`,
    from,
    (of, key, number, step) => {
      const place = placeOf(of);
      if (place === undefined) return;
      for (const filler of metrics.get(key) ?? []) filler.set(place, number ?? NaN);
      for (const filler of steps.get(key) ?? []) filler.set(place, step);
    },
  );
}

function hasKey(table: string, fillers: Fillers): Sql {
  return sql`${raw(`${table}.key`)} IN ${inList([...fillers.keys()])}`;
}
