import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isInUse, ReplayTrees } from "../../../src/replay/places/trees.ts";
import { temporaryFolder } from "../../fixtures.ts";

const folder = temporaryFolder();
const repository = join(folder, "repository");
const root = join(folder, "storage");
mkdirSync(repository);
const git = (...args: string[]) =>
  execFileSync("git", ["-C", repository, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], {
    encoding: "utf8",
  });
git("init", "-q");
writeFileSync(join(repository, "train.py"), "print(1)\n");
git("add", "-A");
git("commit", "-q", "-m", "x");
const checkout = { program: "git", repository, commit: git("rev-parse", "HEAD").trim() };
const trees = new ReplayTrees(root);
const of = { runId: "a", runName: "forest", environmentId: "e" };

test("no storage holds no worktrees", async () => {
  assert.deepEqual(await trees.all(), []);
});

test("a worktree is in use until its program has ended, or its window is gone", async () => {
  const tree = await trees.make(checkout, of, {});
  assert.ok(existsSync(join(tree.worktree, "train.py")));
  const [known] = await trees.all();
  assert.deepEqual([known!.runName, known!.commit, known!.environmentId], ["forest", checkout.commit, "e"]);
  assert.equal(isInUse(known!), true);
  await trees.ended(tree);
  const [ended] = await trees.all();
  assert.deepEqual([isInUse(ended!), ended!.environmentId], [false, "e"]);
  const { pid } = spawnSync("git", ["--version"]);
  assert.equal(isInUse({ runningIn: pid }), false);
});

test("several worktrees of one commit lie side by side, the newest first; each is removed alone", async () => {
  const second = await trees.make(checkout, { runId: "b", runName: "second" }, {});
  assert.deepEqual(
    (await trees.all()).map(({ runName }) => runName),
    ["second", "forest"],
  );
  await trees.remove("git", second);
  assert.deepEqual(
    (await trees.all()).map(({ runName }) => runName),
    ["forest"],
  );
  await trees.ended(second);
  assert.equal((await trees.all()).length, 1);
});

test("a worktree that cannot be made leaves nothing behind, and what else lies there is none", async () => {
  writeFileSync(join(root, "notes.txt"), "mine");
  mkdirSync(join(root, "empty"));
  const before = readdirSync(root);
  await assert.rejects(trees.make(checkout, of, { patch: "nothing\n" }));
  await assert.rejects(trees.make({ ...checkout, commit: "1".repeat(40) }, of, {}));
  assert.deepEqual(readdirSync(root), before);
  assert.equal((await trees.all()).length, 1);
});
