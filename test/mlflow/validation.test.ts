import assert from "node:assert/strict";
import { test } from "node:test";
import {
  canonicalStage,
  checkAlias,
  checkExperimentTag,
  checkModelName,
  checkModelVersionTag,
  checkNewAlias,
  checkTagKey,
  type MlflowMajor,
  validModelVersion,
  validRunTag,
  validTraceTag,
} from "../../src/mlflow/validation.ts";

const majors: MlflowMajor[] = [1, 2, 3];

test("keys are those that can name a file, as Python's \\w and normpath have it", () => {
  const accepted = ["a", "val/acc", "é ß_.-", "数字", "a..b", "ends in a line\n", "x".repeat(300)];
  const refused = [
    "",
    ".",
    "..",
    "a/",
    "a//b",
    "./a",
    "a/./b",
    "../x",
    "..x",
    "/a",
    "//a",
    "a!",
    "a\\b",
    "a\tb",
    "e\u0301",
  ];
  for (const major of majors) {
    for (const key of accepted) assert.doesNotThrow(() => checkTagKey(key, major), key);
    for (const key of refused)
      assert.throws(() => checkTagKey(key, major), { errorCode: "INVALID_PARAMETER_VALUE" }, key);
  }
  assert.throws(() => checkTagKey("a:b", 1));
  assert.doesNotThrow(() => checkTagKey("a:b", 2));
});

test("a refusal quotes the key as JSON, and says what its path would be", () => {
  assert.throws(() => checkTagKey('é"'), {
    message: /^Invalid value "\\u00e9\\"" for parameter 'key' supplied: Names may/,
  });
  assert.throws(() => checkTagKey("a/../../b"), { message: /This name would resolve to '\.\.\/b'$/ });
  assert.throws(() => checkTagKey("//a"), { message: /This name would resolve to '\/\/a'$/ });
  assert.throws(() => checkTagKey(""), { message: /This name would resolve to '\.'$/ });
});

test("limits are each version's own, counted in code points", () => {
  assert.equal(validRunTag("k", "😀".repeat(8_001), 3), "😀".repeat(8_000));
  assert.equal(validRunTag("k", "😀".repeat(5_000), 1), "😀".repeat(5_000));
  assert.throws(() => validRunTag("k", "x".repeat(5_001), 1));
  assert.equal(validTraceTag("k", "x".repeat(8_001)), "x".repeat(8_000));
  const limits: [MlflowMajor, number, number][] = [
    [1, 5_000, 5_000],
    [2, 5_000, 5_000],
    [3, 20_000, 100_000],
  ];
  for (const [major, ofExperiment, ofRegistry] of limits) {
    assert.doesNotThrow(() => checkExperimentTag("k", "😀".repeat(ofExperiment), major));
    assert.throws(() => checkExperimentTag("k", "x".repeat(ofExperiment + 1), major));
    assert.doesNotThrow(() => checkModelVersionTag("k", "😀".repeat(ofRegistry), major));
    assert.throws(() => checkModelVersionTag("k", "x".repeat(ofRegistry + 1), major));
  }
});

test("names of models got stricter from version to version", () => {
  const refusedBy: Record<string, MlflowMajor[]> = {
    forest: [],
    "it's 😀": [],
    "": [1, 2, 3],
    " ": [3],
    "a/b": [3],
    "a:b": [3],
    "..": [3],
  };
  for (const [name, expected] of Object.entries(refusedBy)) {
    const refusing = majors.filter((major) => {
      try {
        checkModelName(name, major);
        return false;
      } catch {
        return true;
      }
    });
    assert.deepEqual(refusing, expected, JSON.stringify(name));
  }
});

test("an alias is a word; latest and those that look like versions cannot be set", () => {
  for (const alias of ["champion", "a-b_c", "é"]) assert.doesNotThrow(() => checkNewAlias(alias));
  for (const alias of ["latest", "LATEST", "v1", "V20"]) {
    assert.doesNotThrow(() => checkAlias(alias));
    assert.throws(() => checkNewAlias(alias));
  }
  for (const alias of ["", "a b", "a.b", "x".repeat(256)]) assert.throws(() => checkAlias(alias));
});

test("versions are read as Python's int, stages in any letter case", () => {
  assert.deepEqual(
    ["1", " 12 ", "1_000", "+3"].map((text) => validModelVersion(text)),
    [1, 12, 1000, 3],
  );
  for (const text of ["", "x", "1.0", "1__0"]) assert.throws(() => validModelVersion(text));
  assert.deepEqual(["none", "STAGING", "Production", "archived"].map(canonicalStage), [
    "None",
    "Staging",
    "Production",
    "Archived",
  ]);
  assert.throws(() => canonicalStage("deleted_internal"));
});
