import { type SearchKind } from "../../../src/mlflow/search/ast.ts";
import { type Row } from "../../../src/mlflow/search/evaluate.ts";
import { keys, pick, type Random, texts } from "./generate.ts";

/** An entity as the searches see it, in MLflow's names; `null` is absent. */
export interface Plain {
  tags: Record<string, string>;
  metadata: Record<string, string>;
  params: Record<string, string>;
  /** Of a run: key to value. */
  metrics: Record<string, number> | { key: string; value: number; timestamp: number }[];
  datasets: { name: string; digest: string; context: string | null }[];
  [attribute: string]: unknown;
}

const numbers = [0, 1, -1, 0.5, 1e3, -0.001, 1.5, 7, 9_007_199_254_740_991];

function some(random: Random, make: () => string): Record<string, string> {
  return Object.fromEntries(keys.filter(() => random() < 0.5).map((key) => [key, make()]));
}

/** `count` entities of a kind; few values, so that there are many ties. */
export function plainEntities(random: Random, kind: SearchKind, count: number): Plain[] {
  const time = (): number => pick(random, [0, 1, 2, 1_000, 1.7e12]);
  const maybe = <T>(value: T): T | null => (random() < 0.25 ? null : value);
  const text = (): string => pick(random, texts);
  const value = (): number => (random() < 0.8 ? pick(random, numbers) : pick(random, [NaN, Infinity, -Infinity]));
  const times = { start_time: time, end_time: () => maybe(time()) };
  const attributes: Record<SearchKind, () => Record<string, unknown>> = {
    runs: () => ({
      start_time: times.start_time(),
      end_time: times.end_time(),
      run_name: text(),
      user_id: text(),
      status: pick(random, ["RUNNING", "FINISHED"]),
      artifact_uri: maybe(text()),
    }),
    experiments: () => ({ name: text(), creation_time: time(), last_update_time: time() }),
    registeredModels: () => ({ creation_timestamp: time(), last_updated_timestamp: time() }),
    modelVersions: () => ({
      name: text(),
      version_number: pick(random, [1, 2, 3, 10]),
      creation_timestamp: time(),
      last_updated_timestamp: time(),
      run_id: maybe(text()),
      source_path: maybe(text()),
    }),
    loggedModels: () => ({
      name: text(),
      model_type: text(),
      status: pick(random, ["READY", "PENDING"]),
      source_run_id: text(),
      creation_timestamp: time(),
      last_updated_timestamp: time(),
    }),
    traces: () => ({
      timestamp_ms: time(),
      execution_time_ms: time(),
      client_request_id: maybe(text()),
      status: pick(random, ["OK", "ERROR"]),
      experiment_id: "0",
    }),
  };
  const ids: Partial<Record<SearchKind, string>> = {
    runs: "run_id",
    experiments: "experiment_id",
    registeredModels: "name",
    loggedModels: "model_id",
    traces: "request_id",
  };
  return Array.from({ length: count }, (_, index) => ({
    ...attributes[kind](),
    ...(ids[kind] !== undefined && { [ids[kind]]: pick(random, texts) + String(index) }),
    tags: { ...some(random, text), ...(random() < 0.2 && { "mlflow.traceName": text() }) },
    metadata: { ...some(random, text), ...(random() < 0.5 && { "mlflow.sourceRun": text() }) },
    params: some(random, text),
    metrics:
      kind === "loggedModels"
        ? Array.from({ length: 6 }, (__, timestamp) => ({
            key: pick(random, keys),
            value: value(),
            timestamp: (timestamp * 7) % 6,
          }))
        : Object.fromEntries(keys.filter(() => random() < 0.6).map((key) => [key, value()])),
    datasets: Array.from({ length: Math.floor(random() * 3) }, () => ({
      name: text(),
      digest: text(),
      context: maybe(text()),
    })),
  }));
}

export function rowOf(plain: Plain): Row {
  const read = <T>(values: Record<string, T>, key: string): T | undefined =>
    Object.hasOwn(values, key) ? values[key] : undefined;
  const { metrics } = plain;
  return {
    attribute: (key) => (plain[key] ?? undefined) as string | number | undefined,
    metric: (key) =>
      Array.isArray(metrics) ? metrics.find((metric) => metric.key === key)?.value : read(metrics, key),
    ...(Array.isArray(metrics) && {
      latestMetric: (key: string) =>
        metrics.filter((metric) => metric.key === key).toSorted((a, b) => b.timestamp - a.timestamp)[0]?.value,
    }),
    parameter: (key) => read(plain.params, key),
    tag: (key) => read(plain.tags, key),
    metadata: (key) => read(plain.metadata, key),
    datasets: () =>
      plain.datasets.map(({ context, ...dataset }) => ({ ...dataset, ...(context !== null && { context }) })),
  };
}
