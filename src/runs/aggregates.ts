import type { ColumnView } from "../protocol/runs.ts";
import type { Entry } from "./arrangement.ts";
import { aggregateKey } from "./cells.ts";
import { groupOf, keyOf } from "./columns.ts";

/** A value over a history, with its step where it is one of the points. */
export interface AggregateValue {
  value: number;
  step?: number;
}

/** Reads the least, greatest or mean value of the columns that show one; only the histories of the given runs. */
export async function readAggregates(
  entries: readonly Entry[],
  columns: readonly ColumnView[],
): Promise<Map<string, AggregateValue>> {
  const values = new Map<string, AggregateValue>();
  const asked = columns.filter(({ id, aggregate = "last" }) => groupOf(id) === "metrics" && aggregate !== "last");
  if (asked.length === 0) return values;
  const bySource = Map.groupBy(
    entries.filter((entry) => entry.kind === "run"),
    ({ source }) => source,
  );
  const questions = [...bySource].flatMap(([source, runs]) =>
    // Of one bucket the store answers just its least and its greatest point.
    [{ buckets: 1 }, {}].map(async (options) => {
      const isMean = options.buckets === undefined;
      const wanted = asked.filter(({ aggregate }) => (aggregate === "mean") === isMean);
      if (wanted.length === 0) return;
      const keys = [...new Set(wanted.map(({ id }) => keyOf(id)))];
      const ids = runs.map(({ runId }) => runId);
      for (const history of await source.store().getMetricHistories(ids, keys, options)) {
        for (const column of wanted) {
          if (keyOf(column.id) !== history.key) continue;
          const found = isMean ? meanOf(history.values) : extremeOf(history, column.aggregate === "max");
          if (found !== undefined) values.set(aggregateKey(column, source.storeId, history.runId), found);
        }
      }
    }),
  );
  await Promise.all(questions);
  return values;
}

function meanOf(values: Float64Array): AggregateValue | undefined {
  const numbers = values.filter((value) => !Number.isNaN(value));
  if (numbers.length === 0) return undefined;
  return { value: numbers.reduce((sum, value) => sum + value, 0) / numbers.length };
}

function extremeOf(
  { values, steps }: { values: Float64Array; steps: Float64Array },
  isGreatest: boolean,
): AggregateValue | undefined {
  let best: number | undefined;
  values.forEach((value, at) => {
    if (Number.isNaN(value)) return;
    const known = best === undefined ? undefined : values[best];
    if (known === undefined || (isGreatest ? value > known : value < known)) best = at;
  });
  return best === undefined ? undefined : { value: values[best]!, step: steps[best] };
}
