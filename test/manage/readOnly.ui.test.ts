import assert from "node:assert/strict";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

// A database that is read by sql.js is never written; the folder beside it is.
const bench = await openWorkbench({ workspace: await copySample(), settings: { "mlflowLens.sqlite": "sql.js" } });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
const labels = async () => (await view.rows()).map((row) => row.label);

const changes = /Rename|Edit Note|Edit Tags|Delete|Restore|End Run|Create/;
let ofDatabase = "";

test("what a store refuses is not offered", async () => {
  await view.row("support-bot").expand();
  await view.row("mlruns").collapse();
  await eventually(async () => {
    const [, , run] = await view.rows();
    assert.equal(run?.level, 3);
    ofDatabase = run.label;
  });
  for (const label of ["support-bot", ofDatabase]) {
    await view.row(label).openMenu();
    const offered = (await bench.menuLabels()).filter((entry) => changes.test(entry));
    assert.deepEqual(offered, [], label);
    await bench.page.keyboard.press("Escape");
  }
  await view.row("mlruns").openMenu();
  assert.ok((await bench.menuLabels()).includes("Create Experiment..."));
  await bench.page.keyboard.press("Escape");
});

test("and refused, with the reason, where it is asked for all the same", async () => {
  await view.row("support-bot").click();
  await bench.runCommand("MLflow: Rename Experiment...");
  assert.match(await bench.toast("mlflow.db cannot be changed").text(), /Databases are only read here/);
  await bench.screenshotInAllThemes("manage-refused");
  await bench.closeToasts();
});

test("of several the one that is refused is told, and hides the other that is done as little as that hides it", async () => {
  await view.row("support-bot").expand();
  await view.row("mlruns").expand();
  await view.row("iris").expand();
  await view.row("forest-5").click();
  await view.row(ofDatabase).addToSelection();
  await bench.closeAllTabs();
  await bench.runCommand("MLflow: Delete Run...");
  await bench.dialog('Delete the run "forest-5"?').click("Delete");
  const refusal = await bench.toast("A run could not be deleted").text();
  assert.ok(refusal.includes(`${ofDatabase}: mlflow.db cannot be changed: `), refusal);
  await bench.screenshotInAllThemes("manage-partly-refused");
  await eventually(async () => assert.ok(!(await labels()).includes("forest-5")));
  await bench.toast("Deleted the run forest-5.").click("Undo");
  await view.row("forest-5").content();
  assert.ok((await labels()).includes(ofDatabase));
});
