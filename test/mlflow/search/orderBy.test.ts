import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Dialect, type SearchKind } from "../../../src/mlflow/search/ast.ts";
import { parseOrderBy } from "../../../src/mlflow/search/orderBy.ts";

const runKeys =
  "{'Created', 'artifact_uri', 'created', 'end_time', 'run_id', 'run_name', 'start_time', 'status', 'user_id'}";

const understood: readonly (readonly [SearchKind, Dialect, string, string, string, "ASC" | "DESC"])[] = [
  ["runs", "file", "start_time", "attribute", "start_time", "ASC"],
  ["runs", "file", "attributes.Created DESC", "attribute", "start_time", "DESC"],
  ["runs", "file", "metrics.`f1 score` desc", "metric", "f1 score", "DESC"],
  ["runs", "file", 'params."a b"', "parameter", "a b", "ASC"],
  ["runs", "file", "tag.mlflow.user\tAsC", "tag", "mlflow.user", "ASC"],
  ["experiments", "file", "attribute.name DESC", "attribute", "name", "DESC"],
  ["registeredModels", "file", "creation_timestamp", "attribute", "creation_timestamp", "ASC"],
  ["registeredModels", "sqlite", "timestamp DESC", "attribute", "last_updated_timestamp", "DESC"],
  ["modelVersions", "sqlite", "tag.name", "attribute", "name", "ASC"],
  ["loggedModels", "file", "creation_time DESC", "attribute", "creation_timestamp", "DESC"],
  ["loggedModels", "sqlite", "creation_time", "attribute", "creation_timestamp_ms", "ASC"],
  ["loggedModels", "file", "metrics.`f1 score`", "metric", "f1 score", "ASC"],
  ["traces", "file", "timestamp DESC", "attribute", "timestamp_ms", "DESC"],
  ["traces", "sqlite", "name", "tag", "mlflow.traceName", "ASC"],
  ["traces", "sqlite", "run_id", "request_metadata", "mlflow.sourceRun", "ASC"],
];

describe("an order is understood", () => {
  for (const [kind, dialect, clause, type, key, direction] of understood) {
    test(`${kind} (${dialect}): ${clause}`, () => {
      assert.deepEqual(parseOrderBy(kind, [clause], dialect), [{ type, key, ascending: direction === "ASC" }]);
    });
  }
});

const refused: readonly (readonly [SearchKind, Dialect, string, string])[] = [
  ["runs", "file", "", "Invalid order_by clause ''. Could not be parsed."],
  ["runs", "file", "start_time DESC ", "Invalid order_by clause 'start_time DESC '. Could not be parsed."],
  [
    "runs",
    "file",
    "metrics.a DESC NULLS LAST",
    "Invalid order_by clause 'metrics.a DESC NULLS LAST'. Could not be parsed.",
  ],
  ["runs", "file", "metrics.a, metrics.b", "Invalid order_by clause 'metrics.a, metrics.b'. Could not be parsed."],
  ["runs", "file", "metrics.a FOO", "Invalid ordering key in order_by clause 'metrics.a FOO'."],
  ["runs", "file", "`run name`", `Invalid attribute key 'run name' specified. Valid keys are '${runKeys}'`],
  ["runs", "file", "timestamp", `Invalid attribute key 'timestamp' specified. Valid keys are '${runKeys}'`],
  ["runs", "file", "datasets.name", "Invalid order_by entity type 'dataset'"],
  ["runs", "sqlite", "datasets.name", "Invalid identifier type 'dataset'"],
  ["experiments", "sqlite", "tags.a", "Invalid order_by entity: tag"],
  [
    "registeredModels",
    "sqlite",
    "creation_timestamp",
    "Invalid order by key 'creation_timestamp' specified. Valid keys are '{'name', 'timestamp'}'",
  ],
  [
    "modelVersions",
    "sqlite",
    "tags.a",
    "Invalid order by key 'a' specified. Valid keys are {'creation_timestamp', 'last_updated_timestamp', 'name', 'version_number'}",
  ],
  ["loggedModels", "file", "nope", "Invalid order by field name: nope."],
  ["loggedModels", "sqlite", "nope", "Invalid order by field name: nope"],
  ["loggedModels", "file", "params.a", "Invalid order by field name: params, only `metrics.<name>` is allowed."],
  ["loggedModels", "sqlite", "params.a", "Invalid order by field name: params.a. Only metrics are supported."],
  ["traces", "file", "name", "Invalid order_by entity `tag` with key `mlflow.traceName`"],
  ["traces", "sqlite", "span.name", "Invalid identifier type 'span'"],
  [
    "traces",
    "sqlite",
    "metadata.`mlflow.trace.cost`",
    "Ordering by reserved metadata 'mlflow.trace.cost' is not supported because it is represented by multiple columns.",
  ],
  ["traces", "sqlite", "end_time", "type object 'SqlTraceInfo' has no attribute 'end_time_ms'"],
];

describe("an order is refused", () => {
  for (const [kind, dialect, clause, message] of refused) {
    test(`${kind} (${dialect}): ${clause}`, () => {
      assert.throws(() => parseOrderBy(kind, [clause], dialect), { message });
    });
  }
});

test("no orders are none", () => {
  assert.deepEqual(parseOrderBy("runs", undefined, "file"), []);
});

test("the file store meets the last wrong order first", () => {
  assert.throws(() => parseOrderBy("runs", ["a.b", "c.d"], "file"), /Invalid entity type 'c'/);
  assert.throws(() => parseOrderBy("runs", ["a.b", "c.d"], "sqlite"), /Invalid entity type 'a'/);
});

test("only the SQL store refuses a key that is ordered by twice, whatever it is called", () => {
  const twice = ["created", "start_time DESC"];
  assert.equal(parseOrderBy("runs", twice, "file").length, 2);
  assert.throws(() => parseOrderBy("runs", twice, "sqlite"), {
    errorCode: "INTERNAL_ERROR",
    message: "`order_by` contains duplicate fields: ['created', 'start_time DESC']",
  });
});
