import { compareCodePoints } from "../codePoints.ts";
import { invalidParameter } from "../errors.ts";
import { type Comparator, type Comparison, type OrderBy, type SearchKind } from "./ast.ts";
import { promptTag } from "./grammar.ts";
import { compileLike } from "./like.ts";

export { compareRows } from "./order.ts";

/** A data set of a run, as far as filters ask. */
export interface RowDataset {
  name: string;
  digest: string;
  /** The input's tag `mlflow.data.context`. */
  context?: string;
}

/** What a filter or an order may ask of an entity. Only what is named is asked, so that a store need not build the entity. */
export interface Row {
  /**
   * By MLflow's names. Runs: `run_id`, `run_name`, `user_id`, `status`, `start_time`, `end_time`, `artifact_uri`.
   * Experiments: `name`, `experiment_id`, `creation_time`, `last_update_time`. Registered models: `name`,
   * `creation_timestamp`, `last_updated_timestamp`; versions also `version_number`, `run_id`, `source_path`. Logged models: `name`,
   * `model_id`, `model_type`, `status`, `source_run_id`, `creation_timestamp`, `last_updated_timestamp`. Traces: `request_id`,
   * `experiment_id`, `status`, `client_request_id`, `timestamp_ms`, `execution_time_ms`. Times and `version_number` are numbers.
   */
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
  const all = [...comparisons, ...orders];
  const keysOf = (type: Comparison["type"]): Set<string> =>
    new Set(all.filter((named) => named.type === type).map((named) => named.key));
  return {
    metrics: keysOf("metric"),
    parameters: keysOf("parameter"),
    tags: keysOf("tag"),
    attributes: keysOf("attribute"),
    metadata: keysOf("request_metadata"),
    datasets: all.some(({ type }) => type === "dataset"),
  };
}

type Value = string | number | undefined;

/**
 * The filter as a function, LIKE patterns compiled once: Python's comparisons as MLflow's file store makes them.
 *
 * @param comparisons what `parseFilter(kind, …, "file")` answered
 * @returns a function that throws MlflowError where an entity reaches a comparison with a `refusal`
 */
export function compileFilter(kind: SearchKind, comparisons: readonly Comparison[]): (row: Row) => boolean {
  const tests = comparisons.map((comparison) => compileComparison(kind, comparison));
  return (row) => tests.every((test) => test(row));
}

/** `compileFilter` for a single row. */
export function matches(kind: SearchKind, comparisons: readonly Comparison[], row: Row): boolean {
  return compileFilter(kind, comparisons)(row);
}

function compileComparison(kind: SearchKind, comparison: Comparison): (row: Row) => boolean {
  const { type, key, comparator, value, refusal } = comparison;
  if (refusal !== undefined) return failing(refusal);
  const read = reader(comparison);
  if (comparator === "IS NULL") return (row) => read(row) === undefined;
  if (comparator === "IS NOT NULL") return (row) => read(row) !== undefined;
  const holds = compileTest(kind, comparison);
  if (type === "dataset" && kind === "runs") {
    const property = key as keyof RowDataset;
    return (row) =>
      (row.datasets?.() ?? []).some((dataset) => dataset[property] !== undefined && holds(dataset[property]));
  }
  // Models have no such tag, and MLflow takes its absence for `false`.
  const isPromptTag = key === promptTag && (kind === "registeredModels" || kind === "modelVersions");
  const ofAbsent =
    (isPromptTag && comparator === (value === "true" ? "!=" : value === "false" ? "=" : undefined)) ||
    // Only here does MLflow not look whether there is a value at all.
    (kind === "experiments" && type === "attribute" && comparator === "!=");
  return (row) => {
    const found = read(row);
    return found === undefined ? ofAbsent : holds(found);
  };
}

function reader({ type, key }: Pick<Comparison, "type" | "key">): (row: Row) => Value {
  switch (type) {
    case "metric":
      return (row) => row.metric?.(key);
    case "parameter":
      return (row) => row.parameter?.(key);
    case "tag":
      return (row) => row.tag?.(key);
    case "request_metadata":
      return (row) => row.metadata?.(key);
    default:
      return (row) => row.attribute(key);
  }
}

function compileTest(kind: SearchKind, { key, comparator, value }: Comparison): (found: string | number) => boolean {
  const wanted = kind === "modelVersions" && key === "version_number" ? Math.trunc(Number(value)) : value;
  switch (comparator) {
    case "=":
      return (found) => found === wanted;
    case "!=":
      return (found) => found !== wanted;
    case "LIKE":
    case "ILIKE": {
      if (typeof value !== "string") return failing("decoding to str: need a bytes-like object, tuple found");
      const isLike = compileLike(comparator, value);
      return (found) => isLike(String(found));
    }
    case "IN":
    case "NOT IN": {
      const members = new Set<string | number>(value as readonly string[]);
      return (found) => members.has(found) === (comparator === "IN");
    }
    case "<":
      return (found) => compareValues(found, wanted, comparator) < 0;
    case "<=":
      return (found) => compareValues(found, wanted, comparator) <= 0;
    case ">":
      return (found) => compareValues(found, wanted, comparator) > 0;
    case ">=":
      return (found) => compareValues(found, wanted, comparator) >= 0;
    default:
      return failing(`'${comparator}'`);
  }
}

/** A refusal in MLflow's words, or in Python's where MLflow lets those through. */
function failing(words: string): () => never {
  return () => {
    throw invalidParameter(words);
  };
}

/** Negative, 0 or positive; NaN where either is NaN, so that no comparison holds. Texts by code point. */
function compareValues(found: string | number, wanted: Comparison["value"], comparator: Comparator): number {
  if (typeof found === "string" && typeof wanted === "string") return compareCodePoints(found, wanted);
  if (typeof found === "number" && typeof wanted === "number") return found === wanted ? 0 : found - wanted;
  const types = `'${pythonType(found)}' and '${pythonType(wanted)}'`;
  throw invalidParameter(`'${comparator}' not supported between instances of ${types}`);
}

function pythonType(value: Comparison["value"]): string {
  return typeof value === "number" ? "int" : typeof value === "string" ? "str" : "tuple";
}
