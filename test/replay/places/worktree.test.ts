import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  isWholeCommit,
  limitsOf,
  makeWorktree,
  patchProblem,
  removeWorktree,
  sizeOf,
} from "../../../src/replay/places/worktree.ts";
import { temporaryFolder } from "../../fixtures.ts";

// A repository as a user leaves it in the middle of work, with hooks and filters that would tell if they were started.
const outside = temporaryFolder();
const repository = join(outside, `it's "a" repository`);
const trees = join(outside, `it's "the" storage`);
const started = join(outside, "started");
const tell = (what: string) => `#!/bin/sh\necho ${what} >> "${started}"\n`;
mkdirSync(trees, { recursive: true });
mkdirSync(join(repository, "sub folder"), { recursive: true });
const git = (...args: string[]) =>
  execFileSync("git", ["-C", repository, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], {
    encoding: "utf8",
  });
const write = (path: string, text: string) => writeFileSync(join(repository, path), text);
const commitAll = () => {
  git("add", "-A");
  git("commit", "-q", "-m", "x");
  return git("rev-parse", "HEAD").trim();
};
git("init", "-q", "-b", "main");
write("train.py", "rate = 0.1\nprint(rate)\n");
write("sub folder/data.csv", "a,b\n1,2\n");
write(".gitattributes", "*.csv filter=loud\n");
const first = commitAll();
write("train.py", "rate = 0.5\nprint(rate)\n");
commitAll();
write("train.py", "rate = 0.7\nprint(rate)\n");
git("stash", "-q");
write("train.py", "rate = 0.9\nprint(rate)\n");
write("staged.txt", "staged\n");
git("add", "staged.txt");
write("staged.txt", "changed since\n");
write("untracked.txt", "mine\n");
symlinkSync("train.py", join(repository, "link"));
for (const hook of ["post-checkout", "reference-transaction", "post-index-change"]) {
  writeFileSync(join(repository, ".git", "hooks", hook), tell(hook), { mode: 0o755 });
}
writeFileSync(join(outside, "filter"), `${tell("filter")}cat\n`, { mode: 0o755 });
writeFileSync(join(outside, "monitor"), tell("monitor"), { mode: 0o755 });
for (const kind of ["smudge", "clean"]) git("config", `filter.loud.${kind}`, `'${join(outside, "filter")}'`);
git("config", "filter.loud.required", "true");

/** Everything below a folder, byte for byte, but for what Git is told of worktrees. */
function snapshot(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (/^\.git\/(worktrees|objects)(\/|$)/.test(path)) continue;
    const { mode, mtimeMs } = lstatSync(join(folder, path));
    const isLink = lstatSync(join(folder, path)).isSymbolicLink();
    const isFolder = lstatSync(join(folder, path)).isDirectory();
    const content = isLink
      ? readlinkSync(join(folder, path))
      : isFolder
        ? ""
        : readFileSync(join(folder, path), "latin1");
    found[path] = isFolder ? String(mode) : `${mode} ${mtimeMs} ${content}`;
  }
  return found;
}

const checkout = { program: "git", repository, commit: first };
const patch = `diff --git a/train.py b/train.py
--- a/train.py
+++ b/train.py
@@ -1,2 +1,2 @@
-rate = 0.1
+rate = 0.3
 print(rate)
diff --git a/new.py b/new.py
new file mode 100644
--- /dev/null
+++ b/new.py
@@ -0,0 +1 @@
+made = True
`;
const folder = join(trees, "tree");

test("a commit is checked out beside a tree in the middle of work, which stays as it is byte for byte", async () => {
  const before = snapshot(repository);
  const stash = git("stash", "list", "--format=%H");
  await makeWorktree(checkout, folder, { patch });
  assert.equal(readFileSync(join(folder, "train.py"), "utf8"), "rate = 0.3\nprint(rate)\n");
  assert.equal(readFileSync(join(folder, "new.py"), "utf8"), "made = True\n");
  assert.equal(readFileSync(join(folder, "sub folder", "data.csv"), "utf8"), "a,b\n1,2\n");
  assert.ok(!existsSync(join(folder, "untracked.txt")));
  assert.deepEqual(snapshot(repository), before);
  assert.equal(git("stash", "list", "--format=%H"), stash);
});

test("neither hooks nor filters nor a monitor of the repository are started", async () => {
  git("config", "core.fsmonitor", join(outside, "monitor"));
  const other = join(trees, "other");
  await makeWorktree(checkout, other, { patch });
  await removeWorktree(checkout, other);
  git("config", "--unset", "core.fsmonitor");
  assert.ok(!existsSync(started), existsSync(started) ? readFileSync(started, "utf8") : "");
});

test("a worktree takes its bytes, and goes with all that was written into it; the repository forgets it", async () => {
  writeFileSync(join(folder, "written.bin"), Buffer.alloc(10_000));
  assert.ok((await sizeOf(folder)) > 10_000);
  await removeWorktree(checkout, folder);
  assert.ok(!existsSync(folder));
  assert.equal(git("worktree", "list").trim().split("\n").length, 1);
});

test("a worktree of a repository that is gone can be removed, and others that Git knows are left alone", async () => {
  const lost = join(trees, "lost");
  const users = join(outside, "users");
  git("worktree", "add", "-q", "--detach", users, first);
  await makeWorktree(checkout, lost, {});
  execFileSync("mv", [users, `${users}-away`]);
  await removeWorktree(checkout, lost);
  assert.match(git("worktree", "list"), /users/);
  const orphan = join(trees, "orphan");
  mkdirSync(orphan);
  await removeWorktree({ program: "git", repository: join(outside, "gone") }, orphan);
  assert.ok(!existsSync(orphan));
});

const outsidePatch = (path: string) => `diff --git a/x b/x
--- /dev/null
+++ b/${path}
@@ -0,0 +1 @@
+out
`;

test("a patch that does not fit, or leaves the worktree, is told before and applied nowhere", async () => {
  assert.equal(await patchProblem(checkout, patch), undefined);
  assert.match((await patchProblem(checkout, patch.replace("rate = 0.1", "rate = 0.2")))!, /patch failed: train\.py:1/);
  assert.match((await patchProblem(checkout, "nothing\n"))!, /No valid patches/);
  for (const path of ["../escaped.txt", ".git/config", "sub/../../escaped.txt"]) {
    assert.ok(await patchProblem(checkout, outsidePatch(path)), path);
    await assert.rejects(makeWorktree(checkout, folder, { patch: outsidePatch(path) }), path);
    assert.ok(!existsSync(folder));
  }
  assert.ok(!existsSync(join(trees, "escaped.txt")));
  assert.equal(git("worktree", "list").trim().split("\n").length, 2);
});

test("what is no whole commit never reaches Git", async () => {
  for (const commit of ["HEAD", first.slice(0, 12), "--force", `${first}^`, ""]) {
    assert.equal(isWholeCommit(commit), false);
    await assert.rejects(makeWorktree({ ...checkout, commit }, folder, {}), /is no commit/);
  }
  await assert.rejects(makeWorktree({ ...checkout, commit: "0".repeat(40) }, folder, {}), /invalid reference|not a/);
});

test("what a checkout lacks is known: filtered files and submodules", async () => {
  assert.deepEqual(await limitsOf(checkout), { submodules: false, filters: true });
  const plain = join(outside, "plain");
  execFileSync("git", ["init", "-q", plain]);
  const inPlain = (...args: string[]) =>
    execFileSync("git", ["-C", plain, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], {
      encoding: "utf8",
    });
  writeFileSync(join(plain, "a"), "a");
  inPlain("add", "-A");
  inPlain("update-index", "--add", "--cacheinfo", `160000,${first},module`);
  inPlain("commit", "-q", "-m", "x");
  const commit = inPlain("rev-parse", "HEAD").trim();
  assert.deepEqual(await limitsOf({ program: "git", repository: plain, commit }), { submodules: true, filters: false });
});
