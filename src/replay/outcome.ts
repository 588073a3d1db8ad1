import type { Run } from "../mlflow/entities.ts";

/** How the metrics of a run that was made again stand to those of the first. */
export interface MetricOutcome {
  equal: string[];
  different: string[];
  /** Logged by only one of the two. */
  unmatched: string[];
}

/** MLflow logs the machine's load under this prefix, which is never the same twice. */
const systemPrefix = "system/";

export function compareMetrics(first: Pick<Run, "metrics">, again: Pick<Run, "metrics">): MetricOutcome {
  const outcome: MetricOutcome = { equal: [], different: [], unmatched: [] };
  for (const key of new Set([...Object.keys(first.metrics), ...Object.keys(again.metrics)])) {
    if (key.startsWith(systemPrefix)) continue;
    const [a, b] = [first.metrics[key], again.metrics[key]];
    if (a === undefined || b === undefined) outcome.unmatched.push(key);
    // NaN is what it was before.
    else (Object.is(a.value, b.value) || a.value === b.value ? outcome.equal : outcome.different).push(key);
  }
  return outcome;
}
