import assert from "node:assert/strict";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { comparePage } from "./comparePage.ts";

const workspace = await copySample();
const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
const page = comparePage(bench);

test("a commit that the repository does not hold is said, once for all of its runs", async () => {
  await view.row("flower-photos").expand();
  await view.row("resnet18-baseline").click();
  await view.row("resnet50-augmented").addToSelection();
  await view.row("resnet50-augmented").pick("Compare Runs");
  await page.isShown("Compare 2 Runs");
  await page.scrollTo("Code");
  const note = (await page.frame()).getByText("Commit 5d1f0c9 is not in the repository of this workspace.");
  await note.waitFor();
  assert.equal(await note.count(), 1);
});

test("pictures of the same name stand side by side, and lie over each other under a slider", async () => {
  await page.scrollTo("Images");
  const frame = await page.frame();
  const picture = frame.getByRole("button", { name: "plots/confusion_matrix.png of resnet50-augmented: compare" });
  await picture.locator("img").waitFor();
  await bench.screenshotInAllThemes("compare-images");
  await picture.click();
  const dialog = frame.getByRole("dialog", { name: "plots/confusion_matrix.png" });
  const slider = dialog.getByRole("slider");
  await slider.waitFor();
  await dialog.locator("img").nth(1).waitFor();
  await slider.focus();
  await bench.page.keyboard.press("Home");
  await eventually(async () => assert.equal(await slider.inputValue(), "0"));
  for (let press = 0; press < 40; press++) await bench.page.keyboard.press("ArrowRight");
  await eventually(async () => assert.equal(await slider.inputValue(), "40"));
  await bench.screenshotInAllThemes("compare-swipe");
  assert.deepEqual(await bench.accessibilityProblems(), []);
  await dialog.getByRole("button", { name: "Close" }).click();
  await dialog.waitFor({ state: "detached" });
});

test("many runs, picked from the palette: files wait until they are asked for, and the last run is a scroll away", async () => {
  await bench.runCommand("MLflow: Compare Runs");
  const labels = (await bench.picks()).slice(0, 12);
  await bench.pickMany(...new Set(labels));
  const title = `Compare ${new Set(labels).size} Runs`;
  await page.isShown(title);
  const frame = await page.frame();
  const scroller = frame.locator(".compare-scroll");
  await scroller.evaluate((element: { scrollLeft: number }) => (element.scrollLeft = 100_000));
  const last = frame.locator(`[role=columnheader][aria-colindex="${new Set(labels).size + 1}"]`);
  await last.waitFor();
  await bench.screenshot("compare-many");
  await page.scrollTo("Artifacts");
  const fold = frame.getByRole("button", { name: "Artifacts" });
  assert.equal(await fold.getAttribute("aria-expanded"), "false");
});

test("nothing went wrong on the way", async () => {
  assert.deepEqual(await bench.accessibilityProblems(), []);
  assert.deepEqual(bench.consoleErrors, []);
});
