import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const workspace = await copySample();
const bench = await openWorkbench({ workspace, settings: { "mlflowLens.userName": "Ada Lovelace" } });
await bench.openContainer("MLflow");
const view = bench.view("Models");
await view.open();
await view.row("iris-forest").click();
const page = await bench.pageInEditor();
const version2 = join(workspace, "mlruns", "models", "iris-forest", "version-2");
const details = page.locator(".details");

test("a click on a model opens its page: what serves, since when, and its versions", async () => {
  assert.ok(await bench.isPreview("iris-forest"));
  const now = await page.getByRole("list", { name: "Now" }).innerText();
  assert.match(now, /Production\s+v2\s+set elsewhere, at the latest .* ago/);
  assert.match(now, /Staging\s+v3/);
  assert.match(now, /@champion\s+v2/);
  const rows = page.getByRole("grid", { name: "Versions" }).locator("tbody tr[id]");
  assert.equal(await rows.count(), 4);
  assert.match(await rows.nth(2).innerText(), /v2\s.*Production.*@champion\s*@herbarium.*0\.\d+.*grace/s);
  await details.getByText("forest-8").waitFor();
  await bench.screenshotInAllThemes("model-page");
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("arrows go through the versions, and the details follow", async () => {
  await page.getByRole("grid", { name: "Versions" }).focus();
  await bench.page.keyboard.press("ArrowDown");
  await bench.page.keyboard.press("ArrowDown");
  await page.getByRole("heading", { name: "Version 2" }).waitFor();
  await details.getByText("One more tree").waitFor();
  assert.match(await details.innerText(), /Commit|Code/);
});

test("a description is edited as Markdown", async () => {
  await page.getByRole("button", { name: "Edit the description of v2" }).click();
  await page.getByRole("textbox", { name: "Edit the description of v2" }).fill("Steady.\n\n- on **virginica**");
  await page.getByRole("button", { name: "Save" }).click();
  await details.locator("strong", { hasText: "virginica" }).waitFor();
  assert.match(readFileSync(join(version2, "meta.yaml"), "utf8"), /Steady\./);
});

test("tags are edited, added and removed in place", async () => {
  await details.getByRole("textbox", { name: "Value of validation" }).fill("passed twice");
  await bench.page.keyboard.press("Enter");
  await eventually(() => assert.equal(readFileSync(join(version2, "tags", "validation"), "utf8"), "passed twice"));
  await details.getByRole("button", { name: "Add tag" }).click();
  await details.getByRole("textbox", { name: "Key of the new tag" }).fill("ticket");
  await details.getByRole("textbox", { name: "Value of the new tag" }).fill("ML-7");
  await bench.page.keyboard.press("Enter");
  await eventually(() => assert.equal(readFileSync(join(version2, "tags", "ticket"), "utf8"), "ML-7"));
  await details.getByRole("button", { name: "Remove tag ticket" }).click();
  await details.getByRole("textbox", { name: "Value of ticket" }).waitFor({ state: "detached" });
});

test("aliases are set, moved and removed", async () => {
  await details.getByText("Add alias").click();
  await details.getByRole("textbox", { name: "New alias of v2" }).fill("challenger");
  await bench.page.keyboard.press("Enter");
  await details.getByRole("button", { name: "Remove alias challenger" }).waitFor();
  await details.getByRole("button", { name: "Remove alias herbarium" }).click();
  await details.getByRole("button", { name: "Remove alias herbarium" }).waitFor({ state: "detached" });
});

test("two versions are compared: metrics, parameters, signature, environment, files", async () => {
  await page.getByRole("checkbox", { name: "Compare v2" }).check();
  await page.getByRole("checkbox", { name: "Compare v4" }).check();
  await page.getByRole("button", { name: "Compare v2 with v4" }).click();
  const comparison = page.getByRole("region", { name: "Comparison of v2 and v4" });
  await comparison.getByText("model.pkl").waitFor();
  const text = (await comparison.textContent()) ?? "";
  assert.match(text, /accuracy.*Parameters.*n_estimators38.*Signature the same.*Environment.*model\.pkldifferent/);
  await bench.screenshotInAllThemes("model-comparison");
  assert.deepEqual(await bench.accessibilityProblems(), []);
  await comparison.getByRole("button", { name: "Close the comparison" }).click();
});

test("columns are chosen, sorted by, and still there after a reload", async () => {
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "n_estimators" }).click();
  const head = page.getByRole("columnheader", { name: "Created" });
  await head.getByRole("button").click();
  await eventually(async () => assert.equal(await head.getAttribute("aria-sort"), "descending"));
  await bench.reload();
  const reloaded = await bench.pageInEditor();
  await reloaded.getByRole("columnheader", { name: "Created" }).waitFor();
  assert.equal(await reloaded.getByRole("columnheader", { name: "Created" }).getAttribute("aria-sort"), "descending");
  await reloaded.getByRole("heading", { name: "Version 2" }).waitFor();
});

test("the runs that made two versions are compared on the page for runs", async () => {
  const reloaded = await bench.pageInEditor();
  await reloaded.getByRole("button", { name: "Compare v2 with v4" }).click();
  await reloaded.getByRole("button", { name: "Compare Their Runs" }).click();
  await bench.tab("Compare 2 Runs").waitFor();
  await eventually(async () => {
    const runs = await bench.pageInEditor();
    for (const name of ["forest-3", "forest-8"])
      await runs.getByRole("columnheader", { name }).first().waitFor({ timeout: 2_000 });
  });
  await bench.screenshotInAllThemes("model-compared-runs");
  await bench.closeTab("Compare 2 Runs");
});

test("what was changed here is told in the history, what was there before as done elsewhere", async () => {
  const reloaded = await bench.pageInEditor();
  await reloaded.getByRole("tab", { name: "History" }).click();
  const log = reloaded.getByRole("list", { name: "History" });
  await log.getByText("alias herbarium removed from v2").waitFor();
  const text = await log.innerText();
  assert.match(text, /alias challenger moved here from v3[^]*tag validation = passed twice[^]*description changed/);
  assert.match(text, /Ada Lovelace/);
  assert.match(text, /None → Production, in one move or several[^]*elsewhere/);
  await bench.screenshotInAllThemes("model-history");
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("the lineage goes from the data to the stage, and tells what each version changed", async () => {
  const reloaded = await bench.pageInEditor();
  await reloaded.getByRole("tab", { name: "Lineage" }).click();
  await reloaded.getByRole("list", { name: "Lineage of v2" }).getByText("Production").waitFor();
  await reloaded.locator(".steps").getByText("n_estimators").first().waitFor();
  await bench.screenshotInAllThemes("model-lineage");
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
