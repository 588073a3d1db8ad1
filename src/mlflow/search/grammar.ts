import { type IdentifierType, type SearchKind } from "./ast.ts";
import {
  nullableComparators,
  spanComparators,
  stringComparators,
  textComparators,
  traceComparators,
} from "./comparators.ts";

// MLflow's words for each kind of search (`mlflow/utils/search_utils.py`): what may be named, by which
// names, and compared how.

export interface Grammar {
  searchKeys: ReadonlySet<string>;
  /** Attributes to order by. */
  orderKeys: ReadonlySet<string>;
  /** Attributes that are numbers. */
  numericKeys: ReadonlySet<string>;
  /** Attributes that may be compared with a list; all if absent. */
  listKeys?: ReadonlySet<string>;
  /** Attributes, but for the numeric ones. */
  stringComparators: ReadonlySet<string>;
  tagComparators: ReadonlySet<string>;
  parameterComparators: ReadonlySet<string>;
  /** Whether a message names clauses in quotes. */
  quotesClauses: boolean;
}

const runKeys = ["run_id", "run_name", "user_id", "status", "start_time", "end_time", "artifact_uri"];
const experimentKeys = new Set(["name", "experiment_id", "creation_time", "last_update_time"]);
const modelTimes = ["creation_timestamp", "creation_time", "last_updated_timestamp", "last_updated_time"];
const modelKeys = new Set(["name", "model_id", "model_type", "status", "source_run_id", ...modelTimes]);
const traceTimes = ["timestamp", "timestamp_ms", "execution_time", "execution_time_ms", "end_time", "end_time_ms"];

export const grammars: Readonly<Record<SearchKind, Grammar>> = {
  runs: {
    searchKeys: new Set([...runKeys, "created", "Created", "run name", "Run name", "Run Name"]),
    orderKeys: new Set([...runKeys, "created", "Created"]),
    numericKeys: new Set(["start_time", "end_time", "created", "Created"]),
    listKeys: new Set(["run_id"]),
    stringComparators,
    tagComparators: nullableComparators,
    parameterComparators: nullableComparators,
    quotesClauses: true,
  },
  experiments: {
    searchKeys: experimentKeys,
    orderKeys: experimentKeys,
    numericKeys: new Set(["creation_time", "last_update_time"]),
    listKeys: new Set(["experiment_id"]),
    stringComparators,
    tagComparators: nullableComparators,
    parameterComparators: nullableComparators,
    quotesClauses: false,
  },
  registeredModels: {
    searchKeys: new Set(["name"]),
    orderKeys: new Set(["name", "creation_timestamp", "last_updated_timestamp"]),
    numericKeys: new Set(["creation_timestamp", "last_updated_timestamp"]),
    listKeys: new Set(["name"]),
    stringComparators,
    tagComparators: textComparators,
    parameterComparators: nullableComparators,
    quotesClauses: false,
  },
  modelVersions: {
    searchKeys: new Set(["name", "version_number", "run_id", "source_path"]),
    orderKeys: new Set(["name", "version_number", "creation_timestamp", "last_updated_timestamp"]),
    numericKeys: new Set(["version_number", "creation_timestamp", "last_updated_timestamp"]),
    listKeys: new Set(["name", "run_id"]),
    stringComparators,
    tagComparators: textComparators,
    parameterComparators: nullableComparators,
    quotesClauses: false,
  },
  loggedModels: {
    searchKeys: modelKeys,
    orderKeys: modelKeys,
    numericKeys: new Set(modelTimes),
    stringComparators,
    tagComparators: textComparators,
    parameterComparators: textComparators,
    quotesClauses: true,
  },
  traces: {
    searchKeys: new Set([
      ...traceTimes,
      ...["request_id", "status", "client_request_id", "name", "run_id", "prompt", "text"],
    ]),
    orderKeys: new Set([...traceTimes, "experiment_id", "status", "request_id", "name", "run_id"]),
    numericKeys: new Set(traceTimes),
    listKeys: new Set(["name", "status", "request_id", "run_id", "client_request_id"]),
    stringComparators: spanComparators,
    tagComparators: traceComparators,
    parameterComparators: nullableComparators,
    quotesClauses: true,
  },
};

export const datasetKeys: ReadonlySet<string> = new Set(["name", "digest", "context"]);
export const spanKeys: ReadonlySet<string> = new Set(["name", "type", "status"]);

/** The names that may stand before the dot, in the searches of runs and of logged models. */
export const runEntities: ReadonlyMap<string, IdentifierType> = new Map([
  ["metric", "metric"],
  ["metrics", "metric"],
  ["parameter", "parameter"],
  ["parameters", "parameter"],
  ["param", "parameter"],
  ["params", "parameter"],
  ["tag", "tag"],
  ["tags", "tag"],
  ["attribute", "attribute"],
  ["attributes", "attribute"],
  ["attr", "attribute"],
  ["run", "attribute"],
  ["dataset", "dataset"],
  ["datasets", "dataset"],
]);

/** The same in the searches of experiments and of the registry. */
export const registryEntities: ReadonlyMap<string, IdentifierType> = new Map([
  ["attribute", "attribute"],
  ["tag", "tag"],
  ["tags", "tag"],
]);

/** The same in the search of traces. */
export const traceEntities: ReadonlyMap<string, IdentifierType> = new Map([
  ["tag", "tag"],
  ["tags", "tag"],
  ["attribute", "attribute"],
  ["attributes", "attribute"],
  ["trace", "attribute"],
  ["request_metadata", "request_metadata"],
  ["metadata", "request_metadata"],
  ["span", "span"],
  ["feedback", "feedback"],
  ["expectation", "expectation"],
  ["issue", "issue"],
]);

/** Hides prompts from searches of the registry, which list them among the models. */
export const promptTag = "mlflow.prompt.is_prompt";
