import assert from "node:assert/strict";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { focusIn, tabTo } from "../ui/keyboard.ts";
import { beyondTheEdge, narrowTo, zoomTwice } from "../ui/narrow.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { comparePage } from "./comparePage.ts";

const bench = await openWorkbench({ workspace: await copySample() });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
const page = comparePage(bench);
await view.row("flower-photos").expand();
await view.row("resnet50-augmented").click();
await view.row("resnet18-baseline").addToSelection();
await view.row("resnet18-baseline").pick("Compare Runs");
await page.isShown("Compare 2 Runs");

test("at 200 % zoom beside the side bar the table has room, and nothing is cut off", async () => {
  await zoomTwice(bench);
  assert.deepEqual(await beyondTheEdge(bench), []);
  await bench.screenshotInAllThemes("compare-zoomed");
});

test("at a width of 320 a run's column stands whole beside the names of the rows", async () => {
  await bench.page.setViewportSize({ width: 700, height: 900 });
  await narrowTo(bench, 320);
  assert.deepEqual(await beyondTheEdge(bench), []);
  await eventually(async () => {
    const frame = await page.frame();
    const { x = 0, width = 0 } = (await frame.locator(".compare-heads [aria-colindex='2']").boundingBox()) ?? {};
    const outer = (await frame.locator(".compare-scroll").boundingBox())!;
    assert.ok(width > 0 && x + width <= outer.x + outer.width, `${x + width} of ${outer.x + outer.width}`);
  });
  await bench.screenshotInAllThemes("compare-narrow");
  await page.scrollTo("Curves");
  assert.deepEqual(await beyondTheEdge(bench), []);
  await bench.screenshot("compare-narrow-curves");
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("by keyboard alone: the baseline is picked, a difference opened, the run's page reached", async () => {
  await bench.page.setViewportSize({ width: 1400, height: 900 });
  const frame = await page.frame();
  await focusIn(frame);
  await tabTo(bench, frame, "Compare others with resnet18-baseline");
  await bench.page.keyboard.press("Enter");
  await eventually(async () =>
    assert.equal(
      await frame.getByRole("button", { name: "Compare others with resnet18-baseline" }).getAttribute("aria-pressed"),
      "true",
    ),
  );
  await bench.screenshotInAllThemes("compare-keyboard");
  await focusIn(frame);
  await tabTo(bench, frame, "resnet50-augmented");
  await bench.page.keyboard.press("Enter");
  await bench.tab("resnet50-augmented").waitFor();
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
