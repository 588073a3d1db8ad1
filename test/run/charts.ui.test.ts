import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../fixtures.ts";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const bench = await openWorkbench({ workspace: await copySample() });
const saved = temporaryFolder();
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
await view.row("flower-photos").expand();
await view.row("resnet50-augmented").doubleClick();
let page = await bench.pageInEditor();
const tab = (name: string) => page.getByRole("tab", { name });
const button = (name: string) => page.getByRole("button", { name, exact: true });
const large = () => page.getByRole("region", { name: "train/loss", exact: true });
/** What the large chart says of itself to a screen reader. */
const summary = async () =>
  (await large()
    .getByRole("img", { name: /^train\/loss: / })
    .getAttribute("aria-label")) ?? "";
const isPng = (bytes: Uint8Array) => Buffer.from(bytes.subarray(1, 4)).toString() === "PNG";

test("every metric has a chart, in sections that fold", async () => {
  await tab("Charts").click();
  await button("Enlarge train/loss").waitFor();
  assert.equal(await page.locator(".chart-card").count(), 6);
  await page.locator("canvas").nth(5).waitFor();
  await bench.screenshotInAllThemes("run-charts");
  assert.deepEqual(await bench.accessibilityProblems(), []);
  await button("val 3").click();
  await eventually(async () => assert.equal(await page.locator(".chart-card").count(), 3));
  await button("val 3").click();
});

test("metrics of the machine have a tab of their own", async () => {
  await tab("System").click();
  await button("Enlarge system/cpu_utilization_percentage").waitFor();
  assert.equal(await page.locator(".chart-card").count(), 4);
  await tab("Charts").click();
});

test("metrics are searched for", async () => {
  await page.getByRole("textbox", { name: "Search Metrics" }).fill("loss");
  await eventually(async () => assert.equal(await page.locator(".chart-card").count(), 2));
  await page.getByRole("textbox", { name: "Search Metrics" }).fill("nothing");
  await page.getByText("No metric has this in its name.").waitFor();
  await button("Show All Metrics").click();
  await eventually(async () => assert.equal(await page.locator(".chart-card").count(), 6));
});

test("a click makes one large, and says how many points it has", async () => {
  await button("Enlarge train/loss").click();
  await large().getByText("600 points").waitFor();
  assert.match(await summary(), /^train\/loss: 600 points, from 1\.\d+ at 0 to 0\.06754 at 599, smallest 0\.01122/);
});

test("one cursor is over all charts, by the pointer and by the keys", async () => {
  const canvas = large().locator("canvas");
  const box = (await canvas.boundingBox())!;
  await canvas.hover({ position: { x: box.width / 2, y: box.height / 2 } });
  await large().locator(".chart-cursor-values").waitFor();
  // The chart that is pointed at and all small ones.
  await eventually(async () => assert.ok((await page.locator(".chart-cursor-line").count()) > 3));
  await bench.screenshot("run-charts-cursor");
  await large().getByRole("heading").hover();
  await page.locator(".chart-cursor-line").first().waitFor({ state: "detached" });
  await large().locator(".line-chart").focus();
  await bench.page.keyboard.press("ArrowRight");
  await bench.page.keyboard.press("ArrowRight");
  await eventually(async () => assert.match(await large().locator(".chart-cursor-values").innerText(), /^1\s+1\.\d+/));
});

test("log axis, points, smoothing and time are set for all charts", async () => {
  await page.getByRole("checkbox", { name: "Log" }).click();
  await page.getByRole("checkbox", { name: "Points" }).click();
  const smoothing = page.getByRole("slider", { name: "Smoothing" });
  await smoothing.fill("0.9");
  await page.getByRole("combobox", { name: "X Axis" }).click();
  await page.getByRole("option", { name: "Time Since Start" }).click();
  await eventually(async () => assert.match(await summary(), /at 0ms|at \d+s|at \d+m/));
  await bench.screenshotInAllThemes("run-charts-set");
  await page.getByRole("combobox", { name: "X Axis" }).click();
  await page.getByRole("option", { name: "Step" }).click();
});

test("dragging zooms, a double click shows all of it again; so do the keys", async () => {
  const all = button("Show All Steps (Escape)");
  assert.ok(await all.isDisabled());
  const box = (await large().locator("canvas").boundingBox())!;
  await bench.page.mouse.move(box.x + box.width * 0.4, box.y + 80);
  await bench.page.mouse.down();
  await bench.page.mouse.move(box.x + box.width * 0.6, box.y + 120, { steps: 5 });
  await bench.page.mouse.up();
  await eventually(async () => assert.ok(await all.isEnabled()));
  await bench.screenshot("run-charts-zoomed");
  await large().locator("canvas").dblclick();
  await eventually(async () => assert.ok(await all.isDisabled()));
  await large().locator(".line-chart").focus();
  await bench.page.keyboard.press("+");
  await eventually(async () => assert.ok(await all.isEnabled()));
  await bench.page.keyboard.press("Shift+ArrowRight");
  await bench.page.keyboard.press("Escape");
  await eventually(async () => assert.ok(await all.isDisabled()));
});

test("the chart as a table", async () => {
  await button("View as Table").click();
  await large()
    .getByRole("row", { name: /^599\s+0\.06754/ })
    .waitFor();
  await bench.screenshot("run-charts-table");
  await button("View as Table").click();
});

test("the picture is saved at twice the size, and copied", async () => {
  await large().locator("canvas").waitFor();
  await button("Save as PNG...").click();
  const png = join(saved, "loss.png");
  await bench.typeFile(png);
  const bytes = await eventually(() => readFileSync(png));
  assert.ok(isPng(bytes));
  const width = (await large().locator("canvas").boundingBox())!.width;
  assert.equal(bytes.readUInt32BE(16), 2 * Math.round(width));
  await button("Copy Image").click();
  await eventually(async () =>
    assert.deepEqual(
      await bench.page.evaluate("navigator.clipboard.read().then((items) => items.flatMap((item) => item.types))"),
      ["image/png"],
    ),
  );
});

test("all points are saved as CSV", async () => {
  await button("Save Points as CSV...").click();
  const csv = join(saved, "loss.csv");
  await bench.typeFile(csv);
  const lines = await eventually(() => {
    const text = readFileSync(csv, "utf8").trimEnd().split("\n");
    assert.equal(text.length, 601);
    return text;
  });
  assert.equal(lines[0], "step,timestamp,value");
  assert.match(lines[600] ?? "", /^599,\d{13},0\.0675/);
});

test("what was set is so for the next run", async () => {
  await view.row("resnet18-baseline").click();
  await bench.tab("resnet18-baseline").waitFor();
  page = await bench.pageInEditor();
  await tab("Charts").click();
  await eventually(async () => assert.equal(await page.getByRole("slider", { name: "Smoothing" }).inputValue(), "0.9"));
  await button("Enlarge train/loss").click();
  assert.ok(await page.getByRole("checkbox", { name: "Log" }).isChecked());
});

test("NaN and infinities are marked", async () => {
  await view.row("resnet50-hot").click();
  await bench.tab("resnet50-hot").waitFor();
  page = await bench.pageInEditor();
  await tab("Charts").click();
  await button("Enlarge train/loss").click();
  await large().locator("canvas").waitFor();
  assert.match(await summary(), /to NaN at/);
  await bench.screenshot("run-charts-nan");
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
