import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const workspace = await copySample();
const bench = await openWorkbench({ workspace, settings: { "mlflowLens.userName": "Ada" } });
await bench.openContainer("MLflow");
const view = bench.view("Models");
await view.open();
const experiments = bench.view("Experiments");
// What is compared has to be in sight.
await bench.view("Projects").close();
await experiments.close();
const labels = async () => (await view.rows()).map((row) => row.label);
const shows = (...wanted: string[]) => eventually(async () => assert.deepEqual(await labels(), wanted));

test("registered models with what serves, and their versions, newest first; prompts are not among them", async () => {
  const model = await view.row("iris-forest").content();
  assert.match(model.description, /^Production v2 · Staging v3 · \d/);
  assert.match((await view.row("petal-length").content()).description, /^no versions · /);
  await view.row("iris-forest").expand();
  await shows("iris-forest", "v4", "v3", "v2", "v1", "petal-length");
  const [, fourth, third, second, first] = await view.rows();
  assert.match(second?.description ?? "", /^Production · champion, herbarium · \d/);
  assert.match(third?.description ?? "", /^Staging · challenger · \d/);
  assert.deepEqual(
    [fourth, third, second, first].map((row) => row?.icon),
    ["circle-outline", "circle-filled", "verified-filled", "archive"],
  );
  assert.match(second?.ariaLabel ?? "", /^version 2, Production, champion, herbarium/);
  await bench.screenshotInAllThemes("models-view");
});

test("the tooltip of a version tells its origin, its tags and its description", async () => {
  const text = await view.row("v2").tooltip();
  for (const part of ["Production", "champion", "Run ID", "validated_by", "grace", "steadier"]) {
    assert.ok(text.includes(part), `${part} is missing in: ${text}`);
  }
});

test("models are filtered by a part of their name or in MLflow's syntax, and sorted", async () => {
  await view.row("iris-forest").collapse();
  await view.clickTitleAction("Filter Models...");
  await bench.fill("tags.task >");
  await eventually(async () => assert.match(await bench.inputMessage(), /Invalid clause\(s\) in filter string/));
  await bench.type("petal");
  await shows("petal-length");
  await bench.runCommand("MLflow: Filter Models...");
  await bench.type("tags.task = 'nothing'");
  await eventually(async () => assert.match(await view.welcome(), /No registered model matches the filter/));
  await view.clickWelcome("Clear Filter");
  await shows("iris-forest", "petal-length");
  await bench.runCommand("MLflow: Sort Models...");
  await bench.pick("Name, Z to A");
  await shows("petal-length", "iris-forest");
  await bench.runCommand("MLflow: Sort Models...");
  await bench.pick("Name, A to Z");
  await shows("iris-forest", "petal-length");
});

test("URIs and the Python that loads a version are copied", async () => {
  await view.row("iris-forest").expand();
  await view.row("v2").pick("Copy Model URI");
  await eventually(async () => assert.equal(await bench.clipboard(), "models:/iris-forest/2"));
  await view.row("v3").pick("Copy Model URI by Alias");
  await eventually(async () => assert.equal(await bench.clipboard(), "models:/iris-forest@challenger"));
  await view.row("v2").pick("Copy Python Code of Model");
  await eventually(async () =>
    assert.match(await bench.clipboard(), /^import mlflow\n[^]*load_model\("models:\/iris-forest\/2"\)\n$/),
  );
});

test("a model is created, and a version is registered from a run", async () => {
  await view.clickTitleAction("Create Model...");
  // The database is read by the bundled reader here, which never writes: only the folder is left to write to.
  await bench.type("rosette");
  await view.row("rosette").content();
  await bench.closeAllTabs();
  await experiments.open();
  await experiments.row("iris").expand();
  await experiments.row("forest-8").pick("Register Model Version...");
  await bench.pick("rosette");
  await view.row("rosette").expand();
  assert.match((await view.row("rosette").content()).description, /^1 version · now/);
  await bench.closeAllTabs();
});

test("a version is registered from a folder with an MLmodel, and from no other", async () => {
  await experiments.row("forest-8").expand();
  await experiments.row("Artifacts").expand();
  await experiments.row("plots").pick("Register Model Version...");
  await bench.toast("This folder holds no MLmodel file").text();
  await bench.closeToasts();
  await experiments.row("model").pick("Register Model Version...");
  await bench.pick("rosette");
  await eventually(async () => assert.match((await view.row("rosette").content()).description, /^2 versions/));
  await bench.closeAllTabs();
  await experiments.row("iris").collapse();
});

test("aliases, tags and descriptions are set, and models renamed", async () => {
  const folder = join(workspace, "mlruns", "models", "rosette");
  await view.row("rosette").pick("Edit Model Description...");
  await bench.type("Counts *petals*");
  await eventually(() => assert.match(readFileSync(join(folder, "meta.yaml"), "utf8"), /Counts \*petals\*/));
  await view.row("rosette").pick("Set Model Tag...");
  await bench.type("team");
  await bench.type("botany");
  await eventually(() => assert.equal(readFileSync(join(folder, "tags", "team"), "utf8"), "botany"));
  await bench.runCommand("MLflow: Set Model Alias...");
  await bench.pick("rosette");
  await bench.pick("v2");
  await bench.type("herbarium");
  await eventually(() => assert.equal(readFileSync(join(folder, "aliases", "herbarium"), "utf8"), "2"));
  await view.row("rosette").pick("Rename Model...");
  await bench.type("rosettes");
  await view.row("rosettes").content();
  assert.ok(existsSync(join(workspace, "mlruns", "models", "rosettes", "version-2")));
});

test("a deletion is asked for first: it says what will be lost, and offers the report", async () => {
  await view.row("rosettes").pick("Delete from Registry...");
  const dialog = bench.dialog("Delete the model rosettes?");
  assert.match(await dialog.text(), /2 versions will be lost[^]*herbarium[^]*history/);
  await bench.screenshotInAllThemes("models-delete");
  await dialog.click("Export Report...");
  const report = join(workspace, "rosettes-report.md");
  await bench.typeFile(report);
  await eventually(() =>
    assert.match(readFileSync(report, "utf8"), /^# rosettes[^]*n\\_estimators[^]*alias herbarium set/),
  );
  await bench.dialog("Delete the model rosettes?").click("Delete");
  await eventually(async () => assert.ok(!(await labels()).includes("rosettes")));
  assert.ok(!existsSync(join(workspace, "mlruns", "models", "rosettes")));
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
