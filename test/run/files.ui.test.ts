import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const bench = await openWorkbench({ workspace: await copySample() });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
await view.row("flower-photos").expand();
await view.row("resnet50-augmented").doubleClick();
let page = await bench.pageInEditor();
const tab = (name: string) => page.getByRole("tab", { name });

test("pictures that were logged by step have a slider through their steps", async () => {
  await tab("Images").click();
  await page.getByRole("img", { name: "generated daisy at step 500" }).waitFor();
  const slider = page.getByRole("slider").first();
  assert.equal(await slider.getAttribute("aria-valuetext"), "500");
  const newest = await page.getByRole("img", { name: "generated daisy at step 500" }).getAttribute("src");
  await slider.focus();
  await bench.page.keyboard.press("Home");
  const first = page.getByRole("img", { name: "generated daisy at step 0" });
  await eventually(async () => assert.notEqual(await first.getAttribute("src"), newest));
  await bench.screenshotInAllThemes("run-images");
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("tables that were logged by log_table are drawn as tables", async () => {
  await tab("Tables").click();
  await page.getByRole("row", { name: "photos/0004.jpg daisy rose 0.927" }).waitFor();
  await page.getByText("16 rows").waitFor();
  await bench.screenshotInAllThemes("run-tables");
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("artifacts open in the editor for their kind, and their paths are copied", async () => {
  await tab("Artifacts").click();
  await page.getByRole("button", { name: "plots", exact: true }).click();
  await page.getByRole("button", { name: "confusion_matrix.png", exact: true }).waitFor();
  await bench.screenshotInAllThemes("run-artifacts");
  assert.deepEqual(await bench.accessibilityProblems(), []);
  await page.locator(".file").filter({ hasText: "requirements.txt" }).hover();
  await page.getByRole("button", { name: "Copy Path of requirements.txt" }).click();
  await eventually(async () => assert.ok(existsSync(await bench.clipboard())));
  await page.getByRole("button", { name: "confusion_matrix.png", exact: true }).click();
  await bench.tab("confusion_matrix.png").waitFor();
  await bench.closeTab("confusion_matrix.png");
});

test("a run without any of it has no such tabs", async () => {
  await view.row("iris").expand();
  await view.row("forest-0").click();
  await bench.tab("forest-0").waitFor();
  page = await bench.pageInEditor();
  await tab("Artifacts").waitFor();
  const tabs = await page.getByRole("tab").allInnerTexts();
  assert.deepEqual(
    tabs.map((text) => text.replace("\n", " ")),
    ["Overview", "Artifacts 1"],
  );
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
