import type { NumberColumn, RunTable, RunTableQuery, Store, TextColumn } from "../../../src/mlflow/store.ts";
import type { Oracle, RunAnswer } from "../oracle.ts";
import type { Question } from "./questions.ts";
import { search } from "./searches.ts";

/** What is not MLflow's own but follows from its answers: columns, counts and summaries of runs. */
export function tableQuestions(oracle: Oracle, store: Store): Question[] {
  const shown = oracle.experiments.filter((experiment) => experiment.lifecycle_stage === "active");
  const experimentIds = shown.map((experiment) => experiment.experiment_id);
  const active = oracle.runs.filter(
    (run) => run.lifecycle_stage === "active" && experimentIds.includes(run.experiment_id),
  );
  return [
    {
      title: "runColumns",
      expected: {
        result: { metrics: keysOf(active, "metrics"), params: keysOf(active, "params"), tags: keysOf(active, "tags") },
      },
      ask: () => store.runColumns({ experimentIds }),
    },
    {
      title: "summarizeExperiments",
      expected: { result: Object.fromEntries(experimentIds.map((id) => [id, summary(active, id)])) },
      ask: async () =>
        Object.fromEntries(
          (await store.summarizeExperiments()).map(({ experimentId, runCount, lastStartTime }) => [
            experimentId,
            { runCount, lastStartTime: lastStartTime ?? null },
          ]),
        ),
    },
    {
      title: "summarizeChildRuns",
      expected: { result: children(active) },
      ask: async () => {
        const runIds = active.map((run) => run.run_id);
        const summaries = await store.summarizeChildRuns({ experimentIds, runIds });
        return Object.fromEntries(summaries.map(({ runId, ...counts }) => [runId, counts]));
      },
    },
    ...summaries(active, experimentIds, store),
    ...tables(oracle, store),
  ];
}

/** What the metrics' histories come down to. A server is asked for each history: there two metrics will do. */
function summaries(active: readonly RunAnswer[], experimentIds: string[], store: Store): Question[] {
  const histories = active.filter((run) => Object.keys(run.history).length > 0);
  const keys = [...new Set(histories.flatMap((run) => Object.keys(run.history)))].sort();
  return keys.slice(0, store.kind === "rest" ? 2 : undefined).map((key) => ({
    title: `runTable, the history of ${key}`,
    expected: {
      result: Object.fromEntries(
        histories.flatMap((run) => {
          const points = run.history[key];
          return points === undefined || points.length === 0 ? [] : [[run.run_id, summaryOf(points)]];
        }),
      ),
    },
    ask: async () => {
      const kinds = ["steps", "min", "minSteps", "max", "maxSteps"];
      const asked = ["attributes.run_id", ...kinds.map((kind) => `${kind}.${key}`)];
      const { rows } = rowsOf(await store.runTable({ experimentIds, columns: asked }));
      return Object.fromEntries(
        rows.filter(([, step]) => step !== undefined).map(([id, ...cells]) => [String(id), cells]),
      );
    },
  }));
}

function summaryOf(points: readonly [step: number, timestamp: number, value: number][]): unknown[] {
  const last = Math.max(...points.map(([step]) => step));
  const numbers = points.filter(([, , value]) => !Number.isNaN(value)).map(([, , value]) => value);
  if (numbers.length === 0) return [last, NaN, undefined, NaN, undefined];
  const extreme = (wanted: number) => [
    wanted,
    Math.min(...points.filter(([, , value]) => value === wanted).map(([step]) => step)),
  ];
  return [last, ...extreme(Math.min(...numbers)), ...extreme(Math.max(...numbers))];
}

/** The oracle's searches of runs, asked again as a table and as a count. */
function tables(oracle: Oracle, store: Store): Question[] {
  const runs = new Map(oracle.runs.map((run) => [run.run_id, run]));
  const searches = oracle.searches.filter(
    ({ call, args, result }) =>
      call === "search_runs" &&
      result !== undefined &&
      args["max_results"] === undefined &&
      args["page_token"] === undefined,
  );
  // A server is asked for a page of runs each time, and has been asked for all searches before.
  const some = searches.filter((_, at) => store.kind !== "rest" || at % 20 === 0);
  return some.flatMap(({ args, result }): Question[] => {
    const ids = result as string[];
    const query = {
      experimentIds: args["experiment_ids"] as string[],
      filter: args["filter_string"] as string | undefined,
      orderBy: args["order_by"] as string[] | undefined,
      viewType: args["run_view_type"] as RunTableQuery["viewType"],
    };
    const found = ids.map((id) => runs.get(id)!);
    const title = JSON.stringify(query);
    return [
      {
        title: `runTable ${title}`,
        expected: { result: { total: ids.length, rows: found.map(rowOf) } },
        ask: async () => rowsOf(await store.runTable({ ...query, columns })),
      },
      {
        title: `runTable, a window of ${title}`,
        expected: { result: { total: ids.length, rows: found.slice(1, 3).map(rowOf) } },
        ask: async () => rowsOf(await store.runTable({ ...query, columns, offset: 1, limit: 2 })),
      },
      {
        title: `countRuns ${title}`,
        expected: { result: ids.length },
        ask: () => store.countRuns(query),
      },
      {
        title: `searchRuns again ${title}`,
        expected: { result: ids },
        ask: async () => (await search(store, "search_runs", args)).ids,
      },
    ];
  });
}

const columns = [
  "attributes.run_id",
  "attributes.run_name",
  "attributes.status",
  "attributes.start_time",
  "attributes.end_time",
  "metrics.accuracy",
  "metrics.val/loss",
  "params.lr",
  "tags.team",
  "metrics.missing",
];

function rowOf(run: RunAnswer): unknown[] {
  const { run_id, run_name, status, start_time, end_time, metrics, params, tags } = run;
  const cells = [run_id, run_name, status, start_time, end_time];
  return [...cells, metrics["accuracy"], metrics["val/loss"], params["lr"], tags["team"], undefined].map(
    (cell) => cell ?? undefined,
  );
}

function rowsOf(table: RunTable): { total: number; rows: unknown[][] } {
  const [first] = table.columns;
  const length = first === undefined ? 0 : first.kind === "text" ? first.codes.length : first.values.length;
  const rows = Array.from({ length }, (_, at) => table.columns.map((column) => cellOf(column, at)));
  return { total: table.total, rows };
}

function cellOf(column: NumberColumn | TextColumn, at: number): unknown {
  if (column.kind === "number") return column.present[at] === 0 ? undefined : column.values[at];
  return column.dictionary[column.codes[at]!];
}

function keysOf(runs: readonly RunAnswer[], kind: "metrics" | "params" | "tags"): string[] {
  const keys = new Set(runs.flatMap((run) => Object.keys(run[kind])));
  return [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function summary(runs: readonly RunAnswer[], experimentId: string): { runCount: number; lastStartTime: number | null } {
  const own = runs.filter((run) => run.experiment_id === experimentId);
  const starts = own.map((run) => run["start_time"]).filter((time) => typeof time === "number");
  return { runCount: own.length, lastStartTime: starts.length === 0 ? null : Math.max(...starts) };
}

function children(runs: readonly RunAnswer[]): Record<string, { total: number; running: number }> {
  const counts: Record<string, { total: number; running: number }> = {};
  const ids = new Set(runs.map((run) => run.run_id));
  for (const run of runs) {
    const parent = run.tags["mlflow.parentRunId"];
    if (parent === undefined || parent === run.run_id || !ids.has(parent)) continue;
    const count = (counts[parent] ??= { total: 0, running: 0 });
    count.total++;
    if (run["status"] === "RUNNING") count.running++;
  }
  return counts;
}
