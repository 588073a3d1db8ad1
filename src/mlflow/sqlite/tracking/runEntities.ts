import { type Metric, type Run, type RunStatus } from "../../entities.ts";
import { inList, raw, type Sql, sql } from "../../search/sqlText.ts";
import { type Database, type SqlAnswer } from "../database.ts";
import { addInputsAndOutputs } from "./inputs.ts";

type RunRow = [
  row: number,
  runId: SqlAnswer,
  runName: SqlAnswer,
  experimentId: string | null,
  userId: SqlAnswer,
  status: SqlAnswer,
  startTime: SqlAnswer,
  endTime: SqlAnswer,
  lifecycleStage: SqlAnswer,
  artifactUri: SqlAnswer,
];

const statuses: ReadonlySet<unknown> = new Set<RunStatus>(["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]);

/**
 * From how many runs on their params, tags and metrics are read by going once through the tables, instead of by the
 * index on the run: a table's row costs a tenth of an index look-up.
 */
const manyRuns = 2_000;

/** The runs in the order of the given numbers of their rows; without those that are gone. */
export function runsOfRows(database: Database, rows: readonly number[]): Run[] {
  const byRow = new Map<number, Run>();
  const columns = `runs.rowid, run_uuid, name, CAST(experiment_id AS TEXT), user_id, status, start_time, end_time,
    lifecycle_stage, artifact_uri`;
  const found = database.rows<RunRow>(sql`SELECT ${raw(columns)} FROM runs WHERE runs.rowid IN ${inList(rows)}`);
  for (const row of found) byRow.set(row[0], runOf(row));
  const runs = rows.flatMap((row) => byRow.get(row) ?? []);
  const byId = new Map(runs.map((run) => [run.runId, run]));
  readPairs(database, "params", byId, (run, key, value) => {
    run.params[key] = value;
  });
  readPairs(database, "tags", byId, (run, key, value) => {
    run.tags[key] = value;
  });
  readLatestMetrics(database, byId);
  addInputsAndOutputs(database, byId);
  for (const run of runs) if (run.runName === "") run.runName = run.tags["mlflow.runName"] ?? "";
  return runs;
}

/** What is damaged in a run's row, a line each. */
export function problemsOfRow(status: SqlAnswer, startTime: SqlAnswer, endTime: SqlAnswer): string[] {
  const problems = statuses.has(status) ? [] : [`Its status '${textOf(status)}' is none of MLflow's.`];
  for (const [name, time] of [
    ["start", startTime],
    ["end", endTime],
  ] as const) {
    if (time !== null && typeof time !== "number") problems.push(`Its ${name} time '${textOf(time)}' is not a number.`);
  }
  return problems;
}

function runOf([, runId, name, experimentId, userId, status, start, end, stage, artifactUri]: RunRow): Run {
  const problems = problemsOfRow(status, start, end);
  const run: Run = {
    runId: textOf(runId),
    runName: textOf(name),
    experimentId: experimentId ?? "",
    userId: userId === null ? undefined : textOf(userId),
    status: (statuses.has(status) ? status : "RUNNING") as RunStatus,
    startTime: typeof start === "number" ? start : undefined,
    endTime: typeof end === "number" ? end : undefined,
    lifecycleStage: stage === "deleted" ? "deleted" : "active",
    artifactUri: artifactUri === null ? undefined : textOf(artifactUri),
    params: {},
    tags: {},
    metrics: {},
    datasets: [],
    modelInputs: [],
    modelOutputs: [],
  };
  return problems.length > 0 ? { ...run, problems } : run;
}

/** SQLite keeps anything in any column: what should be text and is not is shown as well as it can be. */
export function textOf(value: SqlAnswer): string {
  if (typeof value === "string") return value;
  if (value === null) return "";
  return typeof value === "number" ? String(value) : new TextDecoder().decode(value);
}

/** What follows `SELECT … FROM` for rows that belong to runs: few by the index, many by going through the table. */
export function ofRuns(table: string, column: string, runIds: ReadonlySet<string>, condition = "TRUE"): Sql {
  if (runIds.size >= manyRuns) return raw(`${table} NOT INDEXED WHERE ${condition}`);
  return sql`${raw(`${table} WHERE ${condition} AND ${column}`)} IN ${inList([...runIds])}`;
}

function readPairs(
  database: Database,
  table: "params" | "tags",
  runs: ReadonlyMap<string, Run>,
  add: (run: Run, key: string, value: string) => void,
): void {
  const ids = new Set(runs.keys());
  database.scan<[string, string, SqlAnswer]>(
    "run_uuid, key, value",
    sql`FROM ${ofRuns(table, "run_uuid", ids)}`,
    (runId, key, value) => {
      const run = runs.get(runId);
      if (run !== undefined) add(run, key, textOf(value));
    },
  );
}

function readLatestMetrics(database: Database, runs: ReadonlyMap<string, Run>): void {
  const ids = new Set(runs.keys());
  database.scan<[string, string, number, number | null, number, number]>(
    "run_uuid, key, value, CAST(timestamp AS REAL), CAST(step AS REAL), is_nan",
    sql`FROM ${ofRuns("latest_metrics", "run_uuid", ids)}`,
    (runId, key, value, timestamp, step, isNan) => {
      const run = runs.get(runId);
      if (run !== undefined) run.metrics[key] = metricOf(value, timestamp, step, isNan);
    },
  );
}

function metricOf(value: number, timestamp: number | null, step: number, isNan: number): Metric {
  return { value: isNan === 1 ? NaN : value, timestamp: timestamp ?? 0, step };
}
