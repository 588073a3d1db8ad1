import assert from "node:assert/strict";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { openWorkbench } from "../ui/workbench.ts";

const workspace = await copySample();
const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");

test("a click on a run opens its page as a preview, titled with the run's name", async () => {
  await view.row("iris").expand();
  await view.row("forest-8").click();
  assert.ok(await bench.isPreview("forest-8"));
  const page = await bench.pageInEditor();
  await page.getByRole("heading", { name: "forest-8" }).waitFor();
  await bench.screenshotInAllThemes("run");
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
