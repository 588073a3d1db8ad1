import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { runsPage } from "./runsPage.ts";

// A real training that goes on only when it is told to, while the table of its experiment is open.
const training = `
import os, sys
os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
import mlflow
mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_experiment("live")
mlflow.start_run(run_name="first")
print("done start", flush=True)
for line in sys.stdin:
    word, *rest = line.split()
    if word == "metric":
        mlflow.log_metric(rest[0], float(rest[1]), step=int(rest[2]))
    elif word == "next":
        mlflow.end_run()
        mlflow.start_run(run_name=rest[0])
    elif word == "rename":
        client = mlflow.MlflowClient()
        client.rename_experiment(client.get_experiment_by_name("live").experiment_id, rest[0])
    elif word == "end":
        mlflow.end_run()
    print("done", line.strip(), flush=True)
`;

const scratch = mkdtempSync(join(tmpdir(), "lens-live-"));
after(() => rmSync(scratch, { recursive: true, force: true }));
const script = join(scratch, "training.py");
writeFileSync(script, training);
const workspace = mkdtempSync(join(scratch, "workspace-"));
const python = resolve(import.meta.dirname, "../../.cache/python/3.17/bin/python");

/** Starts the training; the function tells it a word and resolves once it has done it. */
async function train(uri: string): Promise<(line: string) => Promise<void>> {
  const process = spawn(python, [script, uri], { cwd: workspace, stdio: ["pipe", "pipe", "inherit"] });
  after(() => process.kill());
  const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  const done = async (line: string) => assert.equal((await lines.next()).value, `done ${line}`);
  await done("start");
  return async (line) => {
    process.stdin.write(`${line}\n`);
    await done(line);
  };
}

const tellFolder = await train(`file://${workspace}/mlruns`);
const tellDatabase = await train(`sqlite:///${workspace}/mlflow.db`);
const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
const patient = { timeoutMs: 30_000 };

test("the view has the number of running runs as a badge", async () => {
  await eventually(
    async () =>
      assert.equal(await bench.page.locator(".activitybar .action-item.checked .badge-content").innerText(), "2"),
    patient,
  );
});

for (const [store, other, tell] of [
  ["mlruns", "mlflow.db", tellFolder],
  ["mlflow.db", "mlruns", tellDatabase],
] as const) {
  test(`metrics move, runs appear and end, and a new name is taken up in an open table of ${store}`, async () => {
    await bench.closeAllTabs();
    await view.row(other).collapse();
    await view.row(store).expand();
    await view.row("live").click();
    await tell("metric loss 0.5 0");
    const page = await runsPage(bench);
    await page.head("loss").waitFor({ timeout: 30_000 });
    const cell = async (row: number) => (await page.column("loss"))[row];
    await eventually(async () => assert.equal(await cell(0), "0.5"), patient);
    await tell("metric loss 0.25 1");
    await eventually(async () => assert.equal(await cell(0), "0.25"), patient);
    await page.pickFromHead("loss", "Greatest Value");
    await page.head("loss max").waitFor();
    await eventually(async () => assert.equal((await page.column("loss max"))[0], "0.5"), patient);
    await tell("metric loss 0.75 2");
    await eventually(async () => assert.equal((await page.column("loss max"))[0], "0.75"), patient);
    await page.pickFromHead("loss max", "Last Value");
    await page.row(0).locator(".status-running").waitFor();
    await tell("next second");
    await eventually(async () => assert.deepEqual(await page.names(), ["second", "first"]), patient);
    assert.equal(await page.count(), "2 of 2 runs");
    await tell("metric loss 0.125 0");
    await eventually(async () => assert.deepEqual(await page.column("loss"), ["0.125", "0.75"]), patient);
    await bench.screenshot(`runs-live-${store}`);
    await tell(`rename ${store}-renamed`);
    await page.frame.getByRole("heading", { name: `${store}-renamed` }).waitFor({ timeout: 30_000 });
    await tell("end");
    await eventually(async () => assert.equal(await page.grid.locator(".status-finished").count(), 2), patient);
  });
}

test("the badge goes with the last running run", async () => {
  await bench.page
    .locator(".activitybar .action-item.checked .badge-content")
    .waitFor({ state: "hidden", timeout: 30_000 });
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
