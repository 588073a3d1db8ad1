import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { python } from "../../scripts/bootstrap/python.mjs";
import { temporaryFolder } from "../fixtures.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const workspace = temporaryFolder();
const script = `import pandas as pd
from sklearn.tree import DecisionTreeClassifier

flowers = pd.read_csv("flowers.csv")
DecisionTreeClassifier().fit(flowers[["length"]], flowers["kind"])
`;
writeFileSync(join(workspace, "train.py"), script);
writeFileSync(join(workspace, "fit.py"), "import xgboost\n\nxgboost.train({}, data)\n");
writeFileSync(join(workspace, "shapes.py"), "def area(a, b):\n    return a * b\n");
mkdirSync(join(workspace, ".vscode"));
writeFileSync(join(workspace, ".vscode", "settings.json"), JSON.stringify({ "mlflowLens.pythonPath": python("3.17") }));
const bench = await openWorkbench({ workspace });
async function open(name: string): Promise<void> {
  await bench.runCommand("Go to File...");
  await bench.fill(name);
  await bench.pick(name);
  await bench.tab(name).waitFor();
}

const preview = bench.page.locator(".part.editor .tab").filter({ hasText: "What Is Missing" });

/** Chooses what is wanted, and waits for the preview. */
async function choose(...unwanted: string[]): Promise<void> {
  await bench.runCommand("MLflow: Log What Is Missing...");
  await bench.page.locator(".quick-input-list").getByText("Uncommitted changes").waitFor();
  // A click takes one away.
  await bench.pickMany(...unwanted);
  await preview.waitFor();
}

test("what is missing is chosen and shown before anything changes", async () => {
  await open("train.py");
  await bench.runCommand("MLflow: Log What Is Missing...");
  await eventually(async () => {
    // Each with its explanation below it.
    const labels = (await bench.picks()).filter((_, index) => index % 2 === 0);
    assert.deepEqual(labels, ["Automatic logging", "Data", "Environment", "Uncommitted changes"]);
  });
  await bench.screenshotInAllThemes("logging-parts");
  await bench.cancel();
  await choose("Uncommitted changes");
  const question = bench.toast("Insert what is missing into train.py?");
  assert.deepEqual(await question.buttons(), ["Insert", "Discard"]);
  await bench.page.locator(".part.editor").getByText("autolog").first().waitFor();
  await bench.screenshot("logging-preview");
  await question.click("Discard");
  await preview.waitFor({ state: "detached" });
  assert.ok(!(await bench.editorText()).includes("autolog"));
});

test("what was chosen is inserted, by the toast or the title of the preview; then nothing is missing", async () => {
  await choose("Uncommitted changes");
  await bench.toast("Insert what is missing into train.py?").click("Insert");
  await preview.waitFor({ state: "detached" });
  await eventually(async () => assert.match(await bench.editorText(), /mlflow\.sklearn\.autolog\(\)/));
  assert.ok(!(await bench.editorText()).includes("uncommitted.diff"));
  await choose();
  await bench.page.locator(".part.editor .action-label[aria-label='Insert What Is Missing']").click();
  await preview.waitFor({ state: "detached" });
  await eventually(async () => assert.match(await bench.editorText(), /uncommitted\.diff/));
  await bench.screenshot("logging-inserted");
  await bench.closeToasts();
  await bench.runCommand("MLflow: Log What Is Missing...");
  assert.match(await bench.toast("Nothing is missing").text(), /models, data, packages and changes/);
  await bench.closeToasts();
});

test("it is a code action on imports", async () => {
  await open("fit.py");
  await bench.page.locator(".part.editor .view-line").filter({ hasText: "xgboost" }).first().click();
  await bench.page.keyboard.press("Control+.");
  await bench.page.locator(".action-widget").getByText("Log What Is Missing to MLflow...").waitFor();
  await bench.screenshot("logging-action");
  await bench.page.keyboard.press("Escape");
});

test("a module that starts no run is told so", async () => {
  await open("shapes.py");
  await bench.runCommand("MLflow: Log What Is Missing...");
  assert.match(await bench.toast("starts no run").text(), /Open the one that starts the run/);
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
