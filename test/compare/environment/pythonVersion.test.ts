import assert from "node:assert/strict";
import { test } from "node:test";
import { compareVersions } from "../../../src/compare/environment/pythonVersion.ts";

/** In the order of Python's packaging.version.Version, the oldest first. */
const ordered = [
  ...["1.0.dev1", "1.0a1.dev2", "1.0a1", "1.0a1.post1.dev1", "1.0a1.post1", "1.0b2", "1.0rc1", "1.0"],
  ...["1.0+abc", "1.0+abc.5", "1.0+5", "1.0.post1.dev3", "1.0-1", "1.0.post2", "1.0.1", "1.2", "1.10"],
  ...["2.0.0.dev0", "2.0a0", "2!0.1"],
];

test("versions have the order that PEP 440 gives them", () => {
  for (const [index, older] of ordered.entries())
    for (const newer of ordered.slice(index + 1)) {
      assert.ok(compareVersions(older, newer)! < 0, `${older} < ${newer}`);
      assert.ok(compareVersions(newer, older)! > 0, `${newer} > ${older}`);
    }
});

test("versions that are written differently are the same", () => {
  for (const [a, b] of [
    ["1.0", "1"],
    ["v1.0.0", "1.0"],
    ["1.0-alpha.1", "1.0a1"],
    ["1.0c2", "1.0rc2"],
    ["1.0.post1", "1.0-1"],
    ["1.0+ABC-1", "1.0+abc.1"],
    ["0!3", "3"],
  ] as const)
    assert.equal(compareVersions(a, b), 0, `${a} = ${b}`);
});

test("what is no version has no order", () => {
  for (const text of ["", "latest", "1.0.*", "1..2", "abc123"])
    assert.equal(compareVersions(text, "1.0"), undefined, text);
});
