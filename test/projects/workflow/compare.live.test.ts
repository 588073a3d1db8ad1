import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { python, pythonEnvironment } from "../../../scripts/bootstrap/python.mjs";
import { temporaryFolder } from "../../fixtures.ts";
import { copySample } from "../../sample/copy.ts";

const media = resolve(import.meta.dirname, "../../../media");

/** Runs what a workflow runs, with the real MLflow, and answers the job's summary. */
async function summaryOf(version: string, workspace: string, args: readonly string[]): Promise<string> {
  const program = python(version);
  const summary = join(temporaryFolder(), "summary.md");
  writeFileSync(summary, "");
  await promisify(execFile)(program, [join(media, "workflow", "run_and_compare.py"), ...args], {
    cwd: workspace,
    env: {
      ...process.env,
      ...pythonEnvironment,
      PATH: dirname(program) + delimiter + process.env["PATH"],
      GITHUB_STEP_SUMMARY: summary,
      MLFLOW_TRACKING_URI: `file://${workspace}/mlruns`,
      MLFLOW_ALLOW_FILE_STORE: "true",
      MLFLOW_DISABLE_TELEMETRY: "true",
      GIT_PYTHON_REFRESH: "quiet",
    },
  }).catch((error: unknown) => {
    // A run that failed fails the job, and its summary says so.
    if (readFileSync(summary, "utf8") === "") throw error;
  });
  return readFileSync(summary, "utf8");
}

test("a run is compared with the version in production, by MLflow 3.17", async () => {
  const workspace = await copySample();
  const options = ["--entry-point=main", "--model=iris-forest", "-Pn_estimators=2", "-Pmax_depth=1"];
  const lines = (await summaryOf("3.17", workspace, options)).split("\n");
  assert.equal(lines[0], "## main: forest-2");
  assert.ok(lines.includes("Compared with iris-forest v2, in production."), lines.join("\n"));
  assert.ok(lines.includes("| metric | production | this run | difference |"));
  const accuracy = lines.find((line) => line.startsWith("| accuracy |"));
  assert.match(accuracy ?? "", /^\| accuracy \| 0\.\d+ \| 0\.\d+ \| [+-]0\.\d+ \([+-]\d+\.\d%\) \|$/);
  assert.match(lines.join("\n"), /\| n\\_estimators \| \d+ \| 2 \|/);
  assert.match(lines.join("\n"), /^Run `[0-9a-f]{32}`, finished\.$/m);
});

test("what is not in production yet is said, by MLflow 1.30; a text is no Markdown", async () => {
  const workspace = temporaryFolder();
  cpSync(join(media, "quickStart"), workspace, { recursive: true });
  const text = await summaryOf("1.30", workspace, ["--model=<b>|`x`", "-Pn_estimators=2"]);
  assert.match(text, /^No version of &lt;b&gt;\\\|\\`x\\` is in production yet\.$/m);
  assert.match(text, /^\| metric \| this run \|\n\| --- \| ---: \|\n\| accuracy \| 0\.\d+ \|$/m);
});

test("a run that fails is told", async () => {
  const workspace = temporaryFolder();
  writeFileSync(join(workspace, "MLproject"), "entry_points:\n  main:\n    command: python -c 'exit(3)'\n");
  assert.match(await summaryOf("3.17", workspace, []), /^## main failed\n\nRun \\\(ID '[0-9a-f]+'\\\) failed\n$/);
  assert.ok(!existsSync(join(workspace, "mlflow.db")));
});
