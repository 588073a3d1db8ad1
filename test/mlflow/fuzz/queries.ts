import type { SearchKind } from "../../../src/mlflow/search/ast.ts";
import { broken, clause, filter, keys, orderClause, pick, type Random, texts } from "../search/generate.ts";
import { type GeneratedStore, statuses, values } from "./generatedStore.ts";

/** A search as MLflow's client takes it. */
export interface Query {
  call: string;
  args: Record<string, unknown>;
}

const kinds: readonly SearchKind[] = [
  ...["runs", "runs", "runs", "runs", "runs"].map((kind) => kind as SearchKind),
  ...(["experiments", "registeredModels", "modelVersions", "loggedModels", "traces"] as const),
];

/** A search that finds something, or may be refused. */
export function generateQuery(random: Random, store: GeneratedStore): Query {
  const kind = pick(random, kinds);
  const limit = random() < 0.3 ? { max_results: pick(random, [1, 2, 5, 1_000]) } : {};
  // Only one of the two may be refused: which of two mistakes is told first is nobody's question.
  const daring = pick(random, ["filter", "order"]);
  const shared = {
    filter_string:
      daring === "filter" ? filterOf(random, kind, store) : clauses(random, () => findingClause(random, kind, store)),
    order_by: daring === "order" ? orderOf(random, kind) : soundOrderOf(random, kind),
    ...limit,
  };
  const experimentIds = store.experiments.map(({ id }) => id).filter(() => random() < 0.8);
  const view = pick(random, ["ACTIVE_ONLY", "ACTIVE_ONLY", "DELETED_ONLY", "ALL"]);
  switch (kind) {
    case "runs":
      return { call: "search_runs", args: { ...shared, experiment_ids: experimentIds, run_view_type: view } };
    case "experiments":
      return { call: "search_experiments", args: { ...shared, view_type: view } };
    case "registeredModels":
      return { call: "search_registered_models", args: shared };
    case "modelVersions":
      return { call: "search_model_versions", args: shared };
    case "loggedModels":
      return {
        call: "search_logged_models",
        args: { ...shared, experiment_ids: experimentIds, order_by: fields(random) },
      };
    case "traces":
      return { call: "search_traces", args: { ...shared, locations: experimentIds, include_spans: false } };
  }
}

function filterOf(random: Random, kind: SearchKind, store: GeneratedStore): string {
  const style = random();
  if (style < 0.1) return "";
  if (style < 0.2) return broken(random, filter(random, kind));
  return clauses(random, () => (random() < 0.75 ? findingClause(random, kind, store) : clause(random, kind)));
}

function clauses(random: Random, make: () => string): string {
  return Array.from({ length: Math.floor(random() * 3) }, make).join(pick(random, [" AND ", " and "]));
}

const numberComparators = [">", ">=", "<", "<=", "=", "!="];

/** A clause on what such stores hold. */
function findingClause(random: Random, kind: SearchKind, store: GeneratedStore): string {
  const numeric = (name: string, numbers: readonly number[]) =>
    `${name} ${pick(random, numberComparators)} ${pick(random, numbers)}`;
  const key = () => `\`${pick(random, keys)}\``;
  const tag = () => textClause(random, `tags.${key()}`);
  const run = () => pick(random, store.runs).id;
  const choices: Record<SearchKind, (() => string)[]> = {
    runs: [
      () => numeric(`metrics.${key()}`, values),
      () => numeric(`metrics.${key()}`, values),
      () => textClause(random, `params.${key()}`),
      tag,
      () => textClause(random, "attributes.run_name"),
      () => textClause(random, "user_id"),
      () => `attributes.status ${pick(random, ["=", "!="])} '${pick(random, statuses)}'`,
      () => numeric(pick(random, ["start_time", "end_time"]), [0, 1, 2, 1_000, 1_700_000_000_000]),
      () => `run_id ${pick(random, ["=", "!=", "LIKE"])} '${run()}'`,
      () => `run_id ${pick(random, ["IN", "NOT IN"])} ('${run()}', '${run()}')`,
      () => textClause(random, `datasets.${pick(random, ["name", "digest", "context"])}`),
      () => `dataset.context ${pick(random, ["=", "!=", "ILIKE"])} 'training'`,
      () => `${pick(random, ["tags", "params"])}.${key()} ${pick(random, ["IS NULL", "IS NOT NULL"])}`,
    ],
    experiments: [
      tag,
      () => textClause(random, "name"),
      () => `name ${pick(random, ["=", "LIKE", "ILIKE"])} '${plain(pick(random, store.experiments).name)}'`,
      () => numeric(pick(random, ["creation_time", "last_update_time"]), [0, 1, 2, 1_000]),
    ],
    registeredModels: [tag, () => textClause(random, "name")],
    modelVersions: [
      tag,
      () => textClause(random, "name"),
      () => numeric("version_number", [1, 2, 3]),
      () => `run_id ${pick(random, ["=", "!="])} '${run()}'`,
      () => `run_id IN ('${run()}', '${run()}')`,
      () =>
        `source_path ${pick(random, ["=", "!=", "LIKE", "ILIKE"])} '${pick(random, ["s3%", "S3://bucket/A", "%model"])}'`,
    ],
    loggedModels: [
      tag,
      () => numeric(`metrics.${key()}`, values),
      () => textClause(random, `params.${key()}`),
      () => textClause(random, "name"),
      () => `status ${pick(random, ["=", "!="])} '${pick(random, ["READY", "PENDING", "FAILED"])}'`,
      () => `model_type ${pick(random, ["=", "!=", "LIKE", "ILIKE"])} 'agent'`,
      () => numeric("last_updated_timestamp", [0, 1, 1_000]),
    ],
    traces: [
      tag,
      () => textClause(random, `metadata.${key()}`),
      () => `metadata.\`mlflow.trace.session\` ${pick(random, ["=", "!="])} 's1'`,
      () => textClause(random, "name"),
      () => `status ${pick(random, ["=", "!="])} '${pick(random, ["OK", "ERROR"])}'`,
      () => numeric(pick(random, ["timestamp_ms", "execution_time_ms"]), [0, 1, 10, 1_000]),
      () => textClause(random, "client_request_id"),
    ],
  };
  return pick(random, choices[kind])();
}

function textClause(random: Random, name: string): string {
  const comparator = pick(random, ["=", "!=", "LIKE", "ILIKE"]);
  const text = plain(pick(random, texts));
  if (comparator.endsWith("LIKE"))
    return `${name} ${comparator} '${pick(random, [`${text}%`, `%${text}`, text, "%_%", "_"])}'`;
  return `${name} ${comparator} '${text}'`;
}

/** Inside quotes there is no way to write a quote. */
function plain(text: string): string {
  return text.replaceAll("'", "");
}

function orderOf(random: Random, kind: SearchKind): string[] {
  return Array.from({ length: Math.floor(random() * 2.5) }, () => {
    if (kind !== "runs" || random() < 0.4) return orderClause(random, kind);
    const name = `${pick(random, ["metrics", "params", "tags"])}.\`${pick(random, keys)}\``;
    return name + pick(random, ["", " ASC", " DESC"]);
  });
}

const soundOrders: Record<SearchKind, readonly string[]> = {
  runs: [
    "start_time",
    "attributes.end_time",
    "run_name",
    "status",
    "user_id",
    "metrics.a",
    "params.`val/acc`",
    "tags.b",
  ],
  experiments: ["name", "creation_time", "last_update_time", "experiment_id"],
  registeredModels: ["name", "last_updated_timestamp"],
  modelVersions: ["name", "version_number", "creation_timestamp", "last_updated_timestamp"],
  loggedModels: [],
  traces: ["timestamp_ms", "execution_time_ms", "status"],
};

function soundOrderOf(random: Random, kind: SearchKind): string[] {
  // Without doubles, which a database refuses.
  return soundOrders[kind].filter(() => random() < 0.25).map((name) => name + pick(random, ["", " ASC", " DESC"]));
}

/** MLflow takes the order of logged models as dictionaries. */
function fields(random: Random): { field_name: string; ascending: boolean }[] {
  const names = ["creation_timestamp", "name", "status", "model_id", "metrics.a", "metrics.loss", "nope"];
  return Array.from({ length: Math.floor(random() * 2) }, () => {
    return { field_name: pick(random, names), ascending: random() < 0.5 };
  });
}
