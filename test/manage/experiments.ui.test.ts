import assert from "node:assert/strict";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const bench = await openWorkbench({ workspace: await copySample() });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
const labels = async () => (await view.rows()).map((row) => row.label);
const isGone = (label: string) => eventually(async () => assert.ok(!(await labels()).includes(label)));

test("an experiment is created where its store is, under a name that is free", async () => {
  await view.row("mlruns").pick("Create Experiment...");
  await bench.fill("iris");
  await eventually(async () => assert.match(await bench.inputMessage(), /Another experiment has this name/));
  await bench.fill("scratch");
  await eventually(async () => assert.match(await bench.inputMessage(), /A deleted experiment has this name/));
  await bench.screenshot("manage-name-taken");
  await bench.type("tulips");
  await eventually(async () => assert.match(await bench.inputMessage(), /Where its artifacts go/));
  await bench.type("");
  await eventually(async () => assert.ok((await view.row("tulips").content()).isSelected));
});

test("its name, its note and its tags are changed, and changed back", async () => {
  await view.row("tulips").click();
  // A page that comes takes the focus from an input that is open.
  await (await bench.pageInEditor()).getByRole("heading", { name: "tulips" }).waitFor();
  await bench.page.keyboard.press("F2");
  assert.equal(await bench.inputValue(), "tulips");
  await bench.type("tulips of Leiden");
  await view.row("tulips of Leiden").content();
  await bench.toast("Renamed tulips to tulips of Leiden.").click("Undo");
  await view.row("tulips").content();

  await view.row("tulips").pick("Edit Note of Experiment");
  await bench.tab("tulips note.md").waitFor();
  await bench.page.keyboard.type("# Tulips");
  await bench.runCommand("File: Save");
  await bench.page.locator(".part.editor .tab.dirty").waitFor({ state: "detached" });
  await bench.screenshotInAllThemes("manage-note");
  await bench.closeTab("tulips note.md");
  await view.row("tulips").pick("Edit Note of Experiment");
  await eventually(async () => assert.match(await bench.editorText(), /# Tulips/));
  await bench.closeTab("tulips note.md");

  await view.row("tulips").pick("Edit Tags of Experiment...");
  await bench.pick("Add Tag...");
  await bench.type("team");
  await bench.type("flowers");
  await bench.toast("Set the tag team.").text();
  await bench.closeToasts();
  await view.row("tulips").pick("Edit Tags of Experiment...");
  assert.deepEqual(await bench.picks(), ["Add Tag...", "team"]);
  await bench.screenshotInAllThemes("manage-tags");
  await bench.clickPickAction("team", "Delete Tag");
  await bench.toast("Deleted the tag team.").click("Undo");
  await view.row("tulips").pick("Edit Tags of Experiment...");
  assert.deepEqual(await bench.picks(), ["Add Tag...", "team"]);
  await bench.cancel();
});

test("what a deletion takes along is said first, and what it is", async () => {
  await view.row("iris").openMenu();
  await bench.screenshotInAllThemes("manage-menu");
  await bench.pickFromMenu("Delete Experiment...");
  const dialog = bench.dialog('Delete the experiment "iris"?');
  const text = await dialog.element.innerText();
  for (const part of [
    "5 runs are deleted with it.",
    "registered model version",
    "iris-forest",
    "Restore",
    "mlflow gc",
  ]) {
    assert.ok(text.includes(part), `${part} is missing in: ${text}`);
  }
  await bench.screenshotInAllThemes("manage-delete-experiment");
  await dialog.click("Cancel");
  assert.match((await view.row("iris").content()).description, /^5 runs/);
});

test("an experiment is deleted and restored, by Undo and by its menu", async () => {
  await view.row("iris").click();
  await bench.page.keyboard.press("Delete");
  await bench.dialog('Delete the experiment "iris"?').click("Delete");
  await isGone("iris");
  await bench.screenshotInAllThemes("manage-deleted-toast");
  await bench.toast("Deleted the experiment iris.").click("Undo");
  await view.row("iris").expand();
  await view.row("forest-5").content();
  assert.ok(!(await labels()).includes("typo in the depth"), "a run that was deleted before stays deleted");
  await view.row("iris").collapse();

  await view.row("tulips").pick("Delete Experiment...");
  await bench.dialog("No run is in it.").click("Delete");
  await isGone("tulips");
  await bench.closeToasts();
  await bench.runCommand("MLflow: Show Deleted");
  await view.row("tulips").pick("Restore Experiment");
  await eventually(async () => assert.equal((await view.row("tulips").content()).icon, "beaker"));
  await bench.runCommand("MLflow: Hide Deleted");
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
