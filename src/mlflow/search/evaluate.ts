import { type Comparison, type OrderBy, type SearchKind } from "./ast.ts";

/** A data set of a run, as far as filters ask. */
export interface RowDataset {
  name: string;
  digest: string;
  /** The input's tag `mlflow.data.context`. */
  context?: string;
}

/** What a filter or an order may ask of an entity. Only what is named is asked, so that a store need not build the entity. */
export interface Row {
  /** By MLflow's names: `start_time` (a number), `run_name`, `version_number` (a number), `timestamp_ms`, … */
  attribute(key: string): string | number | undefined;
  /** The latest value; of a logged model the first that the store lists. */
  metric?(key: string): number | undefined;
  /** Logged models: the value with the greatest timestamp, by which MLflow orders. `metric` where absent. */
  latestMetric?(key: string): number | undefined;
  parameter?(key: string): string | undefined;
  tag?(key: string): string | undefined;
  /** Traces: the request's metadata. */
  metadata?(key: string): string | undefined;
  /** Runs: the inputs that are data sets. */
  datasets?(): readonly RowDataset[];
}

/** Which keys a search reads of each entity. */
export interface NamedKeys {
  metrics: Set<string>;
  parameters: Set<string>;
  tags: Set<string>;
  attributes: Set<string>;
  metadata: Set<string>;
  datasets: boolean;
}

/** What the comparisons and orders name; what MLflow's defaults and ties read besides is not among it. */
export function namedKeys(comparisons: readonly Comparison[], orders: readonly OrderBy[]): NamedKeys {
  const keys: NamedKeys = {
    metrics: new Set(),
    parameters: new Set(),
    tags: new Set(),
    attributes: new Set(),
    metadata: new Set(),
    datasets: false,
  };
  for (const { type, key } of [...comparisons, ...orders]) {
    if (type === "metric") keys.metrics.add(key);
    else if (type === "parameter") keys.parameters.add(key);
    else if (type === "tag") keys.tags.add(key);
    else if (type === "attribute") keys.attributes.add(key);
    else if (type === "request_metadata") keys.metadata.add(key);
    else if (type === "dataset") keys.datasets = true;
  }
  return keys;
}

/**
 * The filter as a function, LIKE patterns compiled once: Python's comparisons as MLflow's file store makes them.
 *
 * @returns a function that throws MlflowError where an entity reaches a comparison with a `refusal`
 */
export function compileFilter(kind: SearchKind, comparisons: readonly Comparison[]): (row: Row) => boolean {
  void kind;
  void comparisons;
  return () => true;
}

/** `compileFilter` for a single row. */
export function matches(kind: SearchKind, comparisons: readonly Comparison[], row: Row): boolean {
  return compileFilter(kind, comparisons)(row);
}

/** A comparator for `sort`: the orders, then MLflow's defaults and ties of the file store. */
export function compareRows(kind: SearchKind, orders: readonly OrderBy[]): (a: Row, b: Row) => number {
  void kind;
  void orders;
  return () => 0;
}
