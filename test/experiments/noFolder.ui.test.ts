import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const bench = await openWorkbench();
await bench.openContainer("MLflow");
const view = bench.view("Experiments");

test("a window without a folder says what to do", async () => {
  const text = await eventually(async () => {
    const shown = await view.welcome();
    assert.match(shown, /Open a folder that holds runs/);
    return shown;
  });
  assert.match(text, /Open Folder/);
  await bench.screenshot("experiments-no-folder");
});

test("Open the Sample unpacks it and shows its runs", async () => {
  await view.clickWelcome("Open the sample");
  // The window loads anew with the folder in it.
  await bench.page.locator(".sidebar").getByText("iris").first().waitFor({ timeout: 60_000 });
  await bench.openContainer("MLflow");
  await view.row("mlruns").content();
  await view.row("mlflow.db").content();
  await bench.screenshot("experiments-sample");
});
