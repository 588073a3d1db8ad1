import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { openStoreHere } from "../../src/mlflow/open.ts";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

// The sample's entry points, run by the real MLflow 3.17 from where a user would run them.
const python = resolve(import.meta.dirname, "../../.cache/python/3.17/bin/python");
const workspace = await copySample();
mkdirSync(join(workspace, ".vscode"));
writeFileSync(join(workspace, ".vscode", "settings.json"), JSON.stringify({ "mlflowLens.pythonPath": python }));
writeFileSync(
  join(workspace, ".vscode", "tasks.json"),
  JSON.stringify({
    version: "2.0.0",
    tasks: [
      { label: "without a model", type: "mlflow", entryPoint: "evaluate", store: "mlruns" },
      {
        ...{ label: "to be stopped", type: "mlflow", entryPoint: "sweep", store: "mlruns", experiment: "stopped" },
        parameters: { sizes: "300,400,500" },
      },
    ],
  }),
);
const bench = await openWorkbench({
  workspace,
  settings: { "terminal.integrated.gpuAcceleration": "off" },
  environment: { MLFLOW_DISABLE_TELEMETRY: "true" },
});
const store = await openStoreHere(`${workspace}/mlruns`);
after(() => store.close());
await bench.openContainer("MLflow");
const experiments = bench.view("Experiments");
const projects = bench.view("Projects");
const patience = { timeoutMs: 100_000 };

/** The newest run of an experiment that is nested in no other. */
async function newest(experiment: string) {
  const found = await store.getExperimentByName(experiment);
  const { runs } = await store.searchRuns({ experimentIds: [found!.experimentId], nesting: "top", maxResults: 1 });
  return runs[0]!;
}

async function terminalText(): Promise<string> {
  const rows = await bench.page.locator(".part.panel .xterm-rows").last().innerText();
  return rows.replaceAll("\u00a0", " ").replaceAll("\n", "");
}

test("the status bar says which mlflow there is", async () => {
  await bench.statusItem("mlflow 3.17.2").waitFor();
});

test("Run starts an entry point with its defaults, and the run is shown while it runs", async () => {
  await projects.row("main").clickInlineAction("Run");
  await bench.pick("mlruns");
  await eventually(async () => {
    assert.ok((await experiments.rows()).some(({ icon, isSelected }) => icon === "sync" && isSelected));
  }, patience);
  await bench.screenshotInAllThemes("projects-running");
  await eventually(async () => assert.equal((await newest("Default")).status, "FINISHED"), patience);
  const run = await newest("Default");
  assert.deepEqual([run.runName, run.params], ["forest-10", { n_estimators: "10", max_depth: "3", seed: "7" }]);
  assert.equal(run.tags["mlflow.project.entryPoint"], "main");
  await eventually(async () => assert.equal((await experiments.row("forest-10").content()).icon, "pass"));
});

test("Run With asks for every parameter and option, goes back, and says what is wrong with a value", async () => {
  await projects.row("main").clickInlineAction("Run With...");
  await bench.fill("many");
  await eventually(async () => assert.match(await bench.inputMessage(), /'n_estimators' is no int: 'many'/));
  await bench.screenshotInAllThemes("projects-wrong-type");
  await bench.type("3");
  await eventually(async () => assert.match(await bench.inputMessage(), /max_depth \(int, default 3\)/));
  await bench.page.locator(".quick-input-titlebar .codicon-quick-input-back").click();
  await eventually(async () => assert.equal(await bench.inputValue(), "3"));
  await bench.type("4");
  await bench.type("2");
  await eventually(async () => assert.equal(await bench.inputValue(), "7"));
  await bench.type("8");
  await bench.pick("mlruns");
  await eventually(async () => assert.ok((await bench.picks()).includes("iris-sweep")));
  await bench.fill("tuned");
  await bench.screenshot("projects-experiment");
  await bench.pick("tuned");
  await bench.type("my run");
  await eventually(async () => {
    const backends = (await bench.picks()).filter((label) => !label.includes("/"));
    assert.deepEqual(backends, ["local", "databricks", "kubernetes"]);
  });
  await bench.pick("kubernetes");
  await bench.fill("{}");
  await eventually(async () => assert.match(await bench.inputMessage(), /Backend_config file not found/));
  await bench.screenshot("projects-backend");
  await bench.page.locator(".quick-input-titlebar .codicon-quick-input-back").click();
  await bench.pick("local");
  await eventually(async () => {
    const managers = (await bench.picks()).filter((label) => !label.includes("/"));
    assert.deepEqual(managers, ["local", "virtualenv", "uv", "conda"]);
  });
  await bench.pick("local");
  await eventually(async () => assert.equal((await newest("tuned")).status, "FINISHED"), patience);
  assert.deepEqual((await newest("tuned")).params, { n_estimators: "4", max_depth: "2", seed: "8" });
});

test("a parameter without a default is asked for, and what is no URI is refused in MLflow's words", async () => {
  await projects.row("evaluate").clickInlineAction("Run");
  await bench.fill("iris-forest");
  await eventually(async () => {
    assert.match(await bench.inputMessage(), /Expected URI for parameter model but got iris-forest/);
  });
  await bench.type("models:/iris-forest/2");
  await eventually(async () => {
    const { runName, status, params } = await newest("tuned");
    assert.deepEqual([runName, status, params["model"]], ["evaluate", "FINISHED", "models:/iris-forest/2"]);
  }, patience);
});

test("a task of tasks.json that lacks a parameter says so in MLflow's words and starts nothing", async () => {
  await bench.runTask("without a model");
  await eventually(async () => assert.match(await terminalText(), /No value given for missing parameters: 'model'/));
});

test("a run that is stopped is marked as killed, with the runs nested in it", async () => {
  await bench.runTask("to be stopped");
  const running = await eventually(async () => {
    const run = await newest("stopped");
    assert.equal(run.runName, "sweep");
    const filter = `tags.\`mlflow.parentRunId\` = '${run.runId}'`;
    const { runs } = await store.searchRuns({ experimentIds: [run.experimentId], filter });
    assert.ok(runs.some(({ status }) => status === "RUNNING"));
    return run;
  }, patience);
  await bench.runCommand("Tasks: Terminate Task");
  await bench.pick("to be stopped");
  await eventually(async () => {
    const run = await store.getRun(running.runId);
    assert.equal(run.status, "KILLED");
    assert.ok(run.endTime! >= run.startTime!);
    const { runs } = await store.searchRuns({
      experimentIds: [run.experimentId],
      filter: "attributes.status = 'RUNNING'",
    });
    assert.deepEqual(runs, []);
  });
  await eventually(async () => assert.equal((await experiments.row("sweep").content()).icon, "circle-slash"));
  await bench.screenshotInAllThemes("projects-stopped");
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
