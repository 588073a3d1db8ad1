import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { gitProject, oddTitle } from "./gitProject.ts";
import { replays } from "./replays.ts";

// A run of the real MLflow 2.22 that logged its uncommitted changes is run again, with the same and with other parameters.
const { workspace, git, snapshot } = gitProject("2.22", "my (second) project", "dirty");
const before = snapshot();
const bench = await openWorkbench({ workspace, settings: { "terminal.integrated.gpuAcceleration": "off" } });
const { runs, named, repeatOf, labels } = await replays(bench, workspace);
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
await view.row("replayed").expand();

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

test("packages are shown before they are installed; whoever does not want them starts nothing", async () => {
  await bench.closeToasts();
  await view.row("dirty").pick("Run Again...");
  await bench.pick("Run Again");
  await bench.pick("As It Was");
  const dialog = bench.dialog(/Install the 2 packages that dirty was made with\?/);
  assert.match(await dialog.text(), /runs code that is in them[\s\S]*six==1\.17\.0\s+mlflow==2\.22/);
  await bench.screenshotInAllThemes("replay-packages");
  await dialog.click("Cancel");
  await dialog.waitUntilGone();
  assert.equal((await runs()).length, 2);
});

test("other parameters may be given; metrics that differ are named", async () => {
  const dirty = await named("dirty");
  await view.row("dirty").pick("Run Again...");
  await bench.pick("Run Again with Other Parameters...");
  await bench.pick("The Present One");
  await eventually(async () => assert.equal(await bench.inputValue(), "0.5"));
  await bench.type("0.25");
  await eventually(async () => assert.equal(await bench.inputValue(), oddTitle));
  await bench.type(oddTitle);
  await eventually(async () => assert.equal(await bench.inputValue(), "3"));
  await bench.type("3");
  const again = await repeatOf(dirty.runId, 2);
  assert.equal(again.params["rate"], "0.25");
  await bench.toast(/dirty was run again: 2 of 3 metrics differ: (loss, accuracy|accuracy, loss)/).element.waitFor();
});

test("all worktrees are removed at once, and the user's tree is as it was", async () => {
  const worktrees = () => git("worktree", "list", "--porcelain").match(/^worktree .*$/gm)!.length - 1;
  assert.equal(worktrees(), 2);
  await bench.runCommand("MLflow: Manage Replays...");
  await eventually(async () => assert.deepEqual(await labels(), ["dirty", "dirty"]));
  for (const row of await bench.page.locator(".quick-input-list .monaco-list-row").all())
    await row.locator("input[type=checkbox], .monaco-checkbox, .quick-input-list-checkbox").first().click();
  await bench.page.locator(".quick-input-action .monaco-button:visible").last().click();
  await bench.dialog(/Remove 2 worktrees and environments\?/).click("Remove");
  await eventually(() => assert.equal(worktrees(), 0));
  await bench.runCommand("MLflow: Manage Replays...");
  await bench.toast(/There are no worktrees and environments/).element.waitFor();
  assert.deepEqual(snapshot(), before);
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
