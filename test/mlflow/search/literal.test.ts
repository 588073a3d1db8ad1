import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseLiteral, reprLiteral } from "../../../src/mlflow/search/python/literal.ts";
import { reprString } from "../../../src/mlflow/search/python/repr.ts";
import { shellWords } from "../../../src/mlflow/search/python/shlex.ts";

describe("a literal of Python is printed as Python prints it", () => {
  const table: readonly (readonly [source: string, printed: string])[] = [
    ["('a')", "'a'"],
    ["('a',)", "('a',)"],
    ["()", "()"],
    ["(('a', ['b']), )", "(('a', ['b']),)"],
    ["('a' \"b\"\n'''c\nd''')", "'abc\\nd'"],
    ["('it\\'s')", '"it\'s"'],
    ["('\\x41\\101\\u00e9\\U0001F600\\q\\\n.')", "'AAé😀\\\\q.'"],
    ['(r\'\\n\', R"\\"")', "('\\\\n', '\\\\\"')"],
    ["(u'a', b'\\xffa' B'c')", "('a', b'\\xffac')"],
    ["(1, 0x1F, 0b11, 0o17, 1_000, 00)", "(1, 31, 3, 15, 1000, 0)"],
    ["(1., .5e1, 1e400, -1e-7, - 2, +3, -0)", "(1.0, 5.0, inf, -1e-07, -2, 3, 0)"],
    ["(None, True, False) # and so on", "(None, True, False)"],
    ["(12345678901234567890)", "12345678901234567890"],
  ];
  for (const [source, printed] of table) {
    test(source, () => assert.equal(reprLiteral(parseLiteral(source)!), printed));
  }
});

describe("no literal of Python", () => {
  for (const source of [
    "(",
    "(a)",
    "(,)",
    "('a' b'b')",
    "('a\nb')",
    "('\\x4')",
    "(01)",
    "('a' 'b'",
    "(1 2)",
    "(-'a')",
    "(1)(2)",
    "(--1)",
  ]) {
    test(JSON.stringify(source), () => assert.equal(parseLiteral(source), undefined));
  }
});

test("a string of Python is quoted and escaped as Python does", () => {
  assert.equal(reprString("a'b"), '"a\'b"');
  assert.equal(reprString("a'b\"c"), "'a\\'b\"c'");
  assert.equal(reprString("\u00a0\u200b\u{e0001}\ud800é😀\n"), "'\\xa0\\u200b\\U000e0001\\ud800é😀\\n'");
});

test("words are split as a shell splits them", () => {
  assert.deepEqual(shellWords('metrics."a b"  DESC'), ["metrics.a b", "DESC"]);
  assert.deepEqual(shellWords("a\\ b '\\' \"\\\"\" ''"), ["a b", "\\", '"', ""]);
  assert.equal(shellWords("a 'b"), undefined);
  assert.equal(shellWords("a\\"), undefined);
});
