import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const workspace = await copySample();
const write = (path: string, text: string) => {
  mkdirSync(join(workspace, path, ".."), { recursive: true });
  writeFileSync(join(workspace, path), text);
};
write("scripts/train.py", "print('trained')\n");
write(
  "tuning/mlPROJECT",
  `name: tuning
conda_env: gone.yaml
entry_points:
  main:
    parameters:
      depth: {type: int, default: deep}
      rate: float
    command: "python tune.py --depth {depth} --rate {speed}"
  quick:
    command: "python tune.py"
`,
);

const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Projects");

test("every MLproject of the workspace is shown with its entry points and their typed parameters", async () => {
  await view.row("main").expand();
  const depth = await view.row("max_depth").content();
  assert.deepEqual([depth.description, depth.icon], ["int = 3", "symbol-parameter"]);
  const main = await view.row("main").content();
  assert.match(main.description, /^python train\.py --n-estimators \{n_estimators\}/);
  await view.row("evaluate").expand();
  assert.equal((await view.row("model").content()).description, "uri, required");
  await view.row("evaluate").collapse();
  await view.row("main").collapse();
  assert.match((await view.row("iris").content()).description, /python_env\.yaml/);
});

test("a folder without an MLproject that has a train.py is a project too", async () => {
  assert.equal((await view.row("scripts").content()).icon, "folder");
  assert.equal((await view.row("train.py").content()).description, "");
});

test("what MLflow would fail on is in the view and at its line in the file", async () => {
  assert.equal((await view.row("tuning").content()).icon, "warning");
  const missing = `Project specified conda environment file ${join(workspace, "tuning", "gone.yaml")}, but no such file was found.`;
  await view.row(missing).click();
  await bench.tab("mlPROJECT").waitFor();
  await eventually(async () => assert.match(await bench.editorText(), /conda_env: gone\.yaml/));
  await eventually(async () => {
    const marks = await bench.page.locator(".part.editor .squiggly-error, .part.editor .squiggly-warning").count();
    assert.equal(marks, 3);
  });
  await bench.screenshotInAllThemes("projects");
});

test("a hover tells what a field means, and completion knows types and parameters", async () => {
  const { page } = bench;
  // In the middle of the word, which is no element of its own.
  await page
    .locator(".part.editor .view-line")
    .filter({ hasText: "deep" })
    .hover({ position: { x: 64, y: 9 } });
  await page.locator(".monaco-hover:not(.hidden)").getByText("depth: int = deep").first().waitFor();
  await page.locator(".part.editor .view-line").filter({ hasText: "float" }).first().click();
  await page.keyboard.press("End");
  for (let i = 0; i < "float".length; i++) await page.keyboard.press("Backspace");
  await page.keyboard.press("Control+Space");
  const suggestions = page.locator(".suggest-widget.visible .monaco-list-row");
  await suggestions.filter({ hasText: "path" }).first().waitFor();
  await bench.screenshot("projects-completion");
  await page.keyboard.press("Escape");
  await page.keyboard.type("float");
});

test("an entry point has lenses to run it, and a click on it in the view shows it", async () => {
  await view.row("sweep").click();
  await bench.tab("MLproject").waitFor();
  const lenses = bench.page.locator(".part.editor .codelens-decoration a");
  await eventually(async () => {
    const texts = (await lenses.allInnerTexts()).map((text) => text.trim());
    assert.deepEqual(texts.slice(0, 3), ["Run", "Run with…", "Debug"]);
  });
  await bench.screenshotInAllThemes("projects-lenses");
});

test("a new MLproject is started from a template", async () => {
  await bench.runCommand("MLflow: Create MLproject");
  await eventually(async () => assert.match(await bench.editorText(), /entry_points:/));
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
