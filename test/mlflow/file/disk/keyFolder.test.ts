import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isValidKey, listKeys } from "../../../../src/mlflow/file/disk/keyFolder.ts";
import { madeFolder } from "../../madeFolder.ts";

test("MLflow's rule for names", () => {
  const valid = ["a", "a b", "val/acc", "m:1", "ключ", "a.b-c_d", "__proto__", "..a/b".slice(1)];
  const invalid = ["", "a//b", "a/", "./a", "../x", "/a", ".", "..", "a+b", "a\nb", "a,b", "é́"];
  assert.deepEqual(valid.filter(isValidKey), valid);
  assert.deepEqual(invalid.filter(isValidKey), []);
});

test("keys of sub-folders have slashes", () => {
  const folder = madeFolder({ loss: "", "val/acc": "", "val/deep/x": "", "empty/": "" });
  const { keys, folders, problems } = listKeys(folder);
  assert.deepEqual(keys.sort(), ["loss", "val/acc", "val/deep/x"]);
  assert.deepEqual(folders.sort(), ["empty", "val", "val/deep"]);
  assert.deepEqual(problems, []);
});

test("a missing folder has no keys, and that is no problem", () => {
  assert.deepEqual(listKeys(join(madeFolder({}), "none")), { keys: [], folders: [], problems: [] });
});

test("a name that MLflow does not accept is told, and the others are there", () => {
  const { keys, problems } = listKeys(madeFolder({ good: "", "a+b": "" }));
  assert.deepEqual(keys, ["good"]);
  assert.deepEqual(problems, ['"a+b" is not a name that MLflow accepts.']);
});

test(
  "linked files count, linked folders do not, and neither loops nor pipes stop the list",
  { skip: process.platform === "win32" },
  () => {
    const folder = madeFolder({ a: "1", "inner/b": "" });
    symlinkSync(join(folder, "a"), join(folder, "linked"));
    symlinkSync(join(folder, "inner"), join(folder, "linkedFolder"));
    symlinkSync(folder, join(folder, "inner", "loop"));
    symlinkSync("self", join(folder, "self"));
    symlinkSync("/dev/zero", join(folder, "zero"));
    execFileSync("mkfifo", [join(folder, "pipe")]);
    const { keys, problems } = listKeys(folder);
    assert.deepEqual(keys.sort(), ["a", "inner/b", "linked"]);
    assert.deepEqual(problems.sort(), [
      '"pipe" is not a file.',
      '"self" is a link that leads to itself.',
      '"zero" is not a file.',
    ]);
  },
);

test("folders in folders end somewhere", () => {
  const folder = madeFolder({});
  mkdirSync(join(folder, ...Array<string>(100).fill("d")), { recursive: true });
  assert.equal(listKeys(folder).problems.length, 1);
});
