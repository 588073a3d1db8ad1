import type { ChartColumn, ChartRun, ChartValues, ColumnId, Curve, CurvesQuery } from "../protocol/runs.ts";
import type { Stores } from "../stores/index.ts";
import { cellsById, type Entry } from "./rows/arrangement.ts";
import { valueOf } from "./rows/cells.ts";
import { isNumberColumn, keyOf, readsOf } from "./view/columns.ts";
import { keyOfEntry, type RunsTable } from "./rows/runsTable.ts";

/** A chart of more runs would be a cloud. */
const maxRuns = 500;
/** Of groups and parents that are folded, these rows are gone through to find runs. */
const maxRows = 2_000;

type RunEntry = Extract<Entry, { kind: "run" }>;

/** The runs of a chart: those that are selected, or the first of all that match. */
export async function chartEntries(table: RunsTable, rowCount: number, keys: readonly string[]): Promise<RunEntry[]> {
  if (keys.length > 0) return keys.slice(0, maxRuns).flatMap((key) => table.entryOf(key) ?? []);
  const entries = await table.entries(table.version, { start: 0, end: Math.min(rowCount, maxRows) });
  return entries.filter((entry) => entry.kind === "run").slice(0, maxRuns);
}

/** Values of columns for the runs of a chart. Numbers are NaN where there is none; texts are kept as they are. */
export async function chartValues(
  entries: readonly RunEntry[],
  columns: readonly ColumnId[],
  stores: Stores,
): Promise<ChartValues> {
  const reads = columns.flatMap((id) => readsOf(id) ?? []);
  const value = await cellsById(entries, ["attributes.run_name", ...reads]);
  const name = value("attributes.run_name");
  const places = new Map<string, number>();
  for (const [storeId, of] of Map.groupBy(entries, ({ source }) => source.storeId)) {
    const ids = of.map(({ runId }) => runId);
    stores.runPlaces(storeId, ids).forEach((place, at) => places.set(`${storeId}/${ids[at]}`, place));
  }
  const runs = entries.map((entry, at): ChartRun => {
    const key = keyOfEntry(entry);
    return { key, name: String(name(at) || entry.runId), place: places.get(key) ?? 0 };
  });
  const read = columns.map((id): [ColumnId, ChartColumn] => {
    const cell = valueOf(id, value);
    const cells = entries.map((_, at) => cell(at));
    const numbers = Float64Array.from(cells, (one) => {
      return typeof one === "number" ? one : typeof one === "string" && one.trim() !== "" ? Number(one) : NaN;
    });
    if (isNumberColumn(id)) return [id, { numbers }];
    return [id, { numbers, texts: cells.map((one) => (one === undefined ? "" : String(one).slice(0, 200))) }];
  });
  return { runs, columns: Object.fromEntries(read) };
}

/** The histories of metrics of the runs of a chart, thinned to what it can show. */
export async function chartCurves(
  entries: readonly RunEntry[],
  metrics: readonly ColumnId[],
  query: CurvesQuery,
): Promise<Curve[]> {
  const bySource = Map.groupBy(entries, ({ source }) => source);
  const found = await Promise.all(
    [...bySource].map(async ([source, of]) => {
      const ids = of.map(({ runId }) => runId);
      const store = source.store();
      // A server is never asked for all points of so many histories.
      const options = { ...query, sketch: query.sketch === true || store.kind === "rest" };
      const histories = await store.getMetricHistories(ids, metrics.map(keyOf), options);
      return histories.map(({ runId, key, steps, timestamps, values, nans, total, isSketch }): Curve => {
        // A view would ship the whole buffer that it is a part of.
        const [x, times, y] = [steps.slice(), timestamps.slice(), values.slice()];
        return {
          key: `${source.storeId}/${runId}`,
          metric: `metrics.${key}`,
          steps: x,
          timestamps: times,
          values: y,
          ...(nans && { nans }),
          total,
          ...(isSketch === true && { isSketch }),
        };
      });
    }),
  );
  return found.flat();
}
