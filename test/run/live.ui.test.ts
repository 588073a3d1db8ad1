import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { openWorkbench } from "../ui/workbench.ts";

// A real training that goes on only when it is told to: what the page shows is compared after each step of it.
const training = `
import os, sys
os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
import mlflow
mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_experiment("live")
mlflow.start_run(run_name="learner")
print("done start", flush=True)
for line in sys.stdin:
    word, *rest = line.split()
    if word == "metric":
        mlflow.log_metric(rest[0], float(rest[1]), step=int(rest[2]))
    elif word == "many":
        for step in range(int(rest[1]), int(rest[2])):
            mlflow.log_metric(rest[0], 1 / (1 + step), step=step)
    elif word == "param":
        mlflow.log_param(rest[0], rest[1])
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

interface Observed {
  moments?: number[];
}

/** In the page: keeps when the chart was drawn with other points. */
function observeRedraws(element: Observed): void {
  const moments: number[] = (element.moments = []);
  const { MutationObserver } = globalThis as unknown as {
    MutationObserver: new (listener: () => void) => { observe(target: object, options: object): void };
  };
  new MutationObserver(() => void moments.push(performance.now())).observe(element, {
    attributeFilter: ["aria-label"],
  });
}

const tellFolder = await train(`file://${workspace}/mlruns`);
const tellDatabase = await train(`sqlite:///${workspace}/mlflow.db`);
const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");

for (const [store, other, tell] of [
  ["mlruns", "mlflow.db", tellFolder],
  ["mlflow.db", "mlruns", tellDatabase],
] as const) {
  test(`points, parameters and the end of a run in ${store} show on its page as they are logged`, async () => {
    await bench.closeAllTabs();
    await view.row(other).collapse();
    await view.row(store).expand();
    await view.row("live").expand();
    await view.row("learner").click();
    const page = await bench.pageInEditor();
    await page.getByRole("img", { name: "running" }).waitFor();
    await page.getByText("This run has logged no parameters and no metrics yet.").waitFor();
    await tell("param depth 3");
    await page.getByRole("row", { name: "depth 3" }).waitFor();
    await tell("metric loss 0.5 0");
    await page.getByRole("tab", { name: "Charts" }).click();
    const points = async (count: number) =>
      page.getByRole("img", { name: `loss: ${count} points` }).waitFor({ timeout: 20_000 });
    await points(1);
    await tell("metric loss 0.25 1");
    await points(2);
    await page.getByRole("button", { name: "Enlarge loss" }).click();
    const large = page.getByRole("region", { name: "loss", exact: true });
    const canvas = large.locator("canvas");
    await canvas.waitFor();
    await canvas.evaluate(observeRedraws);
    await tell("many loss 2 120");
    await large.getByText("120 points").waitFor({ timeout: 20_000 });
    const moments = await canvas.evaluate((element: Observed) => element.moments ?? []);
    const seconds = (moments.at(-1)! - moments[0]!) / 1_000;
    assert.ok(moments.length <= 10 * seconds + 2, `${moments.length} redraws in ${seconds} s`);
    await tell("metric loss nan 120");
    await page
      .getByRole("img", { name: /loss: 121 points.* to NaN at 120/ })
      .first()
      .waitFor();
    await bench.screenshot(`run-live-${store}`);
    await tell("end");
    await page.getByRole("img", { name: "finished" }).waitFor();
    await page.getByText("took").waitFor();
  });
}

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
