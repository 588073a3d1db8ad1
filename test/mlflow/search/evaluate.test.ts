import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type SearchKind } from "../../../src/mlflow/search/ast.ts";
import { compareRows, compileFilter, matches, namedKeys, type Row } from "../../../src/mlflow/search/evaluate.ts";
import { parseOrderBy } from "../../../src/mlflow/search/orderBy.ts";
import { parseFilter } from "../../../src/mlflow/search/parse.ts";

interface Values {
  attributes?: Record<string, string | number>;
  metrics?: Record<string, number>;
  params?: Record<string, string>;
  tags?: Record<string, string>;
  datasets?: { name: string; digest: string; context?: string }[];
}

function row({ attributes = {}, metrics = {}, params = {}, tags = {}, datasets = [] }: Values): Row {
  return {
    attribute: (key) => attributes[key],
    metric: (key) => metrics[key],
    parameter: (key) => params[key],
    tag: (key) => tags[key],
    datasets: () => datasets,
  };
}

function holds(kind: SearchKind, filter: string, values: Values): boolean {
  return matches(kind, parseFilter(kind, filter, "file"), row(values));
}

describe("a filter holds, or not", () => {
  const table: readonly (readonly [filter: string, values: Values, expected: boolean])[] = [
    ["metrics.a != 1", {}, false],
    ["metrics.a != 1", { metrics: { a: NaN } }, true],
    ["metrics.a = 1", { metrics: { a: NaN } }, false],
    ["metrics.a >= 1", { metrics: { a: NaN } }, false],
    ["metrics.a > 1e308", { metrics: { a: Infinity } }, true],
    ["metrics.a = 1e400", { metrics: { a: Infinity } }, true],
    ["metrics.a = 0", { metrics: { a: -0 } }, true],
    ["params.a != 'x'", {}, false],
    ["params.a IS NULL", {}, true],
    ["params.a IS NOT NULL", { params: { a: "" } }, true],
    ["params.a = 'x'", { params: { a: "x\n" } }, false],
    ["params.a LIKE 'x'", { params: { a: "x\n" } }, true],
    ["params.a LIKE 'x%'", { params: { a: "x\ny" } }, true],
    ["params.a LIKE '%y'", { params: { a: "x\ny" } }, false],
    ["params.a LIKE 'X'", { params: { a: "x" } }, false],
    ["params.a ILIKE 'X'", { params: { a: "x" } }, true],
    ["params.a ILIKE 'ı'", { params: { a: "İ" } }, true],
    ["params.a ILIKE 'ss'", { params: { a: "ß" } }, false],
    ["params.a LIKE '_'", { params: { a: "😀" } }, true],
    ["params.a LIKE 'a.c'", { params: { a: "abc" } }, false],
    ["params.a LIKE 'a\\%'", { params: { a: "a\\b" } }, true],
    ["run_id IN ('a', 'b')", { attributes: { run_id: "b" } }, true],
    ["run_id NOT IN ('a', 'b')", { attributes: { run_id: "b" } }, false],
    ["run_id = ('a', 'b')", { attributes: { run_id: "b" } }, false],
    ["run_id != ('a', 'b')", { attributes: { run_id: "b" } }, true],
    ["end_time != 1", {}, false],
    ["start_time > 999.5", { attributes: { start_time: 1000 } }, true],
    ["datasets.name != 'a'", { datasets: [] }, false],
    [
      "datasets.name != 'a'",
      {
        datasets: [
          { name: "a", digest: "1" },
          { name: "b", digest: "2" },
        ],
      },
      true,
    ],
    ["dataset.context != 'train'", { datasets: [{ name: "a", digest: "1" }] }, false],
    ["dataset.digest IN ('1')", { datasets: [{ name: "a", digest: "1" }] }, true],
  ];
  for (const [filter, values, expected] of table) {
    test(`${JSON.stringify(filter)} of ${JSON.stringify(values)}: ${expected}`, () => {
      assert.equal(holds("runs", filter, values), expected);
    });
  }
});

test("an experiment without times is unequal to any, but neither before nor after", () => {
  assert.equal(holds("experiments", "creation_time != 5", {}), true);
  assert.equal(holds("experiments", "creation_time < 5", {}), false);
});

test("models are found and prompts are not, unless asked for", () => {
  const prompt = { attributes: { name: "a" }, tags: { "mlflow.prompt.is_prompt": "true" } };
  assert.equal(holds("registeredModels", "", { attributes: { name: "a" } }), true);
  assert.equal(holds("registeredModels", "name = 'a'", prompt), false);
  assert.equal(holds("registeredModels", "tags.`mlflow.prompt.is_prompt` = 'true'", prompt), true);
  assert.equal(holds("modelVersions", "tags.`mlflow.prompt.is_prompt` = 'false'", {}), true);
});

test("a version number is compared with the whole part of a number, and with a text that is one", () => {
  const values = { attributes: { version_number: 2 } };
  assert.equal(holds("modelVersions", "version_number = 2.9", values), true);
  assert.equal(holds("modelVersions", "version_number > '1'", values), true);
});

test("texts are compared by code point", () => {
  const values = { attributes: { name: "😀" } };
  assert.equal(holds("loggedModels", "name > '\uffee'", values), true);
});

test("a comparison that MLflow refuses is refused once an entity gets there", () => {
  const filter = compileFilter("runs", parseFilter("runs", "metrics.a > 1 AND params.b > 'x'", "file"));
  assert.equal(filter(row({ metrics: { a: 1 } })), false);
  assert.throws(() => filter(row({ metrics: { a: 2 } })), /Invalid comparator '>' not one of/);
});

test("a filter reads nothing that it does not name", () => {
  const read: string[] = [];
  const spy: Row = {
    attribute: (key) => void read.push(key),
    metric(key) {
      read.push(key);
      return 1;
    },
    tag: (key) => void read.push(key),
  };
  matches("runs", parseFilter("runs", "metrics.a > 0 AND tags.b = 'x' AND status = 'x'", "file"), spy);
  assert.deepEqual(read, ["a", "b"]);
});

function sorted(kind: SearchKind, orderBy: string[], values: Record<string, Values>): string {
  const compare = compareRows(kind, parseOrderBy(kind, orderBy, "file"));
  const rows = Object.entries(values).map(([name, of]) => ({ name, row: row(of) }));
  return rows
    .sort((a, b) => compare(a.row, b.row))
    .map(({ name }) => name)
    .join(" ");
}

describe("runs are sorted", () => {
  const runs = {
    nan: { metrics: { a: NaN }, attributes: { start_time: 1, run_id: "n" } },
    none: { attributes: { start_time: 5, run_id: "x" } },
    one: { metrics: { a: 1 }, attributes: { start_time: 2, run_id: "b" } },
    two: { metrics: { a: 2 }, attributes: { start_time: 2, run_id: "a" } },
    low: { metrics: { a: -Infinity }, attributes: { start_time: 0, run_id: "l" } },
  };
  test("by value, then NaN, then those without", () => {
    assert.equal(sorted("runs", ["metrics.a"], runs), "low one two nan none");
  });
  test("the same where the order is descending", () => {
    assert.equal(sorted("runs", ["metrics.a DESC"], runs), "two one low nan none");
  });
  test("the newest first and then by id where nothing is asked", () => {
    assert.equal(sorted("runs", [], runs), "none two one nan low");
  });
});

test("texts are sorted by code point", () => {
  const values = { emoji: { tags: { t: "😀" } }, half: { tags: { t: "\uffee" } }, z: { tags: { t: "z" } } };
  assert.equal(sorted("runs", ["tags.t"], values), "z half emoji");
});

test("experiments are sorted by id as text, the newest first, and those without a time last", () => {
  const values = {
    a: { attributes: { experiment_id: "9", creation_time: 1 } },
    b: { attributes: { experiment_id: "10", creation_time: 1 } },
    c: { attributes: { experiment_id: "1", creation_time: 2 } },
    d: { attributes: { experiment_id: "2" } },
  };
  assert.equal(sorted("experiments", [], values), "c b a d");
  assert.equal(sorted("experiments", ["creation_time"], values), "a b c d");
});

test("versions are sorted by the last change, then name, then the highest number", () => {
  const at = (name: string, version: number, time: number): Values => ({
    attributes: { name, version_number: version, last_updated_timestamp: time },
  });
  const values = { a: at("m", 1, 5), b: at("m", 2, 5), c: at("k", 1, 5), d: at("z", 1, 9) };
  assert.equal(sorted("modelVersions", [], values), "d c b a");
  assert.equal(sorted("modelVersions", ["version_number"], values), "c a d b");
});

test("a NaN of logged models is in nobody's way", () => {
  const values = { a: { metrics: { m: NaN } }, b: { metrics: { m: NaN } }, c: {} };
  assert.equal(sorted("loggedModels", ["metrics.m"], values), "a b c");
});

test("what a search names is known by its kinds", () => {
  const comparisons = parseFilter(
    "runs",
    "metrics.a > 1 AND tags.t = 'x' AND datasets.name = 'd' AND status = 's'",
    "file",
  );
  const keys = namedKeys(comparisons, parseOrderBy("runs", ["metrics.b", "params.p"], "file"));
  assert.deepEqual([...keys.metrics], ["a", "b"]);
  assert.deepEqual([...keys.parameters], ["p"]);
  assert.deepEqual([...keys.tags], ["t"]);
  assert.deepEqual([...keys.attributes], ["status"]);
  assert.equal(keys.datasets, true);
});
