import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const workspace = await copySample();
const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
await view.row("iris").expand();
await view.row("forest-5").click();
const page = await bench.pageInEditor();
const button = (name: string) => page.getByRole("button", { name, exact: true });
const versions = join(workspace, "mlruns", "models", "iris-forest");

test("the head of a run's page has what one does with a run", async () => {
  await eventually(async () => {
    const actions = await page.locator(".run-actions vscode-button").allInnerTexts();
    assert.deepEqual(
      actions.map((text) => text.trim()),
      ["Compare...", "Run Again...", "Register Model...", "Reveal in Experiments"],
    );
  });
  // What is read last of the page.
  await page.getByRole("heading", { name: "Reproducibility" }).waitFor();
  await bench.screenshotInAllThemes("run-head");
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("the run is compared with others that are picked", async () => {
  await button("Compare...").click();
  await bench.pickMany("forest-8");
  await bench.tab("Compare 2 Runs").waitFor();
  await eventually(async () => {
    const comparison = await bench.pageInEditor();
    for (const name of ["forest-5", "forest-8"])
      await comparison.getByRole("columnheader", { name }).first().waitFor({ timeout: 3_000 });
  });
  await bench.closeTab("Compare 2 Runs");
});

test("its model is registered, from the head and from the model itself", async () => {
  const run = await openRun("forest-5");
  await run.getByRole("button", { name: "Register Model...", exact: true }).first().click();
  await bench.pick("iris-forest");
  await eventually(() => assert.ok(existsSync(join(versions, "version-5"))));
  await bench.tab("iris-forest").waitFor();
  await bench.closeTab("iris-forest");
  const again = await openRun("forest-5");
  const models = again.getByRole("region", { name: "Models", exact: true });
  await models.locator("summary").click();
  await bench.screenshotInAllThemes("run-model-register");
  await models.getByRole("button", { name: "Register Model..." }).click();
  await bench.pick("iris-forest");
  await eventually(() => assert.ok(existsSync(join(versions, "version-6"))));
  await bench.tab("iris-forest").waitFor();
  await bench.closeTab("iris-forest");
});

test("a run that logged no model has none to register", async () => {
  await view.row("iris-sweep").expand();
  const sweep = await openRun("sweep");
  await sweep.getByRole("button", { name: "Reveal in Experiments" }).waitFor();
  await sweep.getByRole("heading", { name: "Reproducibility" }).waitFor();
  assert.equal(await sweep.getByRole("button", { name: "Register Model..." }).count(), 0);
  await bench.closeTab("sweep");
});

test("the run is revealed in the Experiments view", async () => {
  await openRun("forest-5");
  await view.row("iris").collapse();
  const run = await bench.pageInEditor();
  await run.getByRole("button", { name: "Reveal in Experiments" }).click();
  await eventually(async () => assert.ok((await view.row("forest-5").content()).isSelected));
});

test("where there is no room, the menu has it all", async () => {
  await openRun("forest-5");
  await bench.page.setViewportSize({ width: 900, height: 900 });
  const narrow = await bench.pageInEditor();
  await eventually(async () => assert.equal(await narrow.locator(".run-actions vscode-button:visible").count(), 0));
  await bench.screenshotInAllThemes("run-head-narrow");
  await narrow.getByRole("button", { name: "More Actions..." }).click();
  await bench.page.getByRole("menuitem", { name: "Compare Runs" }).waitFor();
  await bench.page.getByRole("menuitem", { name: "Register Model Version..." }).waitFor();
  await bench.screenshot("run-head-menu");
  await bench.pickFromMenu("Reveal in Experiments");
  await eventually(async () => assert.ok((await view.row("forest-5").content()).isSelected));
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});

async function openRun(name: string) {
  await view.row(name).click();
  return eventually(async () => {
    const run = await bench.pageInEditor();
    await run.locator(".run-title").getByRole("heading", { name }).waitFor({ timeout: 3_000 });
    return run;
  });
}
