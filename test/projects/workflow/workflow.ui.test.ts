import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { python } from "../../../scripts/bootstrap/python.mjs";
import { copySample } from "../../sample/copy.ts";
import { eventually } from "../../ui/eventually.ts";
import { openWorkbench } from "../../ui/workbench.ts";

const workspace = await copySample();
mkdirSync(join(workspace, ".vscode"));
writeFileSync(join(workspace, ".vscode", "settings.json"), JSON.stringify({ "mlflowLens.pythonPath": python("3.17") }));
const bench = await openWorkbench({ workspace });
const workflow = join(workspace, ".github", "workflows", "mlflow.yml");
const script = join(workspace, ".github", "mlflow", "run_and_compare.py");
await bench.openContainer("MLflow");
const view = bench.view("Projects");

/** Answers all questions, the model last. */
async function add(trees: string): Promise<void> {
  await view.row("main").pick("Add a Workflow...");
  await eventually(async () => assert.match(await bench.inputMessage(), /n_estimators/));
  await bench.type(trees);
  await eventually(async () => assert.match(await bench.inputMessage(), /max_depth/));
  await bench.type("3");
  await eventually(async () => assert.match(await bench.inputMessage(), /seed/));
  await bench.type("7");
  await eventually(async () => assert.match(await bench.inputMessage(), /Experiment that the workflow/));
  await bench.type("ci");
  await eventually(async () => assert.ok((await bench.picks()).includes("iris-forest")));
}

test("a workflow is asked for, written with its script, and opened", async () => {
  await add("4");
  await bench.screenshotInAllThemes("workflow-model");
  await bench.pick("iris-forest");
  await bench.tab("mlflow.yml").waitFor();
  const { jobs } = parse(readFileSync(workflow, "utf8")) as { jobs: { run: { steps: { run?: string }[] } } };
  const command = jobs.run.steps.at(-1)!.run!;
  assert.match(command, /--experiment=ci \\\n.*--model=iris-forest \\\n {2}-Pn_estimators=4 \\\n/s);
  assert.ok(existsSync(script));
  await bench.screenshot("workflow-written");
});

test("one that differs is not replaced unasked", async () => {
  writeFileSync(workflow, "name: Mine\n");
  await add("5");
  await bench.pick("None");
  const dialog = bench.dialog(/is there already/);
  assert.match(await dialog.text(), /\.github\/workflows\/mlflow\.yml is there already, with another content/);
  await bench.screenshot("workflow-replace");
  await dialog.click("Cancel");
  assert.equal(readFileSync(workflow, "utf8"), "name: Mine\n");
  await add("5");
  await bench.pick("None");
  await bench.dialog(/is there already/).click("Replace");
  await eventually(() => assert.match(readFileSync(workflow, "utf8"), /-Pn_estimators=5/));
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
