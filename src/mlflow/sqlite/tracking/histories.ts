import { raw, type Sql, sql } from "../../search/sqlText.ts";
import { type HistoriesOptions, type MetricHistory, type ThinnedHistory } from "../../store.ts";
import { ordered, orderedByStep, thinHistory } from "../../thinHistory.ts";
import { type Database } from "../database.ts";
import { type Cells, manyRuns } from "./cells.ts";
import { sketchOf } from "./sketch.ts";

/** `SqlAlchemyStore.get_metric_history`: by timestamp, step and stored value; NaN is stored as 0. */
export function metricHistory(database: Database, runId: string, key: string): MetricHistory {
  const points = readPoints(database, pointsOf(database, runId, key));
  const { steps, timestamps, values } = points;
  const stored = (index: number) => {
    const value = values[index] as number;
    return Number.isNaN(value) ? 0 : value;
  };
  return ordered(
    points,
    (a, b) =>
      (timestamps[a] as number) - (timestamps[b] as number) ||
      (steps[a] as number) - (steps[b] as number) ||
      stored(a) - stored(b),
  );
}

/** Each pair that has points, one statement a pair: none of them keeps a writer waiting for long. */
export function metricHistories(
  database: Database,
  runIds: readonly string[],
  keys: readonly string[],
  { buckets, startStep, endStep, sketch }: HistoriesOptions = {},
): ThinnedHistory[] {
  const histories: ThinnedHistory[] = [];
  for (const runId of runIds) {
    for (const key of keys) {
      const from = sql`${pointsOf(database, runId, key)}${within(startStep, endStep)}`;
      const drawn =
        sketch === true && buckets !== undefined && hasStepIndex(database) ? sketchOf(database, from) : undefined;
      const whole = drawn?.history ?? orderedByStep(readPoints(database, from));
      const total = drawn?.total ?? whole.steps.length;
      if (total === 0) continue;
      const history = buckets === undefined ? whole : thinHistory(whole, buckets);
      histories.push({ runId, key, total, ...history, ...(drawn === undefined ? {} : { isSketch: true }) });
    }
  }
  return histories;
}

/** The columns of a point; NULL stands for NaN. */
export const pointColumns = "CAST(step AS REAL), CAST(timestamp AS REAL), CASE is_nan WHEN 0 THEN value END";

function pointsOf(database: Database, runId: string, key: string): Sql {
  // Without an index on both, the one on the run is the better: by the key one would go through the points of all runs.
  const keyColumn = raw(hasStepIndex(database) ? "key" : "+key");
  return sql`FROM metrics WHERE run_uuid = ${runId} AND ${keyColumn} = ${key}`;
}

/** The points of a metric of many runs, in no order. */
export function pointsOfRuns(database: Database, runIds: readonly string[], key: string): Cells {
  if (runIds.length < manyRuns) {
    const keyColumn = raw(hasStepIndex(database) ? "metrics.key" : "+metrics.key");
    return {
      owner: "asked.key",
      from: sql`FROM json_each(${JSON.stringify(runIds)}) AS asked CROSS JOIN metrics
        WHERE metrics.run_uuid = asked.value AND ${keyColumn} = ${key}`,
      placeOf: (owner) => owner as number,
    };
  }
  const places = new Map(runIds.map((runId, place) => [runId, place]));
  // The table's primary key begins with the metric's, and holds all that is asked for.
  const from = sql`FROM metrics WHERE metrics.key = ${key}`;
  return { owner: "metrics.run_uuid", from, placeOf: (owner) => places.get(owner as string) };
}

function within(startStep: number | undefined, endStep: number | undefined): Sql {
  const from = startStep === undefined ? sql`` : sql` AND step >= ${startStep}`;
  return endStep === undefined ? from : sql`${from} AND step <= ${endStep}`;
}

/** Databases of MLflow 3.10 and later have an index on run, key and step. */
function hasStepIndex(database: Database): boolean {
  return (
    database.row(sql`SELECT 1 FROM main.sqlite_master WHERE name = 'index_metrics_run_uuid_key_step'`) !== undefined
  );
}

export function readPoints(database: Database, from: Sql): MetricHistory {
  let capacity = 1024;
  let count = 0;
  let steps = new Float64Array(capacity);
  let timestamps = new Float64Array(capacity);
  let values = new Float64Array(capacity);
  database.scan<[number, number, number | null]>(pointColumns, from, (step, timestamp, value) => {
    if (count === capacity) {
      capacity *= 2;
      steps = grown(steps, capacity);
      timestamps = grown(timestamps, capacity);
      values = grown(values, capacity);
    }
    steps[count] = step;
    timestamps[count] = timestamp;
    values[count++] = value ?? NaN;
  });
  return { steps: steps.slice(0, count), timestamps: timestamps.slice(0, count), values: values.slice(0, count) };
}

function grown(column: Float64Array<ArrayBuffer>, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  larger.set(column);
  return larger;
}
