import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { openStoreHere } from "../../src/mlflow/open.ts";
import { comparePage } from "../compare/comparePage.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { gitProject, oddTitle } from "./gitProject.ts";

// A run of the real MLflow 3.17 is run again, after its code has changed; the user is in the middle of work.
const { workspace, git, snapshot } = gitProject("3.17", `it's "a" project`);
const before = snapshot();
const bench = await openWorkbench({
  workspace,
  settings: { "terminal.integrated.gpuAcceleration": "off" },
  environment: { MLFLOW_DISABLE_TELEMETRY: "true" },
});
const store = await openStoreHere(join(workspace, "mlruns"));
after(() => store.close());
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
const comparison = comparePage(bench);
const patience = { timeoutMs: 120_000 };

async function runs() {
  const experiment = await store.getExperimentByName("replayed");
  return (await store.searchRuns({ experimentIds: [experiment!.experimentId] })).runs;
}

async function named(name: string) {
  const run = (await runs()).find(({ runName }) => runName === name);
  assert.ok(run !== undefined, name);
  return run;
}

/** The labels of the list that is open, without what stands below them. */
async function labels(): Promise<string[]> {
  await bench.picks();
  const entries = bench.page.locator(".quick-input-list .quick-input-list-row:first-child .label-name");
  return entries.allInnerTexts();
}

/** The run that repeats another, once it is there and has ended. */
const repeatOf = (runId: string) =>
  eventually(async () => {
    const again = (await runs()).find(({ tags }) => tags["mlflowLens.repeats"] === runId);
    assert.equal(again?.status, "FINISHED");
    return again;
  }, patience);

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
  assert.equal((await runs()).length, 2);
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

test("uncommitted changes that were logged are applied", async () => {
  const dirty = await named("dirty");
  await view.row("dirty").click();
  const page = await bench.pageInEditor();
  await page.getByText(/2 lines of uncommitted\.diff are applied\./).waitFor();
  await bench.runCommand("MLflow: Run Again...");
  await bench.pick("Run Again");
  await bench.pick("The Present One");
  const again = await repeatOf(dirty.runId);
  assert.deepEqual([dirty.metrics["loss"]!.value, again.metrics["loss"]!.value], [1, 1]);
  assert.match(again.tags["mlflow.source.git.diff"]!, /^-factor = 1\n\+factor = 2$/m);
  await bench.toast(/dirty was run again: all metrics are equal/).element.waitFor();
});

test("other parameters may be given; metrics that differ are named", async () => {
  await bench.closeToasts();
  await view.row("first").pick("Run Again...");
  await bench.pick("Run Again with Other Parameters...");
  await bench.pick("The Present One");
  await bench.type("0.25");
  await eventually(async () => assert.equal(await bench.inputValue(), oddTitle));
  await bench.type(oddTitle);
  await bench.type("3");
  await bench
    .toast(/first was run again: 2 of 3 metrics differ: .*(loss|accuracy)/)
    .element.waitFor({ timeout: 120_000 });
});

test("the user's tree, index, HEAD and stash are as they were, byte for byte", () => {
  assert.deepEqual(snapshot(), before);
  assert.ok(!existsSync(join(workspace, "hacked")));
});

test("worktrees are listed with commit, age and size, and removed one by one or all", async () => {
  const worktrees = () =>
    git("worktree", "list", "--porcelain")
      .match(/^worktree .*$/gm)!
      .slice(1);
  const paths = worktrees().map((line) => line.slice("worktree ".length));
  assert.equal(paths.length, 3);
  assert.ok(paths.every((path) => !path.startsWith(workspace)));
  assert.match(readFileSync(join(paths[0]!, "train.py"), "utf8"), /^factor = [12]$/m);
  await bench.runCommand("MLflow: Manage Replays...");
  await eventually(async () => assert.deepEqual(await labels(), ["first", "dirty", "first"]));
  await bench.screenshotInAllThemes("replay-manage");
  await bench.pickMany("dirty");
  const dialog = bench.dialog(/Remove dirty\?/);
  assert.match(await dialog.text(), /This frees \d/);
  await bench.screenshot("replay-remove");
  await dialog.click("Remove");
  await eventually(() => assert.equal(worktrees().length, 2));
  await bench.runCommand("MLflow: Manage Replays...");
  await eventually(async () => assert.deepEqual(await labels(), ["first", "first"]));
  await bench.page.locator(".quick-input-check-all").first().click();
  await bench.page.locator(".quick-input-action .monaco-button:visible").last().click();
  await bench.dialog(/Remove 2 worktrees and environments\?/).click("Remove");
  await eventually(() => assert.equal(worktrees().length, 0));
  assert.ok(paths.every((path) => !existsSync(path)));
  assert.deepEqual(snapshot(), before);
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
