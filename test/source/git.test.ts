import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { findSource, placeIn } from "../../src/source/findSource.ts";
import { Git } from "../../src/source/git.ts";
import { temporaryFolder } from "../fixtures.ts";

const folder = temporaryFolder();
const run = (...args: string[]) =>
  execFileSync("git", ["-C", folder, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], {
    encoding: "utf8",
  }).trim();
const commit = () => {
  run("add", "-A");
  run("commit", "-q", "-m", "x");
  return run("rev-parse", "HEAD");
};
run("init", "-q");
mkdirSync(join(folder, "src"));
writeFileSync(join(folder, "src/train.py"), "a\nb\nc\n");
writeFileSync(join(folder, "gone.txt"), "x\n");
const first = commit();
writeFileSync(join(folder, "src/train.py"), "a\nB\nc\nd\n");
writeFileSync(join(folder, "neu, ü.bin"), Buffer.from([0, 1, 2]));
rmSync(join(folder, "gone.txt"));
const second = commit();
writeFileSync(join(folder, "src/train.py"), "not committed\n");
const git = new Git("git");

test("a repository is found from any folder in it, and nowhere else", async () => {
  assert.equal(basename((await git.repositoryOf(join(folder, "src")))!), basename(folder));
  assert.equal(await git.repositoryOf(temporaryFolder()), undefined);
  assert.equal(await git.repositoryOf(join(folder, "missing")), undefined);
});

test("a commit is there or not", async () => {
  assert.equal(await git.hasCommit(folder, first), true);
  assert.equal(await git.hasCommit(folder, "0".repeat(40)), false);
});

test("a file is as it was at its commit, whatever the tree holds now", async () => {
  assert.equal((await git.fileAt(folder, first, "src/train.py")).toString(), "a\nb\nc\n");
  assert.equal((await git.fileAt(folder, second, "src/train.py")).toString(), "a\nB\nc\nd\n");
  await assert.rejects(git.fileAt(folder, second, "gone.txt"));
});

test("changes tell what became of each file and how many lines differ", async () => {
  assert.deepEqual(await git.changes(folder, first, second), [
    { path: "gone.txt", lines: 1, kind: "deleted" },
    { path: "neu, ü.bin", lines: undefined, kind: "added" },
    { path: "src/train.py", lines: 3, kind: "modified" },
  ]);
  assert.deepEqual(await git.changes(folder, first, first), []);
});

test("what is no commit never reaches Git", async () => {
  for (const commit of ["--output=x", "HEAD", "abc", "", `${first}:src/train.py`])
    await assert.rejects(git.filesOf(folder, commit), /is no commit/);
});

test("where there is no Git is told apart from where it says no", async () => {
  await assert.rejects(new Git(join(folder, "no-git")).hasCommit(folder, first), { code: "ENOENT" });
});

const files = ["train.py", "src/train.py", "src/other.py", "jobs/a/run.py", "jobs/b/run.py"];
const sources: [name: string, folder: string, expected: string | undefined][] = [
  ["train.py", "", "train.py"],
  ["train.py", "src", "src/train.py"],
  ["./train.py", "", "train.py"],
  ["/home/ada/checkout/src/train.py", "", "src/train.py"],
  ["C:\\work\\checkout\\src\\other.py", "", "src/other.py"],
  ["other.py", "", "src/other.py"],
  ["run.py", "", undefined],
  ["run.py", "jobs/b", "jobs/b/run.py"],
  ["/usr/bin/python", "", undefined],
  ["../train.py", "src", "train.py"],
];
for (const [name, place, expected] of sources) {
  test(`the source ${name} of a store in "${place}" is ${expected ?? "not in the commit"}`, () =>
    assert.equal(findSource(files, name, place), expected));
}

test("a folder's place in a repository", () => {
  assert.equal(placeIn("/a/b", "/a/b/c/d"), "c/d");
  assert.equal(placeIn("/a/b", "/a/b"), "");
  assert.equal(placeIn("/a/b", "/a/bc"), undefined);
  assert.equal(placeIn("/a/b", "/a"), undefined);
});
