import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, test } from "node:test";
import { type Dialect, type SearchKind } from "../../../src/mlflow/search/ast.ts";
import { compareRows, compileFilter, type Row } from "../../../src/mlflow/search/evaluate.ts";
import { parseOrderBy } from "../../../src/mlflow/search/orderBy.ts";
import { checkMaxResults, parsePageToken } from "../../../src/mlflow/search/page.ts";
import { parseFilter } from "../../../src/mlflow/search/parse.ts";

// What MLflow 3.17 answered to searches of the fixture stores: its refusals by our parser, and of file stores the results
// by our evaluation over the entities of the same oracle.

const root = join(import.meta.dirname, "../../..");
const folders = [join(root, "test/fixtures"), join(root, "../shared/fixtures")].filter((folder) => existsSync(folder));

type Json = Record<string, unknown>;

interface Oracle {
  mlflow: string;
  runs: Json[];
  experiments: Json[];
  registered_models: Json[];
  model_versions: Json[];
  traces: Json[];
  logged_models?: Json[];
  prompts: Json[];
  searches: Search[];
}

interface Search {
  call: string;
  args: {
    filter_string?: string;
    order_by?: (string | { field_name: string; ascending: boolean })[];
    page_token?: string;
    experiment_ids?: string[];
    locations?: string[];
    max_results?: number;
    run_view_type?: string;
    view_type?: string;
  };
  result?: unknown[];
  error?: string;
}

const kinds: Readonly<Record<string, SearchKind>> = {
  search_runs: "runs",
  search_experiments: "experiments",
  search_registered_models: "registeredModels",
  search_model_versions: "modelVersions",
  search_traces: "traces",
  search_logged_models: "loggedModels",
};

for (const path of folders.flatMap((folder) => globSync(join(folder, "*/oracle*.json")))) {
  const oracle = JSON.parse(readFileSync(path, "utf8"), (_, value: unknown) => withoutMarks(value)) as Oracle;
  if (!oracle.mlflow.startsWith("3.17")) continue;
  const dialect = path.includes("-file/") ? "file" : "sqlite";
  describe(relative(root, path), () => {
    for (const [call, searches] of Object.entries(Object.groupBy(oracle.searches, (search) => search.call))) {
      const answerable = searches!.filter((search) => isAnswerable(path, search));
      test(`${answerable.length} of ${searches!.length} ${call} are answered alike`, () => {
        for (const search of answerable) {
          const about = JSON.stringify(search.args);
          if (search.error !== undefined) {
            assert.throws(() => answer(oracle, search, dialect), { message: search.error }, about);
          } else {
            const listed = search.result?.filter((id) => isListed(oracle, id));
            assert.deepEqual(answer(oracle, search, dialect), listed, about);
          }
        }
      });
    }
  });
}

/** Whether the oracle holds what the answer depends on. */
function isAnswerable(path: string, { call, args, error }: Search): boolean {
  if (error !== undefined) return !error.startsWith("'<' not supported between");
  // What a database finds is compiled to SQL, not evaluated.
  if (path.includes("-sqlite/")) return false;
  // MLflow says of the experiment in the trash that it is active, and finds it among the deleted.
  if (/(v1|1\.30)-file/.test(path) && call === "search_experiments") return args.view_type === "ALL";
  // Where NaN is among what logged models are ordered by, the order of the store's folders decides.
  if (call === "search_logged_models" && JSON.stringify(args.order_by)?.includes("metrics.loss")) return false;
  if (call === "search_traces" && args.max_results !== undefined) return false;
  // Of prompts it holds no times of versions.
  return (
    !(call === "search_model_versions" && args.filter_string?.includes("is_prompt")) && (args.max_results ?? 1) > 0
  );
}

/** The oracles hold no traces without spans, though searches find them. */
function isListed(oracle: Oracle, id: unknown): boolean {
  const isTrace =
    typeof id === "string" &&
    oracle.searches.some(({ call, result }) => call === "search_traces" && result?.includes(id));
  return !isTrace || oracle.traces.some((trace) => trace["trace_id"] === id);
}

function answer(oracle: Oracle, { call, args }: Search, dialect: Dialect): unknown[] {
  const kind = kinds[call]!;
  const matches = compileFilter(kind, parseFilter(kind, args.filter_string, dialect));
  const rows = candidates(oracle, kind, args).map((entity) => ({ entity, row: rowOf(kind, entity) }));
  const found = rows.filter(({ row }) => matches(row));
  const orderBy = args.order_by?.map((order) =>
    typeof order === "string" ? order : `${order.field_name} ${order.ascending ? "ASC" : "DESC"}`,
  );
  const compare = compareRows(kind, parseOrderBy(kind, orderBy, dialect));
  return found
    .sort((a, b) => compare(a.row, b.row))
    .slice(parsePageToken(args.page_token), checkMaxResults(kind, args.max_results, dialect))
    .map(({ entity }) => idOf(kind, entity));
}

function candidates(oracle: Oracle, kind: SearchKind, args: Search["args"]): Json[] {
  const experiments = args.experiment_ids ?? args.locations;
  const isInView = ({ lifecycle_stage: stage }: Json): boolean => {
    const view = args.run_view_type ?? args.view_type ?? "ACTIVE_ONLY";
    return view === "ALL" || (stage === "deleted") === (view === "DELETED_ONLY");
  };
  switch (kind) {
    case "runs":
      return (experiments ?? []).flatMap((id) =>
        oracle.runs.filter((run) => run["experiment_id"] === id && isInView(run)),
      );
    case "experiments":
      return oracle.experiments.filter(isInView);
    case "registeredModels":
      return [...oracle.registered_models, ...oracle.prompts.map(asModel)];
    case "modelVersions":
      return oracle.model_versions;
    case "loggedModels":
      return (oracle.logged_models ?? []).filter((model) => experiments?.includes(model["experiment_id"] as string));
    case "traces":
      return oracle.traces;
  }
}

function asModel(prompt: Json): Json {
  return { ...prompt, tags: { ...(prompt["tags"] as Json), "mlflow.prompt.is_prompt": "true" } };
}

const names: Readonly<Record<string, string>> = {
  creation_timestamp: "created",
  last_updated_timestamp: "updated",
  source_path: "source",
  request_id: "trace_id",
};

function rowOf(kind: SearchKind, entity: Json): Row {
  const member = <T>(of: string, key: string): T | undefined => {
    const values = entity[of] as Record<string, T>;
    return Object.hasOwn(values, key) ? values[key] : undefined;
  };
  return {
    attribute(key) {
      if (key === "version_number") return Number(entity["version"]);
      const name = kind === "runs" || kind === "experiments" ? undefined : names[key];
      return (entity[name ?? key] ?? undefined) as string | number | undefined;
    },
    metric: (key) => (kind === "loggedModels" ? pointsOf(entity, key)[0]?.value : member("metrics", key)),
    ...(kind === "loggedModels" && {
      latestMetric: (key: string) => pointsOf(entity, key).sort((a, b) => b.timestamp - a.timestamp)[0]?.value,
    }),
    parameter: (key) => member("params", key),
    tag: (key) => member("tags", key),
    metadata: (key) => member("metadata", key),
    datasets: () =>
      (entity["datasets"] as { name: string; digest: string; tags: Record<string, string> }[]).map(
        ({ name, digest, tags }) => ({ name, digest, context: tags["mlflow.data.context"] }),
      ),
  };
}

function pointsOf(model: Json, key: string): { value: number; timestamp: number }[] {
  const details = model["metric_details"] as [string, number, number][];
  return details.filter(([name]) => name === key).map(([, value, timestamp]) => ({ value, timestamp }));
}

const idNames: Readonly<Partial<Record<SearchKind, string>>> = {
  runs: "run_id",
  experiments: "experiment_id",
  registeredModels: "name",
  loggedModels: "model_id",
  traces: "trace_id",
};

function idOf(kind: SearchKind, entity: Json): unknown {
  if (kind === "modelVersions") return [entity["name"], entity["version"]];
  return entity[idNames[kind]!];
}

/** JSON has no NaN: the oracles mark it. */
function withoutMarks(value: unknown): unknown {
  const isMark = typeof value === "object" && value !== null && "$float" in value;
  return isMark ? Number(value.$float) : value;
}
