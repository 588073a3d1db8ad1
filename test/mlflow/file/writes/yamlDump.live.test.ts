import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { test } from "node:test";
import { dumpYaml, type YamlValue } from "../../../../src/mlflow/file/writes/yamlDump.ts";

const python = resolve(import.meta.dirname, "../../../../.cache/python/3.17/bin/python");
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

const words =
  "a|b|word|x1|true|Yes|no|null|~|1|1.5|1e3|0x1f|017|1_000|12:30|2024-01-01|=|<<|...|---|é|日本|😀|lorem ipsum";
const pieces = [
  ...words.split("|"),
  ...[" ", " ", "  ", "\n", "\n\n", "\t", "\r", "'", '"', "\\", "#", ":", ": ", " #", "- ", "-", "? ", "!", "&", "*"],
  ...["|", ">", "[", "]", "{", "}", "%", "@", "`", ",", ".", "/path/to/artifacts", "file:///a%20b"],
  ...["\u2028", "\u2029", "\u0085", "\u00a0", "\ufeff", "\u0000", "\u0007", "\uffff", "\ud7ff", "\ue000"],
];

/** The same numbers for the same seed (a linear congruence). */
function numbers(start: number): () => number {
  let state = start;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

test(`5,000 texts are written as PyYAML writes them (SEED=${seed})`, () => {
  const next = numbers(seed);
  const texts = Array.from({ length: 5_000 }, () =>
    Array.from({ length: Math.floor(next() ** 2 * 40) }, () => pieces[Math.floor(next() * pieces.length)]).join(""),
  );
  const values = [...pieces, ...texts].map((text, i): Record<string, YamlValue> => {
    if (i % 3 === 0) return { k: text };
    return i % 3 === 1
      ? { tags: { [text]: text, z: [text, { a: text }] } }
      : { some_longer_key: text, [text]: [[text]] };
  });
  const answers = dumpedByPython(values);
  const wrong = values.filter((value, i) => dumpYaml(value) !== answers[i]);
  assert.deepEqual(wrong.slice(0, 5), []);
});

function dumpedByPython(values: unknown[]): string[] {
  const script = `
import json, sys, yaml
for line in sys.stdin:
    print(json.dumps(yaml.dump(json.loads(line), Dumper=yaml.CSafeDumper, default_flow_style=False, allow_unicode=True)))
`;
  const input = values.map((value) => JSON.stringify(value)).join("\n");
  const { status, stdout, stderr } = spawnSync(python, ["-c", script], { input, encoding: "utf8", maxBuffer: 2 ** 28 });
  assert.equal(status, 0, stderr);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as string);
}
