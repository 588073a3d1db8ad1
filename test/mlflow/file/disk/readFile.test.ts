import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readText, reasonOf } from "../../../../src/mlflow/file/disk/readFile.ts";
import { madeFolder } from "../../madeFolder.ts";

function reasonFor(path: string): string {
  try {
    readText(path);
  } catch (error) {
    return reasonOf(error);
  }
  assert.fail("it was read");
}

test("a text keeps its line ends and its byte order mark", () => {
  const folder = madeFolder({ a: "\ufeffone\r\ntwo\n" });
  assert.equal(readText(join(folder, "a")).text, "\ufeffone\r\ntwo\n");
});

test("what is no UTF-8 is shown as far as it can be, with a problem", () => {
  const path = join(madeFolder({}), "a");
  writeFileSync(path, Buffer.from([0x61, 0xff, 0x62]));
  const { text, problem } = readText(path);
  assert.equal(text, "a\ufffdb");
  assert.equal(problem, "is not UTF-8");
});

test("a replacement character that was stored is no problem", () => {
  const path = join(madeFolder({ a: "a\ufffdb" }), "a");
  assert.equal(readText(path).problem, undefined);
});

test("a file of 50 MB is cut, between characters, with a problem", () => {
  const path = join(madeFolder({ a: "é".repeat(600_000) }), "a");
  truncateSync(path, 50 << 20);
  const { text, problem, size } = readText(path, (1 << 20) + 1);
  assert.equal(size, 50 << 20);
  assert.equal(text, "é".repeat(1 << 19));
  assert.match(problem ?? "", /52428800 bytes long; only the first 1048577 were read/);
});

test("neither a pipe nor a device is waited for", { skip: process.platform === "win32" }, () => {
  const folder = madeFolder({ "folder/": "" });
  execFileSync("mkfifo", [join(folder, "pipe")]);
  symlinkSync("/dev/zero", join(folder, "zero"));
  symlinkSync("loop", join(folder, "loop"));
  assert.equal(reasonFor(join(folder, "pipe")), "is not a file");
  assert.equal(reasonFor(join(folder, "zero")), "is not a file");
  assert.equal(reasonFor(join(folder, "folder")), "is not a file");
  assert.equal(reasonFor(join(folder, "loop")), "is a link that leads to itself");
  assert.equal(reasonFor(join(folder, "none")), "is missing");
});
