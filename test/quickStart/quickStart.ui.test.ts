import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { openStoreHere } from "../../src/mlflow/open.ts";
import { temporaryFolder } from "../fixtures.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

// The walkthrough, from a folder without a file to its first run, with the real MLflow 3.17.
const python = resolve(import.meta.dirname, "../../.cache/python/3.17/bin/python");
const workspace = temporaryFolder();
mkdirSync(join(workspace, ".vscode"));
writeFileSync(join(workspace, ".vscode", "settings.json"), JSON.stringify({ "mlflowLens.pythonPath": python }));
const bench = await openWorkbench({ workspace, environment: { MLFLOW_DISABLE_TELEMETRY: "true" } });
await bench.openContainer("MLflow");
const patience = { timeoutMs: 110_000 };

async function inStore<T>(ask: (store: Awaited<ReturnType<typeof openStoreHere>>) => Promise<T>): Promise<T> {
  const store = await openStoreHere(`sqlite:///${workspace}/mlflow.db`);
  try {
    return await ask(store);
  } finally {
    await store.close();
  }
}

const finished = () =>
  inStore(async (store) => {
    const { runs } = await store.searchRuns({ experimentIds: ["0"], filter: "attributes.status = 'FINISHED'" });
    return runs;
  });

/** Opens a step of the walkthrough and clicks its button. */
async function follow(step: string, button: string): Promise<void> {
  await bench.runCommand("MLflow: Open the Walkthrough");
  const page = bench.page.locator(".gettingStartedContainer");
  const title = page.locator(".getting-started-step").filter({ hasText: step });
  if (!(await title.getByRole("button", { name: button, exact: true }).isVisible())) await title.click();
  await title.getByRole("button", { name: button, exact: true }).click();
}

test("the walkthrough opens, with a step for each thing to do", async () => {
  await bench.runCommand("MLflow: Open the Walkthrough");
  const steps = bench.page.locator(".gettingStartedContainer .getting-started-step .step-title");
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

test("the example is inserted, and is a project", async () => {
  await follow("Insert the example", "Insert the Quick Start");
  await bench.tab("train.py").waitFor();
  await bench.view("Projects").row("iris-quick-start").content();
  await bench.screenshot("walkthrough-inserted");
});

test("it runs with its defaults", async () => {
  await follow("Run it twice", "Run");
  await eventually(() => assert.ok(existsSync(join(workspace, "mlflow.db"))), patience);
  await eventually(async () => assert.equal((await finished()).length, 1), patience);
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
