import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { runsPage } from "./runsPage.ts";

const workspace = await copySample();
const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
await bench.view("Experiments").row("flower-photos").click();
const pane = async () => (await runsPage(bench)).frame.getByRole("region", { name: "Charts" });
const choose = async (field: string, option: string) => {
  const charts = await pane();
  await charts.getByRole("combobox", { name: field }).click();
  await charts.getByRole("option", { name: option, exact: true }).click();
};
/** A chart says in words what it draws. */
const drawn = async (words: RegExp) => {
  const charts = await pane();
  await eventually(async () => {
    const said = await charts
      .getByRole("img")
      .evaluateAll((all: { getAttribute(name: string): string | null }[]) =>
        all.map((one) => one.getAttribute("aria-label") ?? ""),
      );
    assert.ok(
      said.some((one) => words.test(one)),
      said.join("; "),
    );
  });
};

test("charts stand beside the table: lines of every metric by prefix, of all that match", async () => {
  const page = await runsPage(bench);
  await page.button("Charts").click();
  await (await pane()).getByText("all 6 that match").waitFor();
  await drawn(/^train\/loss: \d+ lines/);
  await eventually(async () => {
    const groups = await (await pane()).locator("summary").allInnerTexts();
    assert.ok(
      ["train/", "val/"].every((prefix) => groups.some((text) => text.startsWith(prefix))),
      groups.join(),
    );
  });
  await bench.screenshotInAllThemes("runs-charts-lines");
});

test("charts are of the selection while there is one", async () => {
  const page = await runsPage(bench);
  await page.row(0).click();
  await page.row(1).click({ modifiers: ["ControlOrMeta"] });
  await (await pane()).getByText("2 selected").waitFor();
  await drawn(/^train\/loss: 2 lines/);
  await bench.page.keyboard.press("Escape");
});

test("bars, points and boxes show runs by their values", async () => {
  await choose("Kind of chart", "Bars");
  await drawn(/runs as bars/);
  await bench.screenshot("runs-charts-bars");
  await choose("Kind of chart", "Points");
  await drawn(/runs as points/);
  await bench.screenshotInAllThemes("runs-charts-points");
  await choose("Kind of chart", "Boxes");
  await drawn(/boxes$/);
  await bench.screenshot("runs-charts-boxes");
});

test("parallel coordinates choose runs by brushing an axis, by keyboard too", async () => {
  await choose("Kind of chart", "Parallel Coordinates");
  await drawn(/runs over \d axes/);
  const charts = await pane();
  const axis = charts.getByRole("slider").first();
  const box = await axis.boundingBox();
  assert.ok(box);
  await bench.page.mouse.move(box.x + box.width / 2, box.y + 2);
  await bench.page.mouse.down();
  await bench.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
  await bench.page.mouse.up();
  await charts.getByText(/^[1-5] of 6 runs$/).waitFor();
  await bench.screenshotInAllThemes("runs-charts-parallel");
  await charts.getByRole("button", { name: "Clear" }).click();
  await axis.focus();
  for (let step = 0; step < 10; step++) await bench.page.keyboard.press("ArrowUp");
  await charts.getByText(/^[1-5] of 6 runs$/).waitFor();
  await charts.getByRole("button", { name: "Select Them" }).click();
  const page = await runsPage(bench);
  await eventually(async () => assert.ok((await page.selected()) > 0));
  await page.button("Clear the selection (Escape)").click();
});

test("the importance of parameters says how it was found and how good it is", async () => {
  await choose("Kind of chart", "Parameter Importance");
  await (await pane()).getByText(/Rank correlation \(Spearman\).*may be chance/).waitFor();
  await bench.screenshot("runs-charts-importance");
});

test("differences are to a baseline that is chosen", async () => {
  await choose("Kind of chart", "Difference to a Baseline");
  await drawn(/5 runs as bars|4 runs as bars/);
  await (await pane()).getByRole("combobox", { name: "Baseline" }).waitFor();
  await bench.screenshot("runs-charts-difference");
});

test("a chart is saved as a picture", async () => {
  const file = join(workspace, "chart.png");
  await (await pane()).getByRole("button", { name: "Save as PNG..." }).click();
  await bench.typeFile(file);
  await eventually(() => assert.equal(readFileSync(file).subarray(1, 4).toString(), "PNG"));
});

test("the split between table and charts is dragged, also by keys, and stays", async () => {
  const page = await runsPage(bench);
  const width = async () => (await page.grid.boundingBox())?.width ?? 0;
  const before = await width();
  const sash = page.frame.getByRole("separator", { name: "Width of the table" });
  await sash.focus();
  await bench.page.keyboard.press("ArrowLeft");
  await eventually(async () => assert.ok((await width()) < before - 20));
  const after = await width();
  await bench.reload();
  const again = await runsPage(bench);
  await eventually(async () => assert.ok(Math.abs(((await again.grid.boundingBox())?.width ?? 0) - after) < 40));
});

test("nothing on the page is inaccessible", async () => {
  await runsPage(bench);
  await drawn(/runs as bars/);
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
