import assert from "node:assert/strict";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { runsPage } from "./runsPage.ts";

const workspace = await copySample();
const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
await view.row("iris").click();
const heads = async () => (await runsPage(bench)).grid.locator("thead tr:last-child .head-title").allInnerTexts();

test("columns are searched, shown, hidden, pinned and moved", async () => {
  const page = await runsPage(bench);
  await page.button("Columns").click();
  const panel = page.frame.getByRole("dialog", { name: "Columns" });
  await panel.locator("vscode-text-field input").fill("commit");
  await panel.getByRole("checkbox", { name: "Commit" }).click();
  await panel.locator(".shown-column").getByText("Commit").waitFor();
  await panel.locator("vscode-text-field input").fill("accuracy");
  await panel.locator(".shown-column").hover();
  await panel.getByRole("button", { name: "Pin accuracy" }).click();
  await eventually(async () => assert.deepEqual((await heads()).slice(0, 2), ["Run", "accuracy"]));
  await panel.locator("vscode-text-field input").fill("");
  await bench.screenshotInAllThemes("runs-columns");
  await bench.page.keyboard.press("Escape");
  await page.pickFromHead("Took", "Hide");
  await eventually(async () => assert.ok(!(await heads()).includes("Took")));
});

test("a column is as wide as it is dragged, and stands where it is dropped", async () => {
  const page = await runsPage(bench);
  const before = await page.head("f1_macro").boundingBox();
  assert.ok(before);
  await bench.page.mouse.move(before.x + before.width - 2, before.y + 10);
  await bench.page.mouse.down();
  await bench.page.mouse.move(before.x + before.width + 58, before.y + 10, { steps: 5 });
  await bench.page.mouse.up();
  await eventually(async () => {
    const after = await page.head("f1_macro").boundingBox();
    assert.ok(Math.abs((after?.width ?? 0) - before.width - 60) < 3, `${after?.width}`);
  });
  await page.head("log_loss").locator(".head").dragTo(page.head("f1_macro").locator(".head"));
  await eventually(async () => {
    const all = await heads();
    assert.equal(all.indexOf("log_loss") + 1, all.indexOf("f1_macro"));
  });
});

test("a metric shows its greatest value with its step, and bars", async () => {
  const page = await runsPage(bench);
  await page.pickFromHead("accuracy", "Greatest Value");
  await page.head("accuracy max").waitFor();
  await eventually(async () => assert.match((await page.column("accuracy max"))[1] ?? "", /^0\.9/));
  await page.pickFromHead("log_loss", "Bars");
  await eventually(async () => assert.ok((await page.grid.locator("td.bar").count()) >= 4));
  await bench.screenshotInAllThemes("runs-bars");
});

test("only columns that differ are shown on request", async () => {
  const page = await runsPage(bench);
  assert.ok((await heads()).includes("max_depth"));
  await page.button("More Actions").click();
  await page.frame.getByRole("menuitemcheckbox", { name: "Only Columns That Differ" }).click();
  await eventually(async () => assert.ok((await heads()).includes("n_estimators")));
  await page.button("More Actions").click();
  await page.frame.getByRole("menuitemcheckbox", { name: "Only Columns That Differ" }).click();
});

test("runs are grouped by a parameter, metrics as mean and deviation", async () => {
  const page = await runsPage(bench);
  await page.pickFromHead("max_depth", "Group by max_depth");
  await eventually(async () => assert.deepEqual(await page.names(), ["4", "3", "2"]));
  await eventually(async () => assert.match((await page.column("log_loss"))[2] ?? "", /^0\.40\d+ ± 0\.1\d*$/));
  await page.row(2).locator(".twistie").click();
  await eventually(async () => assert.deepEqual(await page.names(), ["4", "3", "2", "forest-3", "forest-2"]));
  await bench.screenshotInAllThemes("runs-groups");
  await page.pickFromHead("max_depth", "Group by max_depth");
  await eventually(async () => assert.equal((await page.names()).length, 5));
});

test("a view is saved with a name and comes back", async () => {
  const page = await runsPage(bench);
  await page.frame.getByRole("button", { name: "View: unsaved" }).click();
  await bench.pick("Save View As...");
  await bench.type("My forests");
  await page.frame.getByRole("button", { name: "View: My forests" }).waitFor();
  await page.head("Age").click();
  await page.frame.getByRole("button", { name: "View: unsaved" }).click();
  await bench.pick("My forests");
  await page.frame.getByRole("button", { name: "View: My forests" }).waitFor();
});

test("what was set stays after a reload", async () => {
  // Those further right may not be drawn.
  const first = async () => (await heads()).slice(0, 8);
  const before = await first();
  await bench.reload();
  await runsPage(bench);
  await eventually(async () => assert.deepEqual(await first(), before));
});

test("nested runs stand below their parents and fold; several experiments share a table", async () => {
  await bench.openContainer("MLflow");
  await view.row("iris-sweep").click();
  const page = await runsPage(bench);
  await eventually(async () => assert.equal(await page.grid.locator("tbody .codicon-chevron-right").count(), 1));
  const folded = await page.names();
  await page.grid.locator("tbody .codicon-chevron-right").click();
  await eventually(async () => assert.ok((await page.names()).length > folded.length));
  await bench.screenshotInAllThemes("runs-nested");
  await page.button("+ compare experiments").click();
  await bench.pickMany("iris", "support-bot");
  await bench.tab("support-bot + iris-sweep + iris").waitFor();
  const both = await runsPage(bench);
  await eventually(async () => assert.ok((await heads()).includes("Experiment"), (await heads()).join()));
  await eventually(async () => assert.match(await both.count(), /^19 of 19 runs$/));
  await bench.screenshot("runs-several-stores");
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
