import assert from "node:assert/strict";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { beyondTheEdge, narrowTo, zoomTwice } from "../ui/narrow.ts";
import { openWorkbench } from "../ui/workbench.ts";

const bench = await openWorkbench({ workspace: await copySample() });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
await view.row("flower-photos").expand();
await view.row("resnet50-augmented").click();
const page = await bench.pageInEditor();
const region = (name: string) => page.getByRole("region", { name, exact: true });
await region("Metrics").getByRole("row").nth(1).waitFor();

test("at 200 % zoom beside the side bar nothing is cut off", async () => {
  await zoomTwice(bench);
  assert.deepEqual(await beyondTheEdge(bench), []);
  await bench.screenshotInAllThemes("run-zoomed");
});

test("at a width of 320 the overview is one column, and nothing is cut off", async () => {
  await bench.page.setViewportSize({ width: 700, height: 900 });
  await narrowTo(bench, 320);
  assert.deepEqual(await beyondTheEdge(bench), []);
  await bench.screenshotInAllThemes("run-narrow");
  await region("Metrics").scrollIntoViewIfNeeded();
  const row = (place: number) => region("Metrics").getByRole("row").nth(place).locator("th:visible, td:visible");
  assert.equal(await row(0).count(), await row(1).count(), "the heads stand over other columns");
  await bench.screenshot("run-narrow-metrics");
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("so are its charts, the large one with its controls, its pictures and its artifacts", async () => {
  await page.getByRole("tab", { name: "Charts" }).click();
  await page.locator(".chart-card canvas").first().waitFor();
  assert.deepEqual(await beyondTheEdge(bench), []);
  await bench.screenshotInAllThemes("run-narrow-charts");
  await page.locator(".chart-title").first().click();
  await page.locator(".large-chart canvas").waitFor();
  assert.deepEqual(await beyondTheEdge(bench), []);
  await bench.screenshot("run-narrow-chart");
  for (const tab of ["Images", "Artifacts"]) {
    await page.getByRole("tab", { name: tab }).click();
    await page.locator(".picture, .file").first().waitFor();
    assert.deepEqual(await beyondTheEdge(bench), [], tab);
    await bench.screenshot(`run-narrow-${tab}`);
  }
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
