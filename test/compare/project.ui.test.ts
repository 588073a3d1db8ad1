import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { test } from "node:test";
import { python, pythonEnvironment } from "../../scripts/bootstrap/python.mjs";
import { temporaryFolder } from "../fixtures.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { comparePage } from "./comparePage.ts";

// A project below the root of a repository, run by the real `mlflow run` at two commits, and a run of which MLflow 3 itself
// kept what was not committed.
const workspace = temporaryFolder();
const program = python("3.17");
const mlflow = (...args: string[]) =>
  execFileSync(program, args, {
    cwd: workspace,
    env: {
      ...process.env,
      ...pythonEnvironment,
      PATH: dirname(program) + delimiter + process.env["PATH"],
      MLFLOW_TRACKING_URI: `sqlite:///${join(workspace, "mlflow.db")}`,
      MLFLOW_DISABLE_TELEMETRY: "true",
    },
    stdio: "pipe",
  });
const git = (...args: string[]) =>
  execFileSync("git", ["-C", workspace, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args]);
const write = (path: string, text: string) => writeFileSync(join(workspace, path), text);
const training = (rate: string) => `import mlflow

with mlflow.start_run():
    mlflow.log_metric("loss", ${rate})
`;
const run = (name: string) => mlflow("-m", "mlflow", "run", "flowers", "--env-manager", "local", "--run-name", name);

git("init", "-q", "-b", "main");
mkdirSync(join(workspace, "flowers"));
write(".gitignore", "mlflow.db\nmlruns\n__pycache__\n");
write("flowers/MLproject", "name: flowers\nentry_points:\n  main:\n    command: python train.py\n");
write("flowers/train.py", training("0.1"));
write("notes.txt", "first\n");
git("add", "-A");
git("commit", "-q", "-m", "first");
run("slow");
write("flowers/train.py", training("0.5"));
write("notes.txt", "second\n");
git("add", "-A");
git("commit", "-q", "-m", "second");
run("fast");
write("notes.txt", "third, not committed\n");
write(
  "versioned.py",
  `import mlflow

mlflow.genai.enable_git_model_versioning()
with mlflow.start_run(run_name="versioned"):
    mlflow.log_metric("loss", 0.2)
`,
);
mlflow("versioned.py");
write("flowers/train.py", "# something else\n");

const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
const page = comparePage(bench);

test("runs of a project: what differs in the files of the entry point, apart from all files", async () => {
  await view.row("Default").expand();
  await view.row("slow").click();
  await view.row("fast").addToSelection();
  await view.row("versioned").addToSelection();
  await view.row("fast").pick("Compare Runs");
  await page.isShown("Compare 3 Runs");
  await page.pickBaseline("slow");
  await eventually(async () => assert.equal(await page.cellOf("Source", "fast"), "Δ 2 lines ≠"));
  assert.equal(await page.cellOf("Source", "slow"), "flowers/train.py");
  assert.equal(await page.cellOf("All files", "fast"), "2 files ≠");
  const names = (await page.frame()).locator(".compare-run-name .key > [aria-hidden]");
  const cut = await names.evaluateAll((parts: { scrollWidth: number; clientWidth: number; textContent: string }[]) =>
    parts.filter((part) => part.scrollWidth > part.clientWidth).map((part) => part.textContent),
  );
  assert.deepEqual(cut, [], "names that have room are whole");
  await bench.screenshotInAllThemes("compare-project");
  await (await page.cell("Source", "fast")).getByRole("button").click();
  const diff = bench.page.locator(".part.editor .monaco-diff-editor").first();
  await diff.waitFor();
  await eventually(async () => {
    const text = (await diff.innerText()).replaceAll("\u00a0", " ");
    assert.ok(text.includes('log_metric("loss", 0.1)') && text.includes('log_metric("loss", 0.5)'), text);
  });
  const tab = bench.page.locator(".part.editor .tab.active").filter({ hasText: "train.py (slow ↔ fast)" });
  await tab.hover();
  await tab.locator(".tab-actions .action-label").click();
  await page.isShown("Compare 3 Runs");
});

test("the patch that MLflow's Git versioning logged of a run opens, and no run at another commit has it", async () => {
  assert.equal(await page.cellOf("Uncommitted changes", "versioned"), "uncommitted.diff +");
  assert.equal(await page.cellOf("Uncommitted changes", "fast"), "–");
  await (await page.cell("Uncommitted changes", "versioned")).getByRole("button").click();
  await bench.tab("uncommitted.diff").waitFor();
  await eventually(async () => assert.match(await bench.editorText(), /-second\s+\+third, not committed/));
});

test("nothing went wrong on the way", async () => {
  assert.deepEqual(bench.consoleErrors, []);
});
