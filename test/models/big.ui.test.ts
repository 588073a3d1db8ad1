import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { openStoreHere } from "../../src/mlflow/open.ts";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const workspace = await copySample();
const store = await openStoreHere(join(workspace, "mlruns"));
await store.createRegisteredModel({ name: "nightly", description: "A version every night." });
const { runId } = await store.getModelVersion("iris-forest", "2");
for (let version = 1; version <= 500; version++) {
  const description = `Night ${version}`;
  await store.createModelVersion({ name: "nightly", source: "s3://bucket/model", runId, description });
}
await store.close();

const bench = await openWorkbench({
  workspace,
  settings: { "mlflowLens.modelChecks": [{ metric: "accuracy", atLeast: 0.5 }, { require: "description" }] },
});
await bench.openContainer("MLflow");
const view = bench.view("Models");
await view.open();

test("the page draws only the rows in sight, and goes to the last by a key", async () => {
  await view.row("nightly").click();
  const page = await bench.pageInEditor();
  const grid = page.getByRole("grid", { name: "Versions" });
  await grid.locator("#row-500").waitFor();
  assert.equal(await grid.getAttribute("aria-rowcount"), "501");
  assert.ok((await grid.locator("tbody tr[id]").count()) < 100);
  await grid.focus();
  await bench.page.keyboard.press("End");
  await page.getByRole("heading", { name: "Version 1", exact: true }).waitFor();
  await grid.locator("#row-1").waitFor();
  assert.equal(await grid.locator("#row-500").count(), 0);
  await bench.screenshot("model-500-versions");
});

test("versions are found by what stands in their row", async () => {
  const page = await bench.pageInEditor();
  await page.getByRole("grid", { name: "Versions" }).focus();
  await bench.page.keyboard.press("/");
  await bench.page.keyboard.type("night 42");
  await page.getByText("15 of 500").waitFor();
});

test("the board and the history of 500 versions are drawn in part", async () => {
  const page = await bench.pageInEditor();
  await page.getByRole("tab", { name: "Board" }).click();
  const more = page.getByRole("button", { name: "Show more (470)" });
  await more.waitFor();
  await more.click();
  assert.equal(await page.locator(".card").count(), 130);
  await page.getByRole("tab", { name: "History" }).click();
  await page.getByText("Show more (300)").waitFor();
  assert.equal(await page.getByRole("list", { name: "History" }).locator("li").count(), 200);
});

test("cards tell their checks as they come into sight, the oldest too", async () => {
  const page = await bench.pageInEditor();
  await page.getByRole("tab", { name: "Board" }).click();
  const card = (version: number) => page.locator(".card").filter({ hasText: `v${version}` });
  const told = page.locator(".card").filter({ hasText: "checks 2/2" });
  await card(500).getByText("checks 2/2").waitFor();
  // What nobody sees yet is not looked at.
  assert.ok((await told.count()) < 30, `${await told.count()} told`);
  await page.getByRole("button", { name: "Show more (470)" }).click();
  await page.getByRole("button", { name: "Show more (370)" }).click();
  await card(280).scrollIntoViewIfNeeded();
  await card(280).getByText("checks 2/2").waitFor();
  assert.ok((await told.count()) < 100, `${await told.count()} told`);
  await bench.screenshot("model-500-board");
});

test("a narrow page reflows, and nothing but the table scrolls sideways", async () => {
  await bench.page.setViewportSize({ width: 700, height: 900 });
  const page = await bench.pageInEditor();
  for (const tab of ["Versions", "Board", "History", "Lineage"]) {
    await page.getByRole("tab", { name: tab }).click();
    await eventually(async () => {
      const [wide, wanted] = await page
        .locator("html")
        .evaluate((root: { clientWidth: number; scrollWidth: number }) => [root.clientWidth, root.scrollWidth]);
      assert.ok((wanted ?? 0) <= (wide ?? 0), `${tab}: ${wanted} in ${wide}`);
    });
  }
  await bench.screenshot("model-narrow");
});

test("of 500 versions the view shows a page, and more when asked", async () => {
  await view.row("nightly").expand();
  await view.row("v500").content();
  await view.row("Load more (400)").click();
  await view.row("Load more (300)").content();
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
