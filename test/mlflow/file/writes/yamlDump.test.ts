import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { dumpYaml, yamlFloat, type YamlValue } from "../../../../src/mlflow/file/writes/yamlDump.ts";

// What PyYAML's CSafeDumper wrote for these; yamlDump.live.test.ts asks it about thousands more.

describe("a text is quoted only where PyYAML quotes it", () => {
  const cases: [text: string, yaml: string][] = [
    ["plain", "plain"],
    ["two words", "two words"],
    ["", "''"],
    [" lead", "' lead'"],
    ["trail ", "'trail '"],
    ["a: b", "'a: b'"],
    ["a:b", "a:b"],
    ["end:", "'end:'"],
    ["a #b", "'a #b'"],
    ["a#b", "a#b"],
    ["- item", "'- item'"],
    ["-item", "-item"],
    ["-", "'-'"],
    ["? x", "'? x'"],
    ["---", "'---'"],
    ["...", "'...'"],
    ["it's", "it's"],
    ["'quoted'", "'''quoted'''"],
    ["@home", "'@home'"],
    ["{}", "'{}'"],
    ["null", "'null'"],
    ["~", "'~'"],
    ["Yes", "'Yes'"],
    ["y", "y"],
    ["None", "None"],
    ["12", "'12'"],
    ["017", "'017'"],
    ["0x1F", "'0x1F'"],
    ["1_000", "'1_000'"],
    ["1.5", "'1.5'"],
    ["1e3", "1e3"],
    ["1.0e+3", "'1.0e+3'"],
    [".inf", "'.inf'"],
    ["12:30", "'12:30'"],
    ["2026-11-23", "'2026-11-23'"],
    ["=", "'='"],
    ["<<", "'<<'"],
    ["a\n\nb", "'a\n\n\n  b'"],
    ["a\n", "'a\n\n  '"],
    ["a\tb", '"a\\tb"'],
    ["a \n b", '"a \\n b"'],
    ["😀", '"\\U0001F600"'],
    ["é 日本", "é 日本"],
    ["\ufeffx", '"\\uFEFFx"'],
  ];
  for (const [text, yaml] of cases) {
    test(JSON.stringify(text), () => assert.equal(dumpYaml({ k: text }), `k: ${yaml}\n`));
  }
});

test("a long text is broken at single blanks behind column 80, plain and quoted", () => {
  const words = "word ".repeat(20).trim();
  assert.equal(dumpYaml({ k: words }), `k: ${"word ".repeat(16).trim()}\n  ${"word ".repeat(4).trim()}\n`);
  assert.equal(dumpYaml({ k: `${words}:` }), `k: '${"word ".repeat(16).trim()}\n  ${"word ".repeat(4).trim()}:'\n`);
  assert.equal(dumpYaml({ k: "word  ".repeat(20).trim() }), `k: ${"word  ".repeat(20).trim()}\n`);
});

test("keys are in order of code points, and floats have a dot", () => {
  const value: Record<string, YamlValue> = {
    z: null,
    b: true,
    a: 12,
    f: yamlFloat(3),
    e: yamlFloat(1e-7),
    list: ["x", { y: 1, x: [[], {}] }],
    map: { "12": "a", "k: 1": "b" },
    empty: {},
    none: [],
    B: -5,
  };
  const lines = [
    "B: -5",
    "a: 12",
    "b: true",
    "e: 1.0e-07",
    "empty: {}",
    "f: 3.0",
    "list:",
    "- x",
    "- x:",
    "  - []",
    "  - {}",
    "  y: 1",
    "map:",
    "  '12': a",
    "  'k: 1': b",
    "none: []",
    "z: null",
  ];
  assert.equal(dumpYaml(value), `${lines.join("\n")}\n`);
});

test("a key beyond 128 bytes stands behind a question mark", () => {
  assert.equal(dumpYaml({ ["k".repeat(129)]: "v" }), `? ${"k".repeat(129)}\n: v\n`);
});
