import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { test } from "node:test";
import { python, pythonEnvironment } from "../../scripts/bootstrap/python.mjs";
import { temporaryFolder } from "../fixtures.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { comparePage } from "./comparePage.ts";

// Two trainings by the real MLflow at two commits of a repository, whose tree has changed since.
const workspace = temporaryFolder();
const training = (rate: string) => `
import mlflow

mlflow.set_tracking_uri("file:mlruns")
with mlflow.start_run(run_name="rate-${rate}"):
    rate = ${rate}
    mlflow.log_param("rate", rate)
    for step in range(20):
        mlflow.log_metric("loss", 1 / (1 + rate * step), step=step)
    mlflow.log_text("mlflow==3.17.2\\nnumpy==${rate === "0.1" ? "2.1.0\\nold==1" : "2.10.0\\nfresh==1"}\\n", "requirements.txt")
    mlflow.log_text("The rate was ${rate}.\\n", "notes/report.txt")
    mlflow.log_text("the same\\n", "notes/same.txt")
`;
const git = (...args: string[]) =>
  execFileSync("git", ["-C", workspace, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args]);
const program = python("3.17");
const train = () =>
  execFileSync(program, ["train.py"], {
    cwd: workspace,
    env: {
      ...process.env,
      ...pythonEnvironment,
      PATH: dirname(program) + delimiter + process.env["PATH"],
      MLFLOW_ALLOW_FILE_STORE: "true",
      MLFLOW_DISABLE_TELEMETRY: "true",
    },
  });
git("init", "-q");
writeFileSync(join(workspace, ".gitignore"), "mlruns\n");
writeFileSync(join(workspace, "train.py"), training("0.1"));
git("add", "-A");
git("commit", "-q", "-m", "first");
train();
writeFileSync(join(workspace, "train.py"), training("0.5"));
writeFileSync(join(workspace, "model.py"), "layers = 3\n");
git("add", "-A");
git("commit", "-q", "-m", "second");
writeFileSync(
  join(workspace, "train.py"),
  `${training("0.5")}    mlflow.log_text("+rate = 0.7\\n", "changes.patch")\n`,
);
train();
writeFileSync(join(workspace, "train.py"), "# something else\n");

const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
const page = comparePage(bench);
const diff = bench.page.locator(".part.editor .monaco-diff-editor").first();
/** Waits for the tab that was opened from the page, and closes it. */
const backToPage = async (title: string) => {
  const tab = bench.page.locator(".part.editor .tab.active").filter({ hasText: title });
  await tab.hover();
  await tab.locator(".tab-actions .action-label").click();
  await page.isShown("Compare 2 Runs");
};

test("the code of two commits: how many lines differ, and the diff although the tree has changed since", async () => {
  await view.row("Default").expand();
  await view.row("rate-0.1").click();
  await view.row("rate-0.5").addToSelection();
  await view.row("rate-0.5").pick("Compare Runs");
  await page.isShown("Compare 2 Runs");
  await page.pickBaseline("rate-0.1");
  await eventually(async () => assert.equal(await page.cellOf("Source", "rate-0.5"), "Δ 8 lines ≠"));
  await bench.screenshotInAllThemes("compare-code");
  await (await page.cell("Source", "rate-0.5")).getByRole("button").click();
  await diff.waitFor();
  await eventually(async () => {
    const text = (await diff.innerText()).replaceAll("\u00a0", " ");
    assert.ok(text.includes("rate = 0.1") && text.includes("rate = 0.5"), text);
  });
  await bench.screenshot("compare-code-diff");
  await backToPage("train.py (rate-0.1 ↔ rate-0.5)");
});

test("all files that differ open side by side", async () => {
  assert.equal(await page.cellOf("All files", "rate-0.5"), "2 files ≠");
  await (await page.cell("All files", "rate-0.5")).getByRole("button").click();
  await bench.page.locator(".part.editor .multiDiffEntry, .part.editor .multiDiffEditor").first().waitFor();
  await bench.page.locator(".part.editor").getByText("model.py").first().waitFor();
  await bench.screenshot("compare-code-files");
  await backToPage("rate-0.1 ↔ rate-0.5");
});

test("a patch that was logged beside the run opens", async () => {
  assert.equal(await page.cellOf("Uncommitted changes", "rate-0.5"), "changes.patch +");
  await (await page.cell("Uncommitted changes", "rate-0.5")).getByRole("button").click();
  await bench.tab("changes.patch").waitFor();
  await eventually(async () => assert.match(await bench.editorText(), /\+rate = 0\.7/));
  await backToPage("changes.patch");
});

test("packages are added, removed, up and down", async () => {
  const of = (row: string) => page.cellOf(row, "rate-0.5");
  assert.deepEqual(
    [await of("numpy"), await of("fresh"), await of("old"), await of("mlflow")],
    ["2.10.0 ↑", "1 +", "−", "3.17.2 ="],
  );
});

test("artifacts differ by their content, and open in the diff editor", async () => {
  await page.scrollTo("Artifacts");
  await eventually(async () => assert.match(await page.cellOf("notes/report.txt", "rate-0.5"), /≠$/));
  assert.match(await page.cellOf("notes/same.txt", "rate-0.5"), /=$/);
  await (await page.cell("notes/report.txt", "rate-0.5")).getByRole("button").click();
  await diff.waitFor();
  await eventually(async () => {
    const text = (await diff.innerText()).replaceAll("\u00a0", " ");
    assert.ok(text.includes("The rate was 0.1.") && text.includes("The rate was 0.5."), text);
  });
  await backToPage("notes/report.txt (rate-0.1 ↔ rate-0.5)");
});

test("both runs as YAML in the diff editor", async () => {
  const frame = await page.frame();
  await frame.getByRole("button", { name: "As Text" }).click();
  await diff.waitFor();
  await eventually(async () => {
    const text = (await diff.innerText()).replaceAll("\u00a0", " ");
    assert.match(text, /params:\s/);
  });
  await bench.screenshot("compare-text");
  await backToPage("rate-0.1 ↔ rate-0.5");
});

test("curves lie over each other, a chart for each metric", async () => {
  await page.scrollTo("Curves");
  const frame = await page.frame();
  await frame.getByRole("img", { name: "loss: 2 lines" }).waitFor();
  await bench.screenshotInAllThemes("compare-curves");
});

test("nothing went wrong on the way", async () => {
  assert.deepEqual(await bench.accessibilityProblems(), []);
  assert.deepEqual(bench.consoleErrors, []);
});
