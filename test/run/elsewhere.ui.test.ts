import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { python, pythonEnvironment } from "../../scripts/bootstrap/python.mjs";
import { temporaryFolder } from "../fixtures.ts";
import { copySample } from "../sample/copy.ts";
import { openWorkbench } from "../ui/workbench.ts";

const workspace = await copySample();

/** The real MLflow, as in another window: it does a line of Python and answers what the last name in it stands for. */
function mlflow(uri: string): (line: string) => Promise<string> {
  const program = `
import sys
from mlflow import MlflowClient
client = MlflowClient(sys.argv[1])
experiment = next(each for each in client.search_experiments() if each.name == sys.argv[2])
run = client.search_runs([experiment.experiment_id])[0].info.run_id
for line in sys.stdin:
    answer = eval(line)
    print("answer", answer, flush=True)
`;
  const experiment = uri.startsWith("sqlite:") ? "support-bot" : "iris";
  const child = spawn(python("3.17"), ["-c", program, uri, experiment], {
    cwd: temporaryFolder(),
    env: { ...process.env, ...pythonEnvironment, MLFLOW_ALLOW_FILE_STORE: "true", MLFLOW_DISABLE_TELEMETRY: "true" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  after(() => child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async (line) => {
    child.stdin.write(`${line}\n`);
    const { value = "" } = await lines.next();
    assert.match(value, /^answer /, line);
    return value.slice("answer ".length);
  };
}

const stores = [
  { name: "folder", uri: `file://${join(workspace, "mlruns")}`, experiment: "iris" },
  { name: "database", uri: `sqlite:///${join(workspace, "mlflow.db")}`, experiment: "support-bot" },
];
const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");

for (const { name, uri, experiment } of stores) {
  const elsewhere = mlflow(uri);

  test(`${name}: the page follows when its experiment is renamed elsewhere`, async () => {
    const run = await elsewhere("client.get_run(run).info.run_name");
    await view.row(experiment).expand();
    await view.row(run).click();
    const page = await bench.pageInEditor();
    await page.getByRole("heading", { name: run }).waitFor();
    await page.getByTitle("Open Experiment").getByText(experiment, { exact: true }).waitFor();
    await elsewhere(`client.rename_experiment(experiment.experiment_id, "renamed ${name}")`);
    await page.getByTitle("Open Experiment").getByText(`renamed ${name}`).waitFor();
  });

  test(`${name}: a run that is deleted elsewhere says so, offers no change, and is restored from its page`, async () => {
    const page = await bench.pageInEditor();
    await page.getByRole("button", { name: "Add Tag" }).waitFor();
    await elsewhere("client.delete_run(run)");
    await page.getByText("This run is deleted. It can be restored; until then it cannot be changed.").waitFor();
    await page.getByRole("button", { name: "Add Tag" }).waitFor({ state: "detached" });
    assert.equal(await page.getByRole("button", { name: /Note$|^(Change|Delete) / }).count(), 0);
    await bench.screenshotInAllThemes(`run-deleted-${name}`);
    assert.deepEqual(await bench.accessibilityProblems(), []);
    await page.getByRole("button", { name: "Restore Run" }).click();
    await page.getByRole("button", { name: "Add Tag" }).waitFor();
    assert.equal(await page.getByText("This run is deleted.").count(), 0);
    assert.equal(await elsewhere("client.get_run(run).info.lifecycle_stage"), "active");
  });

  test(`${name}: an experiment that is deleted and restored elsewhere, and restored from the page of its run`, async () => {
    const page = await bench.pageInEditor();
    const banner = page.getByText("The experiment of this run is deleted, and its runs with it.");
    await elsewhere("client.delete_experiment(experiment.experiment_id)");
    await banner.waitFor();
    await bench.screenshot(`run-experiment-deleted-${name}`);
    await elsewhere("client.restore_experiment(experiment.experiment_id)");
    await banner.waitFor({ state: "detached" });
    await elsewhere("client.delete_experiment(experiment.experiment_id)");
    await page.getByRole("button", { name: "Restore Experiment" }).click();
    await banner.waitFor({ state: "detached" });
    assert.equal(await elsewhere("client.get_experiment(experiment.experiment_id).lifecycle_stage"), "active");
    assert.equal(await elsewhere("client.get_run(run).info.lifecycle_stage"), "active");
  });
}

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
