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

test("a click on an experiment opens its table as a preview, and a double click pins it", async () => {
  await view.row("iris").click();
  assert.ok(await bench.isPreview("iris"));
  const page = await runsPage(bench);
  await eventually(async () => assert.match(await page.count(), /^(\d+) of \1 runs$/));
  assert.equal((await view.row("iris").content()).isExpanded, false);
  await bench.screenshotInAllThemes("runs");
  await view.row("iris").doubleClick();
  await eventually(async () => assert.equal(await bench.isPreview("iris"), false));
});

test("heads are grouped by kind: metrics, parameters, tags", async () => {
  const page = await runsPage(bench);
  assert.deepEqual((await page.groups()).slice(-3), ["Metrics", "Parameters", "Tags"]);
});

test("a click on a head sorts, another turns the order, Shift adds a key", async () => {
  const page = await runsPage(bench);
  await page.head("accuracy").click();
  await eventually(async () => assert.equal(await page.head("accuracy").getAttribute("aria-sort"), "descending"));
  const descending = (await page.column("accuracy")).map(Number).filter((value) => !Number.isNaN(value));
  assert.ok(descending.length > 2);
  assert.deepEqual(
    descending,
    descending.toSorted((a, b) => b - a),
  );
  await page.head("accuracy").click();
  await eventually(async () => assert.equal(await page.head("accuracy").getAttribute("aria-sort"), "ascending"));
  await page.head("Run").click({ modifiers: ["Shift"] });
  await eventually(async () => assert.equal(await page.head("Run").getAttribute("aria-sort"), "ascending"));
  assert.equal(await page.head("accuracy").getAttribute("aria-sort"), "ascending");
});

test("rows are selected by mouse and keyboard, as in VS Code's lists", async () => {
  const page = await runsPage(bench);
  await page.row(0).click();
  await eventually(async () => assert.equal(await page.selected(), 1));
  await page.row(2).click({ modifiers: ["Shift"] });
  await eventually(async () => assert.equal(await page.selected(), 3));
  await page.row(1).click({ modifiers: ["ControlOrMeta"] });
  await eventually(async () => assert.equal(await page.selected(), 2));
  await bench.page.keyboard.press("ArrowDown");
  await eventually(async () => assert.equal(await page.selected(), 1));
  await bench.page.keyboard.press("Shift+ArrowDown");
  await eventually(async () => assert.equal(await page.selected(), 2));
  await bench.page.keyboard.press("ControlOrMeta+a");
  await eventually(async () => assert.equal(await page.selected(), 5));
  await bench.screenshot("runs-selected");
  await bench.page.keyboard.press("Escape");
  await eventually(async () => assert.equal(await page.selected(), 0));
});

test("Enter opens the run's page", async () => {
  const page = await runsPage(bench);
  await page.row(0).click();
  const name = await page.name(0);
  await bench.page.keyboard.press("Enter");
  await bench.tab(name).waitFor();
  await bench.tab("iris").click();
});

test("the context menu of rows acts on all that are selected", async () => {
  const page = await runsPage(bench);
  await page.row(0).click();
  await page.row(1).click({ modifiers: ["ControlOrMeta"] });
  await eventually(async () => assert.equal(await page.selected(), 2));
  await page.row(1).click({ button: "right" });
  await bench.pickFromMenu("Copy Run ID");
  await eventually(async () => assert.match(await bench.clipboard(), /^\w{32}\n\w{32}$/));
  await page.row(1).click({ button: "right" });
  await bench.pickFromMenu("Delete Run...");
  await bench.dialog("Delete 2 runs?").click("Cancel");
  await page.button("Compare").click();
  await bench.tab("Compare 2 Runs").waitFor();
  await bench.tab("iris").click();
});

test("runs are selected for a comparison in the table's menu, and compared with others there", async () => {
  const page = await runsPage(bench);
  await page.row(0).click();
  await page.row(0).click({ button: "right" });
  const labels = await bench.menuLabels();
  assert.ok(labels.includes("Register Model Version..."), labels.join());
  assert.ok(!labels.includes("Compare with Selected"));
  await bench.pickFromMenu("Select for Compare");
  await page.row(2).click({ button: "right" });
  await bench.pickFromMenu("Compare with Selected");
  await eventually(async () => assert.equal((await bench.tabs()).filter((tab) => tab === "Compare 2 Runs").length, 2));
  await bench.tab("iris").click();
});

test("a model is registered from the bar of selected rows", async () => {
  const page = await runsPage(bench);
  await page.row(0).click();
  await page.button("Register Model...").click();
  await bench.pick("New Model...");
  await bench.type("from-the-table");
  await bench.tab("from-the-table").waitFor();
  await bench.tab("iris").click();
});

test("a row is revealed in the Experiments view", async () => {
  const page = await runsPage(bench);
  const name = await page.name(1);
  await page.row(1).click();
  await page.row(1).click({ button: "right" });
  await bench.pickFromMenu("Reveal in Experiments");
  await eventually(async () => assert.equal((await view.row(name).content()).isSelected, true));
});

test("nothing on the page is inaccessible", async () => {
  await runsPage(bench);
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
