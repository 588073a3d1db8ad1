import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

// MLflow's own page of the real MLflow 3.17, on a store of the sample.
const python = resolve(import.meta.dirname, "../../.cache/python/3.17/bin/python");
const workspace = await copySample();
mkdirSync(join(workspace, ".vscode"));
writeFileSync(join(workspace, ".vscode", "settings.json"), JSON.stringify({ "mlflowLens.pythonPath": python }));
const bench = await openWorkbench({ workspace, environment: { MLFLOW_DISABLE_TELEMETRY: "true" } });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
let url = "";

test("Open MLflow UI starts it on the store that was clicked, and opens it in the browser", async () => {
  const opened = bench.page.waitForEvent("popup", { timeout: 110_000 });
  await view.row("mlruns").pick("Open MLflow UI");
  await bench.toast("Starting MLflow's page for mlruns").text();
  const page = await opened;
  // Where VS Code is a server, its address leads to the port of MLflow's page.
  await page.waitForURL(/\d/, { waitUntil: "commit" });
  const [, port] = /(?:\/proxy\/|:)(\d+)\/(?:#.*)?$/.exec(page.url()) ?? [];
  assert.ok(port, page.url());
  url = `http://127.0.0.1:${port}`;
  const response = await fetch(`${url}/api/2.0/mlflow/experiments/search?max_results=10`);
  const { experiments } = (await response.json()) as { experiments: { name: string }[] };
  assert.deepEqual(experiments.map(({ name }) => name).sort(), ["Default", "flower-photos", "iris", "iris-sweep"]);
  await page.close();
});

test("Stop MLflow UI ends it", async () => {
  await bench.runCommand("MLflow: Stop MLflow UI");
  await eventually(() => assert.rejects(fetch(url)));
});
