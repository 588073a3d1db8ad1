import assert from "node:assert/strict";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { comparePage } from "./comparePage.ts";

const bench = await openWorkbench({ workspace: await copySample() });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
const page = comparePage(bench);
const names = ["forest-2", "forest-3", "forest-8"];
const item = (count: number) => bench.statusItem(`Compare ${count} Runs`);

test("several selected runs are compared from the status bar, and stay selected", async () => {
  await view.row("iris").expand();
  await view.row("forest-2").click();
  await view.row("forest-3").addToSelection();
  await item(2).waitFor();
  await view.row("forest-8").addToSelection();
  await item(3).waitFor();
  await bench.screenshotInAllThemes("compare-status-bar");
  await item(3).click();
  await page.isShown("Compare 3 Runs");
  assert.deepEqual((await page.runs()).sort(), names);
  for (const name of names) assert.ok((await view.row(name).content()).isSelected, name);
});

test("one run alone, or a view that is closed, offers no comparison", async () => {
  await view.row("forest-3").click();
  await item(3).waitFor({ state: "detached" });
  await view.row("forest-2").addToSelection();
  await item(2).waitFor();
  await bench.page.keyboard.press("ControlOrMeta+Shift+E");
  await item(2).waitFor({ state: "detached" });
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
