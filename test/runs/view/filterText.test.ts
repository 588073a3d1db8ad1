import assert from "node:assert/strict";
import { test } from "node:test";
import { markdownTable, csvLine } from "../../../src/runs/output/copy.ts";
import { completeFilter, filterPlace, filterProblem } from "../../../src/runs/view/filterText.ts";

test("a filter's problem is where the wrong word is", () => {
  const wrong = (filter: string) => {
    const problem = filterProblem(filter, "file");
    return problem && filter.slice(problem.start, problem.end);
  };
  assert.equal(wrong("metrics.loss > 1"), null);
  assert.equal(wrong("metrics.loss > 1 and nonsense.x = '2'"), "nonsense.x");
  assert.equal(wrong("params.depth > '2'"), "params.depth > '2'");
});

test("the caret's place in a filter", () => {
  const cases: [string, string, string][] = [
    ["", "key", ""],
    ["met", "key", "met"],
    ["metrics.loss", "key", "metrics.loss"],
    ["metrics.loss ", "operator", ""],
    ["metrics.loss >", "operator", ">"],
    ["metrics.loss > ", "value", ""],
    ["params.`a b` = 'x", "value", "'x"],
    ["metrics.loss > 1 ", "and", ""],
    ["metrics.loss > 1 an", "and", "an"],
    ["metrics.loss > 1 and ", "key", ""],
    ["params.a IS NULL ", "and", ""],
    ["params.a = 'x and y' and par", "key", "par"],
  ];
  for (const [text, kind, typed] of cases) {
    const place = filterPlace(text, text.length);
    assert.deepEqual([place.kind, place.typed], [kind, typed], text);
  }
});

const keys = { metrics: ["loss", "val/loss"], params: ["depth"], tags: ["team"] };
const complete = async (text: string) => {
  const found = await completeFilter(text, text.length, keys, async () => ["2", "4", "it's"]);
  return found.map(({ insert, start, end }) => text.slice(0, start) + insert + text.slice(end));
};

test("keys, operators and values are completed", async () => {
  assert.deepEqual(await complete("val"), ["metrics.`val/loss` "]);
  assert.deepEqual((await complete("metrics.loss > 1 and par"))[0], "metrics.loss > 1 and params.depth ");
  assert.deepEqual(await complete("metrics.loss "), [
    "metrics.loss > ",
    "metrics.loss >= ",
    "metrics.loss = ",
    "metrics.loss != ",
    "metrics.loss < ",
    "metrics.loss <= ",
  ]);
  assert.deepEqual(await complete("params.depth = "), ["params.depth = '2' ", "params.depth = '4' "]);
  assert.deepEqual(await complete("attributes.status = 'f"), [
    "attributes.status = 'FINISHED' ",
    "attributes.status = 'FAILED' ",
  ]);
});

test("what is copied is escaped for what reads it", () => {
  assert.equal(csvLine(["a", 'say "hi", you', "two\nlines"]), 'a,"say ""hi"", you","two\nlines"\r\n');
  assert.equal(
    markdownTable(["Run"], [["a|b *c*"], ["<img>"]]),
    "| Run |\n| --- |\n| a\\|b \\*c\\* |\n| \\<img\\> |\n",
  );
});
