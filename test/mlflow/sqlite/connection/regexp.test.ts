import assert from "node:assert/strict";
import { test } from "node:test";
import { pythonSearch } from "../../../../src/mlflow/sqlite/connection/regexp.ts";

// What Python's `re.search` answers.
const answers: readonly [pattern: string, text: string | null, found: 0 | 1 | null][] = [
  ["b", "abc", 1],
  ["^b", "abc", 0],
  ["c$", "abc", 1],
  ["c$", "abc\n", 1],
  ["c\\Z", "abc\n", 0],
  ["\\Aabc", "abc", 1],
  ["(?i)ABC", "abc", 1],
  ["ABC", "abc", 0],
  ["(?s)a.c", "a\nc", 1],
  ["a.c", "a\nc", 0],
  ["(?m)^b$", "a\nb\nc", 1],
  ["(?P<x>a)(?P=x)", "aa", 1],
  ["(?P<x>a)(?P=x)", "ab", 0],
  ["\\w+é", "caé", 1],
  ["^\\w$", "ß", 1],
  ["^[\\w-]+$", "a-ß", 1],
  ["^\\W$", "ß", 0],
  ["^\\d$", "٣", 1],
  ["[[$]", "$", 1],
  ["\\:\\-\\ ", ": - ", 0],
  ["\\:\\-\\ ", "a:- ", 1],
  ["x{2,}", "axx", 1],
  ["^.$", "😀", 1],
  ["a", null, null],
];

for (const [pattern, text, found] of answers) {
  test(`${JSON.stringify(text)} REGEXP ${pattern}`, () => assert.equal(pythonSearch(pattern, text), found));
}
