import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type Meta,
  type MetaValue,
  metaNumber,
  metaText,
  metaTexts,
  parseMeta,
  withYaml,
} from "../../../../src/mlflow/file/disk/meta.ts";

type Plain = string | null | Plain[] | { [key: string]: Plain };

function plain(value: MetaValue): Plain {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)]));
  return Array.isArray(value) ? value.map(plain) : value;
}

const cases: { fact: string; yaml: string; expected: Plain | undefined }[] = [
  { fact: "plain words", yaml: "name: a b\nstatus: 3\n", expected: { name: "a b", status: "3" } },
  {
    fact: "null in its spellings",
    yaml: "a: null\nb: ~\nc:\nd: Null\n",
    expected: { a: null, b: null, c: null, d: null },
  },
  { fact: "a quoted null is a text", yaml: "a: 'null'\nb: ''\n", expected: { a: "null", b: "" } },
  {
    fact: "what only YAML 1.2 takes for a number is a text",
    yaml: "a: 1e3\nb: 0o7\nc: y\n",
    expected: { a: "1e3", b: "0o7", c: "y" },
  },
  { fact: "doubled quotes", yaml: "name: 'it''s'\n", expected: { name: "it's" } },
  { fact: "a quoted text with a colon and a hash", yaml: "name: 'a: b # c'\n", expected: { name: "a: b # c" } },
  { fact: "a quoted text over lines", yaml: "name: 'a\n\n  b\n  c'\nx: y\n", expected: { name: "a\nb c", x: "y" } },
  {
    fact: "a plain text folded over lines",
    yaml: "uri: file:///a\n  b c\nx: y\n",
    expected: { uri: "file:///a b c", x: "y" },
  },
  {
    fact: "the line breaks of YAML 1.1",
    yaml: "a: 'ls\u2028  ps\u2029  '\nb: 'nel\x85  x'\nc: \"\\U0001F600\u2028  x\"\n",
    expected: { a: "ls\u2028ps\u2029", b: "nel x", c: "😀\u2028x" },
  },
  { fact: "Windows' line ends", yaml: "a: b\r\nc: 'd'\r\ne: f\r\n  g\r\n", expected: { a: "b", c: "d", e: "f g" } },
  { fact: "no line end at the end", yaml: "a: b", expected: { a: "b" } },
  { fact: "a byte order mark", yaml: "\ufeffa: b\n", expected: { a: "b" } },
  { fact: "empty mappings and lists", yaml: "tags: []\naliases: {}\n", expected: { tags: [], aliases: {} } },
  {
    fact: "a nested mapping",
    yaml: "tags:\n  mlflow.data.context: training\n  b: 'c'\nx: y\n",
    expected: { tags: { "mlflow.data.context": "training", b: "c" }, x: "y" },
  },
  {
    fact: "a list at its parent's indent",
    yaml: "aliases:\n- champion\n- next\nx: y\n",
    expected: { aliases: ["champion", "next"], x: "y" },
  },
  { fact: "an indented list", yaml: "aliases:\n  - a\n", expected: { aliases: ["a"] } },
  {
    fact: "double quotes with escapes, by the library",
    yaml: 'name: "\\U0001F600 \\t"\n',
    expected: { name: "😀 \t" },
  },
  {
    fact: "a block of text, by the library",
    yaml: "a: |\n  one\n  two\nb: c\n",
    expected: { a: "one\ntwo\n", b: "c" },
  },
  { fact: "a comment, by the library", yaml: "# made by hand\na: b # c\n", expected: { a: "b" } },
  { fact: "a key twice: the last one counts", yaml: "a: b\na: c\n", expected: { a: "c" } },
  { fact: "a flow, by the library", yaml: "a: {b: [c, null]}\n", expected: { a: { b: ["c", null] } } },
  { fact: "nothing", yaml: "", expected: undefined },
  { fact: "blank lines", yaml: "\n\n", expected: undefined },
];

describe("meta files are read like PyYAML reads them", () => {
  for (const { fact, yaml, expected } of cases) {
    test(fact, async () => {
      const meta = await withYaml(() => parseMeta(yaml));
      assert.deepEqual(meta && plain(meta), expected);
    });
  }
});

describe("what is no mapping is refused in words", () => {
  for (const yaml of ["just words\n", "- a\n- b\n", "a: [\n", "a: b: c\n", "a: 'never closed\n", "\tx: y\n"]) {
    test(JSON.stringify(yaml), async () => {
      await assert.rejects(
        withYaml(() => parseMeta(yaml)),
        (error: Error) => error.message.length > 5,
      );
    });
  }
});

test("an alias bomb stays small", async () => {
  const lines = ["a: &a [x, x, x, x, x, x, x, x, x]"];
  for (const [here, last] of ["ba", "cb", "dc", "ed", "fe", "gf", "hg", "ih"]) {
    lines.push(`${here}: &${here} [${Array(9).fill(`*${last}`).join(", ")}]`);
  }
  const meta = await withYaml(() => parseMeta(lines.join("\n")));
  assert.deepEqual(meta?.get("b"), Array(9).fill(null));
});

test("keys are numbers or texts as their caller knows", () => {
  const meta: Meta = parseMeta("a: 12\nb: word\nc: null\nd: '7'\ne:\n  x: y\n")!;
  assert.equal(metaNumber(meta, "a"), 12);
  assert.equal(metaNumber(meta, "b"), NaN);
  assert.equal(metaNumber(meta, "c"), undefined);
  assert.equal(metaNumber(meta, "d"), 7);
  assert.equal(metaText(meta, "a"), "12");
  assert.equal(metaText(meta, "c"), undefined);
  assert.deepEqual(metaTexts(meta, "e"), { x: "y" });
});
