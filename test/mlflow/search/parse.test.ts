import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Comparison, type SearchKind } from "../../../src/mlflow/search/ast.ts";
import { parseFilter, withPromptFilter } from "../../../src/mlflow/search/parse.ts";
import { spanOf } from "../../../src/mlflow/search/span.ts";

// What MLflow 3.17 makes of each filter, as its own parser answered.

type Parts = [type: string, key: string, comparator: string, value?: Comparison["value"]];

const understood: Readonly<Partial<Record<SearchKind, [filter: string, comparisons: Parts[]][]>>> = {
  runs: [
    [
      "metrics.loss < 0.5 AND params.lr = '0.1'",
      [
        ["metric", "loss", "<", 0.5],
        ["parameter", "lr", "=", "0.1"],
      ],
    ],
    [
      "metrics.a > 1 and metrics.b > 2 metrics.c > 3",
      [
        ["metric", "a", ">", 1],
        ["metric", "b", ">", 2],
        ["metric", "c", ">", 3],
      ],
    ],
    ["AND metrics.a > 1 AND", [["metric", "a", ">", 1]]],
    ["metrics.`f1 score` >= -1e-3", [["metric", "f1 score", ">=", -0.001]]],
    ['metrics."val/acc" != .5', [["metric", "val/acc", "!=", 0.5]]],
    ["metrics.a.b = 1.", [["metric", "a.b", "=", 1]]],
    [
      "params.lr LIKE '%e-4' AND param.x ILIKE \"A_\"",
      [
        ["parameter", "lr", "LIKE", "%e-4"],
        ["parameter", "x", "ILIKE", "A_"],
      ],
    ],
    ["parameters.x = 'it''s'", [["parameter", "x", "=", "it''s"]]],
    ["tags.mlflow.runName = 'a'", [["tag", "mlflow.runName", "=", "a"]]],
    [
      "tag.`odd key` IS NULL AND params.x is not null",
      [
        ["tag", "odd key", "IS NULL"],
        ["parameter", "x", "IS NOT NULL"],
      ],
    ],
    ["status = 'FINISHED'", [["attribute", "status", "=", "FINISHED"]]],
    [
      "attr.run_id IN ('a', \"b\") AND run.run_id NOT IN ('c',)",
      [
        ["attribute", "run_id", "IN", ["a", "b"]],
        ["attribute", "run_id", "NOT IN", ["c"]],
      ],
    ],
    ["run_id in ('a' 'b\\x41')", [["attribute", "run_id", "IN", ["abA"]]]],
    ["`run name` = 'x'", [["attribute", "run_name", "=", "x"]]],
    [
      "created > 1000.5 AND tags.created = 'x'",
      [
        ["attribute", "start_time", ">", 1000.5],
        ["tag", "start_time", "=", "x"],
      ],
    ],
    [
      "datasets.name IN ('a') AND dataset.context = 'train'",
      [
        ["dataset", "name", "IN", ["a"]],
        ["dataset", "context", "=", "train"],
      ],
    ],
    ["metrics.a > ٣", [["metric", "a", ">", 3]]],
    ["metrics.a = 1e400", [["metric", "a", "=", Infinity]]],
    ["metrics.größe = 1", [["metric", "größe", "=", 1]]],
    ["metrics.timestamp > 1", [["metric", "timestamp", ">", 1]]],
    ["params.order = 'x'", [["parameter", "order", "=", "x"]]],
    ["metrics.a > 1 AND", [["metric", "a", ">", 1]]],
    ["params.x NOT LIKE 'a'", [["parameter", "x", "NOT LIKE", "a"]]],
    ["params.x IS  NULL", [["parameter", "x", "IS NULL"]]],
    ["metrics.a == 1", [["metric", "a", "==", 1]]],
    ["params.a > 'x'", [["parameter", "a", ">", "x"]]],
  ],
  experiments: [
    [
      "name LIKE 'a%' AND tags.team = 'x'",
      [
        ["attribute", "name", "LIKE", "a%"],
        ["tag", "team", "=", "x"],
      ],
    ],
    ["attribute.creation_time > 5", [["attribute", "creation_time", ">", 5]]],
    ["experiment_id IN ('1','2')", [["attribute", "experiment_id", "IN", ["1", "2"]]]],
    ["tag.x IS NULL", [["tag", "x", "IS NULL"]]],
    ["`name` = 'x'", [["attribute", "name", "=", "x"]]],
  ],
  registeredModels: [
    [
      "name ILIKE 'iris%'",
      [
        ["attribute", "name", "ILIKE", "iris%"],
        ["tag", "mlflow.prompt.is_prompt", "!=", "true"],
      ],
    ],
    ["tags.`mlflow.prompt.is_prompt` = 'true'", [["tag", "mlflow.prompt.is_prompt", "=", "true"]]],
    ["", [["tag", "mlflow.prompt.is_prompt", "!=", "true"]]],
  ],
  modelVersions: [
    [
      "version_number >= 2 AND name = 'a'",
      [
        ["attribute", "version_number", ">=", 2],
        ["attribute", "name", "=", "a"],
        ["tag", "mlflow.prompt.is_prompt", "!=", "true"],
      ],
    ],
    [
      "version_number = 1.5",
      [
        ["attribute", "version_number", "=", 1.5],
        ["tag", "mlflow.prompt.is_prompt", "!=", "true"],
      ],
    ],
    [
      "version_number = '2'",
      [
        ["attribute", "version_number", "=", "2"],
        ["tag", "mlflow.prompt.is_prompt", "!=", "true"],
      ],
    ],
    [
      "source_path LIKE '%x' AND run_id NOT IN ('a')",
      [
        ["attribute", "source_path", "LIKE", "%x"],
        ["attribute", "run_id", "NOT IN", ["a"]],
        ["tag", "mlflow.prompt.is_prompt", "!=", "true"],
      ],
    ],
  ],
  loggedModels: [
    [
      "metrics.loss < 1 AND params.lr = '0.1' AND status = 'READY'",
      [
        ["metric", "loss", "<", 1],
        ["parameter", "lr", "=", "0.1"],
        ["attribute", "status", "=", "READY"],
      ],
    ],
    ["creation_timestamp > 5", [["attribute", "creation_timestamp", ">", 5]]],
    ["dataset.name = 'x'", [["dataset", "name", "=", "x"]]],
    ["model_id IN ('a')", [["attribute", "model_id", "IN", ["a"]]]],
  ],
  traces: [
    [
      "timestamp > 5 AND status = 'OK'",
      [
        ["attribute", "timestamp_ms", ">", 5],
        ["attribute", "status", "=", "OK"],
      ],
    ],
    ["trace.timestamp_ms >= 5.5", [["attribute", "timestamp_ms", ">=", 5.5]]],
    [
      "name = 'x' AND tags.name = 'y' AND run_id = 'r'",
      [
        ["tag", "mlflow.traceName", "=", "x"],
        ["tag", "mlflow.traceName", "=", "y"],
        ["request_metadata", "mlflow.sourceRun", "=", "r"],
      ],
    ],
    [
      "metadata.`mlflow.trace.session` = 's' AND request_metadata.x IS NOT NULL",
      [
        ["request_metadata", "mlflow.trace.session", "=", "s"],
        ["request_metadata", "x", "IS NOT NULL"],
      ],
    ],
    ["span.name = 'x'", [["span", "name", "=", "x"]]],
    ["span.attributes.model LIKE 'x'", [["span", "attributes.model", "LIKE", "x"]]],
    [
      "feedback.correct = 'true' AND expectation.score > 0.5",
      [
        ["feedback", "correct", "=", "true"],
        ["expectation", "score", ">", 0.5],
      ],
    ],
    ["issue.id = 'x'", [["issue", "id", "=", "x"]]],
    ["trace.text LIKE '%a%'", [["span", "content", "LIKE", "%a%"]]],
    ["prompt = 'a/1'", [["tag", "mlflow.linkedPrompts", "=", "a/1"]]],
    ["status IN ('OK','ERROR')", [["attribute", "status", "IN", ["OK", "ERROR"]]]],
  ],
};

const refused: Readonly<Partial<Record<SearchKind, [filter: string, message: string][]>>> = {
  runs: [
    ["run_name = 'a' -- comment", "Invalid clause(s) in filter string: '-- comment'"],
    ["metrics.a > 1 /* c */ AND metrics.b > 1", "Invalid comparison clause. Expected 3 tokens found 4"],
    ["metrics.a > /* c */ 1", "Invalid clause(s) in filter string: 'metrics.a', '>', '/* c */', '1'"],
    ["order = 'x'", "Invalid clause(s) in filter string: 'order', '=', ''x''"],
    ["metrics.a>1 or metrics.b>1", "Invalid clause(s) in filter string: 'or'"],
    ["metrics.a > 1 foo", "Invalid clause(s) in filter string: 'metrics.a > 1 foo'"],
    ["metrics.a", "Invalid clause(s) in filter string: 'metrics.a'"],
    ["metrics.a >", "Invalid clause(s) in filter string: 'metrics.a', '>'"],
    ["> 1", "Invalid clause(s) in filter string: '>', '1'"],
    ["metrics.a < 1.7e+308", "Invalid clause(s) in filter string: '7e+308'"],
    ["metrics.a > +1", "Invalid clause(s) in filter string: 'metrics.a', '>', '+', '1'"],
    ["metrics.a - 1 > 2", "Invalid comparison clause. Expected 'Identifier' found 'metrics.a - 1'"],
    ["metrics.a > 0x1", "Invalid clause(s) in filter string: 'metrics.a', '>', '0x1'"],
    ["metrics.a = nan", "Expected numeric value type for metric. Found nan"],
    [
      "params.a = adam",
      "Parameter value is either not quoted or unidentified quote types used for string value adam. Use either single or double quotes.",
    ],
    [
      "params.a = `adam`",
      "Parameter value is either not quoted or unidentified quote types used for string value `adam`. Use either single or double quotes.",
    ],
    ["params.a = 1", "Expected a quoted string value for parameter (e.g. 'my-value'). Got value 1"],
    ["tags.a = 'b", "Invalid clause(s) in filter string: 'tags.a', '=', ''', 'b'"],
    ["tags.a IN ('b')", "Expected a quoted string value for tag (e.g. 'my-value'). Got value ('b')"],
    [
      "run_id IN ()",
      "While parsing a list in the query, expected a non-empty list of string values, but got empty list",
    ],
    [
      "run_id IN (1)",
      "While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: (1,)",
    ],
    [
      "run_id IN ('a', 1, -2.5e10, None, b'x')",
      "While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: ('a', 1, -25000000000.0, None, b'x')",
    ],
    ["status IN ('RUNNING')", "Only ['run_id'] attributes support comparison with a list of quoted string values."],
    ["start_time = '1'", "Expected numeric value type for numeric attribute: start_time. Found '1'"],
    ["end_time IS NULL", "IS NULL / IS NOT NULL is only supported for tags and params, not for 'attribute' 'end_time'"],
    ["datasets.source = 'x'", "Invalid dataset key 'source' specified. Valid keys are '{'context', 'digest', 'name'}'"],
    [
      "nope = 'x'",
      "Invalid attribute key 'nope' specified. Valid keys are '{'Created', 'Run Name', 'Run name', 'artifact_uri', 'created', 'end_time', 'run name', 'run_id', 'run_name', 'start_time', 'status', 'user_id'}'",
    ],
    [
      "foo.bar = 'x'",
      "Invalid entity type 'foo'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']",
    ],
    [
      "Metrics.a > 1",
      "Invalid entity type 'Metrics'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']",
    ],
    ["'a' = 'b'", "Invalid comparison clause. Expected 'Identifier' found ''a''"],
    ["1 = 1", "Invalid comparison clause. Expected 'Identifier' found '1'"],
    ["(metrics.a > 1)", "Invalid clause(s) in filter string: '(metrics.a > 1)'"],
    ["NOT metrics.a > 1", "Invalid clause(s) in filter string: 'NOT'"],
    [
      "metrics.a > 1; metrics.b > 1",
      "Search filter contained multiple expression 'metrics.a > 1; metrics.b > 1'. Provide AND-ed expression list.",
    ],
    ["metrics.a > 1;", "Invalid clause(s) in filter string: ';'"],
    [" ", "Invalid filter ' '. Could not be parsed."],
    [";", "Invalid clause(s) in filter string: ';'"],
    ["metrics.a BETWEEN 0 AND 1", "Invalid clause(s) in filter string: 'metrics.a', 'BETWEEN', '0', '1'"],
    ["params.x IS NOT  NULL", "Invalid clause(s) in filter string: 'params.x', 'IS', 'NOT  NULL'"],
  ],
  experiments: [
    ["name IS NULL", "IS NULL / IS NOT NULL is only supported for tags, not for attribute 'name'"],
    ["attributes.name = 'x'", "Invalid entity type 'attributes'. Valid entity types are ('attribute', 'tag', 'tags')"],
    [
      "name = x",
      "Parameter value is either not quoted or unidentified quote types used for string value x. Use either single or double quotes.",
    ],
    ["name IN ('a')", "Only ['experiment_id'] attributes support comparison with a list of quoted string values."],
    ["creation_time > 'x'", "Expected numeric value type for numeric attribute: creation_time. Found 'x'"],
    ["name = 'a' OR name = 'b'", "Invalid clause(s) in filter string: OR"],
  ],
  registeredModels: [
    ["name = 'unclosed", "Invalid clause(s) in filter string: true, '"],
    ["`name` = 'x'", "Invalid attribute key '`name`' specified. Valid keys are '{'name'}'"],
    ["name = 1", "Expected a quoted string value or a list of quoted string values for attributes. Got value 1"],
    ["description = 'x'", "Invalid attribute key 'description' specified. Valid keys are '{'name'}'"],
  ],
  modelVersions: [
    [
      "name > 5",
      "Only the '{'creation_timestamp', 'last_updated_timestamp', 'version_number'}' attributes support comparison with numeric values.",
    ],
    [
      "version_number IN ('1')",
      "Only ['name', 'run_id'] attributes support comparison with a list of quoted string values.",
    ],
    [
      "stage = 'Production'",
      "Invalid attribute key 'stage' specified. Valid keys are '{'name', 'run_id', 'source_path', 'version_number'}'",
    ],
  ],
  loggedModels: [
    [
      "name = foo",
      "Parameter value is either not quoted or unidentified quote types used for string value foo. Use either single or double quotes.",
    ],
  ],
  traces: [
    ["timestamp > 5.5", "Invalid clause(s) in filter string: 'timestamp', '>', '5.5', 'timestamp'"],
    [
      "span.name like 'x'",
      "span.name comparator 'like' not one of '{'!=', '=', 'ILIKE', 'IN', 'LIKE', 'NOT IN', 'RLIKE'}'",
    ],
    [
      "span.kind = 'x'",
      "Invalid span attribute 'kind'. Supported attributes: name, status, type, attributes.<attribute_name>.",
    ],
    ["feedback.correct = 1", "Expected a quoted string value for feedback (e.g. 'my-value'). Got value 1"],
    ["feedback.score > 'x'", "Expected a numeric value for feedback when using comparator '>'. Got value 'x'"],
    ["text LIKE '%a%'", "Invalid clause(s) in filter string: 'text', 'LIKE', ''%a%''"],
    [
      "execution_time IN ('a')",
      "Only attributes in {'client_request_id', 'name', 'request_id', 'run_id', 'status'} supports comparison with a list of quoted string values.",
    ],
    [
      "status = 1",
      "Only the '{'end_time', 'end_time_ms', 'execution_time', 'execution_time_ms', 'timestamp', 'timestamp_ms'}' attributes support comparison with numeric values.",
    ],
    [
      "foo.bar = 'x'",
      "Invalid entity type 'foo'. Valid values are {'attribute', 'attributes', 'expectation', 'feedback', 'issue', 'metadata', 'request_metadata', 'span', 'tag', 'tags', 'trace'}",
    ],
  ],
};

for (const [kind, table] of Object.entries(understood) as [SearchKind, [string, Parts[]][]][]) {
  describe(`a filter of ${kind} is understood`, () => {
    for (const [filter, expected] of table) {
      test(filter, () => {
        const found = parseFilter(kind, filter, "file").map(({ type, key, comparator, value }) =>
          value === undefined ? [type, key, comparator] : [type, key, comparator, value],
        );
        assert.deepEqual(found, expected);
      });
    }
  });
}

for (const [kind, table] of Object.entries(refused) as [SearchKind, [string, string][]][]) {
  describe(`a filter of ${kind} is refused`, () => {
    for (const [filter, message] of table) {
      test(filter, () => {
        assert.throws(() => parseFilter(kind, filter, "file"), { errorCode: "INVALID_PARAMETER_VALUE", message });
      });
    }
  });
}

// The SQL store refuses at once what the file store refuses only of an entity.
const refusedBySql: readonly (readonly [SearchKind, string, string])[] = [
  [
    "runs",
    "params.a > 'x'",
    "Invalid comparator '>' not one of '{'!=', '=', 'ILIKE', 'IS NOT NULL', 'IS NULL', 'LIKE'}'",
  ],
  ["runs", "metrics.a == 1", "Invalid comparator '==' not one of '{'!=', '<', '<=', '=', '>', '>='}"],
  [
    "runs",
    "tags.a NOT LIKE 'x'",
    "Invalid comparator 'NOT LIKE' not one of '{'!=', '=', 'ILIKE', 'IS NOT NULL', 'IS NULL', 'LIKE'}",
  ],
  ["experiments", "creation_time > 1.5", "Invalid value for numeric attribute 'creation_time': '1.5'"],
  [
    "experiments",
    "name like 'a'",
    "Invalid comparator 'like' not one of '{'!=', '=', 'ILIKE', 'IN', 'LIKE', 'NOT IN'}'",
  ],
  ["experiments", "experiment_id LIKE '1'", "Invalid comparator for experiment_id: LIKE"],
  ["experiments", "experiment_id IN ('1', 'x')", "Invalid experiment ID 'x'. Experiment ID must be a valid integer."],
  ["registeredModels", "name > 'a'", "Invalid comparator for attribute: >"],
  ["registeredModels", "tags.a > 'a'", "Invalid comparator for tag: >"],
  ["modelVersions", "version_number > 1.0", "Invalid value for numeric attribute 'version_number': 1.0"],
  ["modelVersions", "version_number > 'a'", "Invalid value for numeric attribute 'version_number': 'a'"],
  ["modelVersions", "version_number LIKE '1'", "Invalid comparator for attribute version_number: LIKE"],
  [
    "loggedModels",
    "name > 'a'",
    "Invalid comparison operator for attributes.name: '>'. Expected one of ('=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN').",
  ],
  ["loggedModels", "name IS NULL", "Invalid comparison: nameIS NULL. Expected a comparison with 3 tokens."],
  [
    "loggedModels",
    "wrong.a = 'b'",
    "Invalid entity type: 'wrong'. Expected one of ['attributes', 'metrics', 'params', 'tags'].",
  ],
  ["loggedModels", "nope = 'b'", "type object 'SqlLoggedModel' has no attribute 'nope'"],
  ["loggedModels", "metrics.a > 'b'", "could not convert string to float: \"'b'\""],
  ["traces", "prompt = 'a'", "Invalid prompts filter value 'a'. Expected format: prompt = \"name/version\""],
  ["traces", "issue.foo = 'a'", "Invalid issue attribute 'foo'. Supported attributes: id"],
  [
    "traces",
    "metadata.`mlflow.trace.cost` LIKE 'a'",
    "Comparator 'LIKE' is not supported for reserved metadata 'mlflow.trace.cost'. Only '=', '!=', 'IS NULL', and 'IS NOT NULL' are supported.",
  ],
];

describe("a filter is refused by the SQL store", () => {
  for (const [kind, filter, message] of refusedBySql) {
    test(`${kind}: ${filter}`, () => {
      assert.throws(() => parseFilter(kind, filter, "sqlite"), { message });
    });
  }
});

test("the file store parses what it will refuse of an entity, with the refusal", () => {
  const [comparison] = parseFilter("runs", "metrics.a == 1", "file");
  assert.equal(comparison?.refusal, "Invalid comparator '==' not one of '{'!=', '<', '<=', '=', '>', '>='}");
});

test("the SQL store's filters of logged models name columns", () => {
  assert.deepEqual(parseFilter("loggedModels", "creation_time > 5 AND name = 'a' AND tags.`x y` = \"b\"", "sqlite"), [
    { type: "attribute", key: "creation_timestamp_ms", comparator: ">", value: 5 },
    { type: "attribute", key: "name", comparator: "=", value: "a" },
    { type: "tag", key: "x y", comparator: "=", value: '"b"' },
  ]);
});

test("text that is nested too deeply for sqlparse is refused", () => {
  const filter = "(".repeat(102) + ")".repeat(102);
  assert.throws(() => parseFilter("runs", filter, "file"), { message: `Error on parsing filter '${filter}'` });
});

test("text of more tokens than sqlparse groups is refused", () => {
  const filter = "a ".repeat(5_001);
  assert.throws(() => parseFilter("runs", filter, "file"), { message: `Error on parsing filter '${filter}'` });
});

test("a string of a megabyte is read", () => {
  const text = "x".repeat(1_000_000);
  assert.equal(parseFilter("runs", `tags.a = '${text}'`, "file")[0]?.value, text);
});

test("a filter for prompts is added unless the filter names their tag", () => {
  assert.equal(
    withPromptFilter("name = 'a'", { isPrompt: true }),
    "name = 'a' AND tag.`mlflow.prompt.is_prompt` = 'true'",
  );
  assert.equal(
    withPromptFilter("tags.`mlflow.prompt.is_prompt` = 'x'", { isPrompt: true }),
    "tags.`mlflow.prompt.is_prompt` = 'x'",
  );
});

for (const [filter, marked] of [
  ["metrics.a > 1 OR metrics.b > 1", "OR"],
  ["metrics.a > 'x'", "'x'"],
  ["metrics.a > 1 AND nope = 'x'", "nope"],
  ["metrics.a > 1; metrics.b > 1", "metrics.b > 1"],
] as const) {
  test(`the refusal of ${filter} says where it is wrong`, () => {
    try {
      parseFilter("runs", filter, "file");
      assert.fail("not refused");
    } catch (error) {
      const span = spanOf(error);
      assert.equal(filter.slice(span?.start, span?.end).trim(), marked);
    }
  });
}
