import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const workspace = await copySample();
const runFolder = (name: string): string => {
  const mlruns = join(workspace, "mlruns");
  const folders = readdirSync(mlruns, { recursive: true, encoding: "utf8" });
  const tag = folders.find(
    (path) => path.endsWith("tags/mlflow.runName") && readFileSync(join(mlruns, path), "utf8") === name,
  );
  assert.ok(tag !== undefined, `no run ${name}`);
  return join(mlruns, tag, "../..");
};
const forest = runFolder("forest-5");
const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
await view.row("iris").expand();
await view.row("forest-5").click();
const page = await bench.pageInEditor();
const part = (name: string) => page.getByRole("region", { name, exact: true });
const button = (name: string) => page.getByRole("button", { name, exact: true });

test("a click on a run opens its page as a preview: what it is, whose, and since when", async () => {
  await page.locator(".run-title").getByRole("heading", { name: "forest-5" }).waitFor();
  assert.ok(await bench.isPreview("forest-5"));
  await page.getByRole("img", { name: "finished" }).waitFor();
  const facts = await page.locator(".facts").first().innerText();
  for (const fact of ["iris", "ada", "ago", "took 601ms"]) assert.ok(facts.includes(fact), facts);
  await button("Copy Run ID").click();
  await eventually(async () => assert.equal(await bench.clipboard(), forest.split("/").at(-1)));
});

test("the note is shown as Markdown", async () => {
  await part("Note").getByRole("heading", { name: "Good enough for production?" }).waitFor();
  assert.equal(await part("Note").locator("em").first().innerText(), "versicolor");
});

test("parameters, metrics, datasets with schema and digest, models with their signature, registered versions", async () => {
  assert.equal(
    await part("Parameters").getByRole("row", { name: "n_estimators" }).locator("td").first().innerText(),
    "5",
  );
  const accuracy = part("Metrics").getByRole("row", { name: "accuracy" });
  await eventually(async () => assert.match(await accuracy.innerText(), /0\.9333\s+0\.9333\s+0\.9333\s+0/));
  await part("Models").locator("summary").click();
  await part("Models").getByRole("row", { name: "petal width (cm) double" }).waitFor();
  await part("Models").getByText("MLflow 3.17.2").waitFor();
  await part("Datasets").locator("summary").click();
  await part("Datasets").getByText("8f9eb48c").first().waitFor();
  await part("Datasets").getByRole("row", { name: "target long" }).waitFor();
  assert.match(await part("Registered Versions").innerText(), /iris-forest v3\s+Staging\s*@challenger/);
  await bench.screenshotInAllThemes("run-overview");
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("the command to reproduce it is copied", async () => {
  const commit = readFileSync(join(forest, "tags/mlflow.source.git.commit"), "utf8");
  await button("Copy Command to Reproduce").click();
  await eventually(async () =>
    assert.equal(
      await bench.clipboard(),
      `git checkout ${commit}\nmlflow run . -P max_depth=3 -P n_estimators=5 -P seed=7`,
    ),
  );
});

test("tags are added, changed and deleted where they stand", async () => {
  const tagFile = join(forest, "tags/region");
  await button("Add Tag").click();
  await page.getByRole("textbox", { name: "Name of the Tag" }).fill("region");
  await page.getByRole("textbox", { name: "Value of the Tag" }).fill("north");
  await bench.page.keyboard.press("Enter");
  const row = part("Tags").getByRole("row", { name: "region" });
  await row.getByText("north").waitFor();
  assert.equal(readFileSync(tagFile, "utf8"), "north");
  await row.hover();
  await button("Change region").click();
  await page.getByRole("textbox", { name: "Value of region" }).fill("south");
  await bench.page.keyboard.press("Enter");
  await row.getByText("south").waitFor();
  assert.equal(readFileSync(tagFile, "utf8"), "south");
  await row.hover();
  await button("Delete region").click();
  await row.waitFor({ state: "detached" });
  assert.ok(!existsSync(tagFile));
});

test("a tag that MLflow refuses is told in its words, and changes nothing", async () => {
  const before = readdirSync(join(forest, "tags"));
  await button("Add Tag").click();
  await page.getByRole("textbox", { name: "Name of the Tag" }).fill("../outside");
  await bench.page.keyboard.press("Enter");
  await part("Tags").getByRole("alert").getByText("must not resolve to other names").waitFor();
  assert.deepEqual(readdirSync(join(forest, "tags")), before);
  await bench.screenshot("run-tag-refused");
  await button("Cancel (Escape)").click();
  await part("Tags").getByRole("alert").waitFor({ state: "detached" });
});

test("MLflow's own tags are shown on request", async () => {
  await page.getByRole("checkbox", { name: "Show MLflow's own tags" }).click();
  await part("Tags").getByRole("row", { name: "mlflow.source.type PROJECT" }).waitFor();
  await page.getByRole("checkbox", { name: "Show MLflow's own tags" }).click();
});

test("the page comes back after the window was loaded anew", async () => {
  await bench.reload();
  const again = await bench.pageInEditor();
  await again.locator(".run-title").getByText("forest-5").waitFor();
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
