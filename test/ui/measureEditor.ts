// Measures, for the bench, what a user waits for in the editor:  node measureEditor.ts RESULTS.json
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { unpackSample } from "../../src/sample/unpack.ts";
import { openWorkbench, type Workbench } from "./workbench.ts";

const times = 10;
const script = `
import os, sys, time
os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
import mlflow
mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_experiment("measured")
with mlflow.start_run(run_name="live"):
    mlflow.log_metric("loss", 0, step=0)
    print("ready", flush=True)
    for step, _ in enumerate(sys.stdin, 1):
        mlflow.log_metric("loss", step, step=step)
        print(time.time() * 1000, flush=True)
`;
const [results] = process.argv.slice(2);
if (results === undefined) throw new Error("Say where the results go.");

const scratch = mkdtempSync(join(tmpdir(), "lens-bench-"));
const root = resolve(import.meta.dirname, "../..");
const workspace = await unpackSample(join(root, "media", "sample", "workspace.tar.gz"), scratch);
const bench = await openWorkbench({ workspace });
after(() => rmSync(scratch, { recursive: true, force: true }));
const view = bench.view("Experiments");

/** Milliseconds of the extension host that VS Code itself counted for our activation. */
async function activation(): Promise<number> {
  await bench.runCommand("Developer: Show Running Extensions");
  const row = bench.page.locator(".runtime-extensions-editor .monaco-list-row").filter({ hasText: "MLflow Lens" });
  const [, ms] = /Activation: (\d+)ms/.exec(await row.innerText()) ?? [];
  await bench.closeAllTabs();
  return Number(ms);
}

const activations: number[] = [];
const loads: number[] = [];
for (let round = 0; round < times; round++) {
  const started = performance.now();
  await bench.reload();
  await bench.openContainer("MLflow");
  await view.row("iris").content();
  loads.push(performance.now() - started);
  activations.push(await activation());
}

writeFileSync(results, JSON.stringify({ activations, loads, writes: await writesToView(bench) }));
await bench.close();

/** From a commit of a real training to its value on screen. */
async function writesToView({ page }: Workbench): Promise<number[]> {
  const python = join(root, ".cache", "python", "3.17", "bin", "python");
  const training = spawn(python, ["-c", script, `file://${workspace}/mlruns`], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: training.stdout })[Symbol.asyncIterator]();
  await lines.next();
  await view.row("measured").expand();
  const waits: number[] = [];
  for (let step = 1; step <= times; step++) {
    training.stdin.write("\n");
    const { value } = await lines.next();
    await page.locator(".sidebar .monaco-list-row").getByText(`loss ${step}`).first().waitFor();
    waits.push(Date.now() - Number(value));
  }
  training.stdin.end();
  return waits;
}
