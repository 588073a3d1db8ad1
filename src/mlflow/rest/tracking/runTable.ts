import { type Run } from "../../entities.ts";
import { isSummaryKind, metricSummaries, type SummaryKind } from "../../metricSummary.ts";
import { transfer } from "../../rpc.ts";
import { type NumberColumn, type RunColumn, type RunTable, type TextColumn, type TrackingReads } from "../../store.ts";

/** Makes a table's columns from runs that come slice by slice. */
export interface TableBuilder {
  add(runs: readonly Run[]): void;
  /** The table; its buffers are given away, so this is the end. */
  finish(count: Omit<RunTable, "columns">): Promise<RunTable>;
}

/** @param histories what sums up histories: a server tells but the last values */
export function tableBuilder(
  columns: readonly RunColumn[],
  histories: Pick<TrackingReads, "getMetricHistories">,
): TableBuilder {
  const summarized = columns.filter(isSummary);
  const others = columns.filter((name) => !isSummary(name));
  const parts = others.map((name) => (isNumber(name) ? numberPart(name) : textPart(name)));
  const runIds: string[] = [];
  return {
    add(runs) {
      for (const run of runs) {
        runIds.push(run.runId);
        for (const part of parts) part.add(run);
      }
    },
    async finish(count) {
      const summaries = await summaryColumns(histories, runIds, summarized);
      const read = parts.map((part) => part.column());
      const done = columns.map((name) => (isSummary(name) ? summaries(name) : read[others.indexOf(name)]!));
      const buffers = done.flatMap((column) =>
        column.kind === "number" ? [column.values.buffer, column.present.buffer] : [column.codes.buffer],
      );
      return transfer({ ...count, columns: done }, buffers as ArrayBuffer[]);
    },
  };
}

type SummaryColumn = `${SummaryKind}.${string}`;

function isSummary(column: RunColumn): column is SummaryColumn {
  return isSummaryKind(kindOf(column));
}

function kindOf(column: RunColumn): string {
  return column.slice(0, column.indexOf("."));
}

function keyOf(column: RunColumn): string {
  return column.slice(column.indexOf(".") + 1);
}

async function summaryColumns(
  { getMetricHistories }: Pick<TrackingReads, "getMetricHistories">,
  runIds: readonly string[],
  columns: readonly SummaryColumn[],
): Promise<(column: SummaryColumn) => NumberColumn> {
  const byKey = new Map(columns.map((column) => [keyOf(column), metricSummaries(runIds.length)]));
  const places = new Map(runIds.map((runId, place) => [runId, place]));
  if (byKey.size > 0 && runIds.length > 0) {
    for (const { runId, key, steps, values } of await getMetricHistories(runIds, [...byKey.keys()])) {
      values.forEach((value, point) => byKey.get(key)?.add(places.get(runId)!, value, steps[point]!));
    }
  }
  return (column) => byKey.get(keyOf(column))!.column(kindOf(column) as SummaryKind);
}

function isNumber(column: RunColumn): boolean {
  return /^(metrics|steps)\./.test(column) || column === "attributes.start_time" || column === "attributes.end_time";
}

function numberPart(name: RunColumn): { add(run: Run): void; column(): NumberColumn } {
  const key = keyOf(name);
  const metric = (run: Run) => (Object.hasOwn(run.metrics, key) ? run.metrics[key] : undefined);
  const read = name.startsWith("metrics.")
    ? (run: Run) => metric(run)?.value
    : name.startsWith("steps.")
      ? (run: Run) => metric(run)?.step
      : (run: Run) => (key === "start_time" ? run.startTime : run.endTime);
  const values: number[] = [];
  const present: number[] = [];
  return {
    add(run) {
      const value = read(run);
      values.push(value ?? NaN);
      present.push(value === undefined ? 0 : 1);
    },
    column: () => ({ kind: "number", values: Float64Array.from(values), present: Uint8Array.from(present) }),
  };
}

function textPart(name: RunColumn): { add(run: Run): void; column(): TextColumn } {
  const read = textReader(name);
  const codes: number[] = [];
  const codeOf = new Map<string, number>();
  return {
    add(run) {
      const value = read(run);
      if (value === undefined) {
        codes.push(-1);
        return;
      }
      let code = codeOf.get(value);
      if (code === undefined) codeOf.set(value, (code = codeOf.size));
      codes.push(code);
    },
    column: () => ({ kind: "text", dictionary: [...codeOf.keys()], codes: Int32Array.from(codes) }),
  };
}

const attributes: Record<string, (run: Run) => string | undefined> = {
  run_id: (run) => run.runId,
  run_name: (run) => run.runName,
  experiment_id: (run) => run.experimentId,
  user_id: (run) => run.userId,
  status: (run) => run.status,
  lifecycle_stage: (run) => run.lifecycleStage,
  artifact_uri: (run) => run.artifactUri,
  problems: (run) => run.problems?.join("\n"),
};

/** An unknown column is empty. */
function textReader(name: RunColumn): (run: Run) => string | undefined {
  const dot = name.indexOf(".");
  const [kind, key] = [name.slice(0, dot), name.slice(dot + 1)];
  if (kind === "attributes") return attributes[key] ?? (() => undefined);
  const own = (record: Record<string, string>) => (Object.hasOwn(record, key) ? record[key] : undefined);
  if (kind === "params") return (run) => own(run.params);
  return kind === "tags" ? (run) => own(run.tags) : () => undefined;
}
