import { type Run, type RunStatus } from "../../entities.ts";
import { inList, raw, sql } from "../../search/sqlText.ts";
import { type Database, type SqlAnswer } from "../database.ts";
import { putPair } from "../pairs.ts";
import { bounded, cutFrom, maxRunTextBytes } from "./bounded.ts";
import { cellsOf } from "./cells.ts";
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

/** The runs in the order of the given numbers of their rows; without those that are gone. */
export function runsOfRows(database: Database, rows: Float64Array): Run[] {
  const byRow = new Map<number, Run>();
  const columns = `runs.rowid, run_uuid, ${bounded("name")}, CAST(experiment_id AS TEXT), ${bounded("user_id")}, status,
    start_time, end_time, lifecycle_stage, ${bounded("artifact_uri")}`;
  const found = database.rows<RunRow>(sql`SELECT ${raw(columns)} FROM runs WHERE runs.rowid IN ${inList([...rows])}`);
  for (const row of found) byRow.set(row[0], runOf(row));
  const runs = Array.from(rows, (row) => byRow.get(row)).filter((run) => run !== undefined);
  const ids = runs.map((run) => run.runId);
  const texts = new Map<Run, number>();
  for (const table of ["params", "tags"] as const) readTexts(database, table, runs, ids, texts);
  readLatestMetrics(database, runs, ids);
  addInputsAndOutputs(database, runs, ids);
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

/** @param texts how many characters were read of each run so far */
function readTexts(
  database: Database,
  table: "params" | "tags",
  runs: readonly Run[],
  ids: readonly string[],
  texts: Map<Run, number>,
): void {
  const { owner, from, placeOf } = cellsOf({ table }, ids);
  const value = `${table}.value`;
  database.scan<[string | number, string, SqlAnswer, number | null]>(
    `${owner}, ${table}.key, ${bounded(value)}, ${cutFrom(value)}`,
    from,
    (of, key, answer, bytes) => {
      const run = runs[placeOf(of) ?? -1];
      if (run === undefined) return;
      const text = textOf(answer);
      const what = `The ${table.slice(0, -1)} ${key}`;
      if (bytes !== null) {
        addProblem(run, `${what} is ${bytes} bytes long; only its beginning was read.`);
        const read = (texts.get(run) ?? 0) + text.length;
        texts.set(run, read);
        if (read > maxRunTextBytes) {
          addProblem(run, `${what} was not read, because the run has too many such texts.`);
          return;
        }
      }
      putPair(run[table], key, text);
    },
  );
}

function addProblem(run: Run, problem: string): void {
  run.problems = [...(run.problems ?? []), problem];
}

function readLatestMetrics(database: Database, runs: readonly Run[], ids: readonly string[]): void {
  const { owner, from, placeOf } = cellsOf({ table: "latest_metrics" }, ids);
  database.scan<[string | number, string, number, number | null, number, number]>(
    `${owner}, latest_metrics.key, latest_metrics.value, CAST(timestamp AS REAL), CAST(step AS REAL), is_nan`,
    from,
    (of, key, value, timestamp, step, isNan) => {
      const run = runs[placeOf(of) ?? -1];
      if (run !== undefined)
        putPair(run.metrics, key, { value: isNan === 1 ? NaN : value, timestamp: timestamp ?? 0, step });
    },
  );
}
