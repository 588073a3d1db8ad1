import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { test } from "node:test";
import { python } from "../../scripts/bootstrap/python.mjs";
import { openStoreHere } from "../../src/mlflow/open.ts";
import { comparePage } from "../compare/comparePage.ts";
import { temporaryFolder } from "../fixtures.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

// The walkthrough, from a window without a folder to a model in production, with the real MLflow 3.17 on PATH.
const workspace = join(temporaryFolder(), "flowers");
mkdirSync(workspace);
const bench = await openWorkbench({
  settings: { "mlflowLens.userName": "Ada Lovelace" },
  environment: {
    PATH: `${dirname(python("3.17"))}${delimiter}${process.env["PATH"]}`,
    MLFLOW_DISABLE_TELEMETRY: "true",
  },
});
const patience = { timeoutMs: 110_000 };
const experiments = bench.view("Experiments");
const walkthrough = bench.page.locator(".gettingStartedContainer");

async function inStore<T>(ask: (store: Awaited<ReturnType<typeof openStoreHere>>) => Promise<T>): Promise<T> {
  const store = await openStoreHere(`sqlite:///${workspace}/mlflow.db`);
  try {
    return await ask(store);
  } finally {
    await store.close();
  }
}

/** The runs that have ended well, newest first. */
const finished = () =>
  inStore(async (store) => {
    const { runs } = await store.searchRuns({ experimentIds: ["0"], filter: "attributes.status = 'FINISHED'" });
    return runs;
  });

/** Shows the walkthrough. One that is open would draw its steps anew, under the pointer. */
async function showWalkthrough(): Promise<void> {
  if (await bench.tab("Welcome").isVisible()) await bench.closeTab("Welcome");
  await bench.runCommand("MLflow: Open the Walkthrough");
  await walkthrough.locator(".getting-started-step.expanded").waitFor();
}

/** Opens a step of the walkthrough and clicks its button. */
async function follow(step: string, button: string): Promise<void> {
  await showWalkthrough();
  const title = walkthrough.locator(".getting-started-step").filter({ hasText: step });
  const isExpanded = walkthrough.locator(".getting-started-step.expanded").filter({ hasText: step });
  if (!(await isExpanded.isVisible())) await title.click({ position: { x: 60, y: 12 } });
  await isExpanded.waitFor();
  await title.getByRole("button", { name: button, exact: true }).click();
}

test("the walkthrough opens in a window without a folder, with a step for each thing to do", async () => {
  await showWalkthrough();
  const steps = walkthrough.locator(".getting-started-step .step-title");
  await steps.first().waitFor();
  assert.deepEqual(await steps.allInnerTexts(), [
    "Open a folder",
    "Choose a Python with MLflow",
    "Insert the example",
    "Run it twice",
    "See which is better",
    "Register the model",
    "Move it to Production",
  ]);
  await bench.screenshotInAllThemes("walkthrough");
});

test("an empty folder is opened", async () => {
  await follow("Open a folder", "Open Folder");
  const loaded = bench.page.waitForEvent("load");
  await bench.typeFolder(workspace);
  await loaded;
  await bench.page.locator(".activitybar .action-item a[aria-label^='MLflow']").waitFor({ timeout: 60_000 });
  await bench.openContainer("MLflow");
  await eventually(async () => assert.match(await experiments.welcome(), /no MLflow store/i));
});

test("a Python with MLflow is chosen, and the status bar says it", async () => {
  await follow("Choose a Python with MLflow", "Select Python");
  await bench.page.locator(".quick-input-list").getByText("mlflow 3.17.2").first().waitFor();
  await bench.screenshot("walkthrough-python");
  const label = (await bench.picks()).find((each) => each.includes("mlflow 3.17.2"));
  await bench.pick(label!);
  await bench.statusItem("mlflow 3.17.2").waitFor();
  await eventually(() => {
    const settings = readFileSync(join(workspace, ".vscode", "settings.json"), "utf8");
    const path = (JSON.parse(settings) as Record<string, string>)["mlflowLens.pythonPath"];
    assert.equal(dirname(path!), dirname(python("3.17")));
  });
});

test("the example is inserted, and is a project", async () => {
  await follow("Insert the example", "Insert the Quick Start");
  await bench.tab("train.py").waitFor();
  await bench.view("Projects").row("iris-quick-start").content();
  await bench.screenshot("walkthrough-inserted");
});

test("it runs with its defaults, and the run is shown", async () => {
  await follow("Run it twice", "Run");
  await eventually(() => assert.ok(existsSync(join(workspace, "mlflow.db"))), patience);
  await eventually(async () => assert.equal((await finished()).length, 1), patience);
  const [run] = await finished();
  assert.deepEqual(run!.params, { n_estimators: "10", max_depth: "2" });
  await eventually(async () => assert.equal((await experiments.row(run!.runName).content()).icon, "pass"), patience);
});

test("it runs again with other values and a name", async () => {
  await follow("Run it twice", "Run With...");
  await eventually(async () => assert.match(await bench.inputMessage(), /n_estimators/));
  await bench.type("50");
  await eventually(async () => assert.match(await bench.inputMessage(), /max_depth/));
  await bench.type("4");
  await eventually(async () => assert.deepEqual(await bench.picks(), ["Default"]));
  await bench.pick("Default");
  await eventually(async () => assert.match(await bench.inputMessage(), /Run name/));
  await bench.type("fifty trees");
  await eventually(async () => assert.ok((await bench.picks()).includes("kubernetes")));
  await bench.pick("local");
  await eventually(async () => assert.ok((await bench.picks()).includes("virtualenv")));
  await bench.pick("local");
  await eventually(async () => assert.equal((await finished()).length, 2), patience);
  await eventually(async () => assert.equal((await experiments.row("fifty trees").content()).icon, "pass"), patience);
});

test("the runs are shown and compared", async () => {
  const [, first] = await finished();
  await follow("See which is better", "Show Runs");
  await experiments.row("fifty trees").click();
  await experiments.row(first!.runName).addToSelection();
  await experiments.row("fifty trees").pick("Compare Runs");
  const page = comparePage(bench);
  await page.isShown("Compare 2 Runs");
  assert.match(await page.cellOf("n_estimators", "fifty trees"), /^50/);
  await bench.screenshotInAllThemes("walkthrough-compared");
});

test("the better run's model is registered", async () => {
  await follow("Register the model", "Register Model Version...");
  await bench.pick("fifty trees");
  await eventually(async () => assert.match(await bench.inputMessage(), /The name of the model/));
  await bench.type("iris-forest");
  await bench.tab("iris-forest").waitFor();
  const page = await bench.pageInEditor();
  await page.getByText("v1").first().waitFor();
  await bench.screenshot("walkthrough-registered");
});

test("its version is moved to Production, and MLflow's registry has it there", async () => {
  await follow("Move it to Production", "Move to Stage...");
  await bench.pick("iris-forest");
  await bench.pick("v1");
  await bench.pick("Production");
  const page = await bench.pageInEditor();
  const form = page.getByRole("dialog");
  await form.getByLabel("Why").fill("more trees, and better");
  await bench.screenshot("walkthrough-promotion");
  await form.getByRole("button", { name: /^Move v1 to Production/ }).click();
  await eventually(async () => {
    const { currentStage, runId } = await inStore((store) => store.getModelVersion("iris-forest", "1"));
    const [run] = await finished();
    assert.deepEqual([currentStage, runId], ["Production", run!.runId]);
  });
  await page.getByText("more trees, and better").first().waitFor();
  await bench.screenshotInAllThemes("walkthrough-production");
});

test("every step is done, and nothing went wrong on the way", async () => {
  await showWalkthrough();
  const done = walkthrough.locator(".getting-started-step .codicon-getting-started-step-checked");
  await eventually(async () => assert.equal(await done.count(), 7));
  await bench.screenshot("walkthrough-done");
  assert.deepEqual(bench.consoleErrors, []);
});
