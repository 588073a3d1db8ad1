import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

// What a plain `mlflow` 3.17 makes in an empty folder: a database, and artifacts beside it in `mlruns/`.
const workspace = mkdtempSync(join(tmpdir(), "lens-plain-"));
after(() => rmSync(workspace, { recursive: true, force: true, maxRetries: 5 }));
const python = resolve(import.meta.dirname, "../../.cache/python/3.17/bin/python");
const training = `
import mlflow
with mlflow.start_run(run_name="plain"):
    mlflow.log_metric("loss", 0.25)
    mlflow.log_text("hello", "greeting.txt")
`;
execFileSync(python, ["-c", training], { cwd: workspace, stdio: "ignore" });

const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");

test("a database with its artifacts in mlruns is one store, and its artifacts open", async () => {
  await view.row("Default").expand();
  await view.row("plain").expand();
  const labels = (await view.rows()).map((row) => row.label);
  assert.ok(!labels.includes("mlruns") && !labels.includes("mlflow.db"), labels.join());
  await view.row("Artifacts").expand();
  await view.row("greeting.txt").click();
  await bench.tab("greeting.txt").waitFor();
  await eventually(async () => assert.match(await bench.editorText(), /hello/));
  await bench.screenshot("experiments-plain-mlflow");
});
