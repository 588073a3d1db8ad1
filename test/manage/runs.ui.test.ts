import assert from "node:assert/strict";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const bench = await openWorkbench({ workspace: await copySample() });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
const labels = async () => (await view.rows()).map((row) => row.label);
const are = (...wanted: string[]) =>
  eventually(async () => {
    const shown = await labels();
    for (const label of wanted) assert.ok(shown.includes(label), `${label} is not among ${shown.join(" | ")}`);
  });
const areNot = (...unwanted: string[]) =>
  eventually(async () => {
    const shown = await labels();
    for (const label of unwanted) assert.ok(!shown.includes(label), `${label} is among ${shown.join(" | ")}`);
  });
const selectTwo = async (first: string, second: string) => {
  await view.row(first).click();
  await view.row(second).addToSelection();
};

await view.row("mlflow.db").collapse();
await view.row("iris").expand();

test("two runs are renamed at once by a pattern, and get their names back", async () => {
  await selectTwo("forest-8", "forest-5");
  await view.row("forest-5").pick("Rename Run...");
  await bench.fill("trial {n} of {name}");
  await eventually(async () =>
    assert.match(await bench.inputMessage(), /trial 1 of forest-\d, forest-\d → trial 2 of/),
  );
  await bench.screenshotInAllThemes("manage-rename-pattern");
  await bench.type("old {name}");
  await are("old forest-8", "old forest-5");
  await bench.toast("Renamed 2 runs.").click("Undo");
  await are("forest-8", "forest-5");
});

test("one run is renamed by F2", async () => {
  await view.row("forest-3").click();
  // A page that comes takes the focus from an input that is open.
  await (await bench.pageInEditor()).getByRole("heading", { name: "forest-3" }).waitFor();
  await bench.page.keyboard.press("F2");
  assert.equal(await bench.inputValue(), "forest-3");
  await bench.type("the third");
  await are("the third");
  await bench.toast("Renamed forest-3 to the third.").click("Undo");
  await are("forest-3");
});

test("two runs get a tag at once, then another value, then lose it, and Undo takes each back", async () => {
  await selectTwo("forest-8", "forest-5");
  await view.row("forest-5").pick("Edit Tags of Run...");
  await bench.pick("Add Tag...");
  await bench.fill("mlflow.mine");
  await eventually(async () => assert.match(await bench.inputMessage(), /MLflow keeps keys that begin with mlflow\./));
  await bench.type("reviewed");
  await bench.type("yes");
  await bench.toast("Set the tag reviewed of 2 runs.").text();
  await bench.closeToasts();
  await view.row("forest-5").expand();
  await view.row("Tags").expand();
  assert.equal((await view.row("reviewed").content()).description, "yes");

  await view.row("reviewed").click();
  await bench.page.keyboard.press("F2");
  await bench.type("no");
  await eventually(async () => assert.equal((await view.row("reviewed").content()).description, "no"));
  await bench.closeToasts();

  await selectTwo("forest-8", "forest-5");
  await view.row("forest-5").pick("Edit Tags of Run...");
  await bench.screenshotInAllThemes("manage-tags-of-two");
  await bench.clickPickAction("reviewed", "Delete Tag");
  await areNot("reviewed");
  await bench.toast("Deleted the tag reviewed of 2 runs.").click("Undo");
  await eventually(async () => assert.equal((await view.row("reviewed").content()).description, "no"));
  await view.row("reviewed").pick("Delete Tag");
  await areNot("reviewed");
  await bench.closeToasts();
});

test("a note is Markdown in the editor, one for two runs", async () => {
  await selectTwo("forest-8", "forest-5");
  await view.row("forest-5").pick("Edit Note of Run");
  await bench.dialog("Write one note for all of them?").click("Write Note");
  await bench.tab("2 runs note.md").waitFor();
  await bench.page.keyboard.type("Trees of *iris*");
  await bench.runCommand("File: Save");
  await bench.toast("Wrote 2 notes.").text();
  const note = () => view.row("mlflow.note.content").content();
  await eventually(async () => assert.equal((await note()).description, "Trees of *iris*"));
  await bench.toast("Wrote 2 notes.").click("Undo");
  await eventually(async () => assert.match((await note()).description, /^## Good/));
  await bench.closeAllTabs();
  await view.row("forest-5").collapse();
});

test("two runs are deleted by the Delete key and come back by Undo", async () => {
  await selectTwo("forest-3", "forest-2");
  await bench.page.keyboard.press("Delete");
  const dialog = bench.dialog("Delete 2 runs?");
  assert.match(await dialog.element.innerText(), /Show Deleted lists them, and Restore brings them back.*mlflow gc/);
  await bench.screenshotInAllThemes("manage-delete-runs");
  await dialog.click("Delete");
  await areNot("forest-3", "forest-2");
  await bench.screenshotInAllThemes("manage-deleted-runs-toast");
  await bench.toast("Deleted 2 runs.").click("Undo");
  await are("forest-3", "forest-2");
});

test("a parent is deleted alone or with what is nested in it", async () => {
  await view.row("iris").collapse();
  await view.row("iris-sweep").expand();
  await view.row("sweep").pick("Delete Run...");
  const dialog = bench.dialog('Delete the run "sweep"?');
  assert.match(await dialog.element.innerText(), /12 runs are nested in what you delete/);
  assert.deepEqual((await dialog.buttons()).sort(), ["Cancel", "Delete", "Delete with Nested Runs"]);
  await bench.screenshotInAllThemes("manage-delete-nested");
  await dialog.click("Delete with Nested Runs");
  await bench.toast("Deleted 13 runs.").click("Undo");
  await eventually(async () => assert.match((await view.row("sweep").content()).description, /3 nested runs/));
  await view.row("iris-sweep").collapse();
});

test("a deleted run is restored", async () => {
  await bench.runCommand("MLflow: Show Deleted");
  await view.row("iris").expand();
  await view.row("typo in the depth").pick("Restore Run");
  await eventually(async () => assert.notEqual((await view.row("typo in the depth").content()).icon, "archive"));
  await bench.toast("Restored the run typo in the depth.").click("Undo");
  await eventually(async () => assert.equal((await view.row("typo in the depth").content()).icon, "archive"));
  await bench.runCommand("MLflow: Hide Deleted");
  await view.row("iris").collapse();
});

test("a run that nobody ends is ended as what the user says, when it last said something", async () => {
  await view.row("flower-photos").expand();
  await view.row("convnext-tiny").pick("End Run...");
  assert.deepEqual(await bench.picks(), ["FINISHED", "FAILED", "KILLED"]);
  await bench.screenshotInAllThemes("manage-end-run");
  await bench.pick("KILLED");
  await bench.pick("When it last logged a metric");
  await eventually(async () => assert.equal((await view.row("convnext-tiny").content()).icon, "circle-slash"));
  await bench.toast("Ended the run convnext-tiny as KILLED.").click("Undo");
  await eventually(async () => assert.equal((await view.row("convnext-tiny").content()).icon, "sync"));
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
