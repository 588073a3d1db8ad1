import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { comparePage } from "../compare/comparePage.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { gitProject, oddTitle } from "./gitProject.ts";
import { replays } from "./replays.ts";

// A run of the real MLflow 3.17 is run again, after its code has changed; the user is in the middle of work.
const { workspace, git, snapshot } = gitProject("3.17", `it's "a" project`, "first");
const before = snapshot();
const bench = await openWorkbench({
  workspace,
  settings: { "terminal.integrated.gpuAcceleration": "off" },
  environment: { MLFLOW_DISABLE_TELEMETRY: "true" },
});
const { runs, named, repeatOf, labels } = await replays(bench, workspace);
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
const comparison = comparePage(bench);

test("the page of a run says what of it can be restored, each with a reason", async () => {
  await view.row("replayed").expand();
  await view.row("first").click();
  const page = await bench.pageInEditor();
  const part = page.getByRole("region", { name: "Reproducibility" });
  const commit = (await named("first")).tags["mlflow.source.git.commit"]!.slice(0, 7);
  await eventually(async () => {
    assert.match(await part.innerText(), new RegExp(`Code\\s+Commit ${commit} is in this repository\\.`));
  });
  const text = await part.innerText();
  assert.match(text, /Uncommitted changes\s+Whether there were any was not logged\./);
  assert.match(text, /Entry point\s+main of the project\./);
  assert.match(text, /Parameters\s+3 are passed as they were logged\./);
  assert.match(text, /Environment\s+1 package of requirements\.txt\. mlflow is not among them/);
  assert.equal(await part.getByRole("img", { name: "can be restored", exact: true }).count(), 3);
  assert.equal(await part.getByRole("img", { name: "can be restored in part" }).count(), 2);
  await part.scrollIntoViewIfNeeded();
  await bench.screenshotInAllThemes("replay-reproducibility");
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("before it starts, what cannot be restored is said item by item; leaving it starts nothing", async () => {
  const page = await bench.pageInEditor();
  await page.getByRole("button", { name: "Run Again...", exact: true }).last().click();
  await eventually(async () =>
    assert.deepEqual(await labels(), [
      "Run Again",
      "Run Again with Other Parameters...",
      ...["Code", "Uncommitted changes", "Entry point", "Parameters", "Environment"],
    ]),
  );
  await bench.screenshotInAllThemes("replay-asked");
  await bench.cancel();
  assert.equal((await runs()).length, 1);
});

test("a run is run again from its commit: the compare page opens with equal metrics", async () => {
  await view.row("first").pick("Run Again...");
  await bench.pick("Run Again");
  await eventually(async () => assert.deepEqual(await labels(), ["As It Was", "The Present One"]));
  await bench.screenshot("replay-environment");
  await bench.pick("The Present One");
  const first = await named("first");
  const again = await repeatOf(first.runId);
  assert.deepEqual(again.params, first.params);
  assert.equal(again.tags["mlflow.source.git.commit"], first.tags["mlflow.source.git.commit"]);
  for (const key of ["loss", "accuracy", "title length"])
    assert.equal(again.metrics[key]!.value, first.metrics[key]!.value, key);
  assert.equal(again.metrics["title length"]!.value, oddTitle.length);
  await comparison.isShown("Compare 2 Runs");
  assert.deepEqual(await comparison.runs(), ["first", again.runName]);
  assert.match(await comparison.cellOf("loss", again.runName), /^0\.5/);
  await bench.toast(/first was run again: all metrics are equal/).element.waitFor();
  await bench.screenshotInAllThemes("replay-compared");
});

test("the user's tree, index, HEAD and stash are as they were, byte for byte", () => {
  assert.deepEqual(snapshot(), before);
  assert.ok(!existsSync(join(workspace, "hacked")));
});

test("the worktree is listed with commit, age and size, and removed with what Git knows of it", async () => {
  const worktrees = () =>
    git("worktree", "list", "--porcelain")
      .match(/^worktree .*$/gm)!
      .slice(1);
  const [path] = worktrees().map((line) => line.slice("worktree ".length));
  assert.ok(!path!.startsWith(workspace));
  assert.match(readFileSync(join(path!, "train.py"), "utf8"), /^factor = 1$/m);
  await bench.runCommand("MLflow: Manage Replays...");
  await eventually(async () => assert.deepEqual(await labels(), ["first"]));
  await bench.screenshotInAllThemes("replay-manage");
  await bench.pickMany("first");
  const dialog = bench.dialog(/Remove first\?/);
  assert.match(await dialog.text(), /This frees \d/);
  await bench.screenshot("replay-remove");
  await dialog.click("Remove");
  await eventually(() => assert.deepEqual(worktrees(), []));
  assert.ok(!existsSync(path!));
  assert.deepEqual(snapshot(), before);
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
