import assert from "node:assert/strict";
import { after, test } from "node:test";
import { comparePage } from "../compare/comparePage.ts";
import { temporaryFolder } from "../fixtures.ts";
import { startServer } from "../mlflow/rest/server.ts";
import { runsPage } from "../runs/runsPage.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

// The pages behind a real tracking server: what was in a folder before is asked for over the network.
const scratch = temporaryFolder();
const server = await startServer("3.17", {
  backend: `sqlite:///${scratch}/mlflow.db`,
  artifacts: `${scratch}/artifacts`,
});
after(() => server.stop());

/** Asks the server as a training would. */
async function ask<Answer>(path: string, body: object): Promise<Answer> {
  const answer = await fetch(`${server.url}/api/2.0/mlflow/${path}`, {
    ...{ method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) },
  });
  assert.ok(answer.ok, `${path}: ${await answer.clone().text()}`);
  return (await answer.json()) as Answer;
}

const started = 1_790_000_000_000;

async function makeRun(name: string, depth: number): Promise<{ runId: string; artifactUri: string }> {
  const start_time = started + depth * 60_000;
  const { run } = await ask<{ run: { info: { run_id: string; artifact_uri: string } } }>("runs/create", {
    ...{ experiment_id: experimentId, run_name: name, start_time },
  });
  const { run_id: runId, artifact_uri: artifactUri } = run.info;
  const metrics = Array.from({ length: 20 }, (_, step) => {
    return { key: "val/loss", value: 1 / (1 + depth * step), timestamp: start_time + step, step };
  });
  const params = [{ key: "depth", value: String(depth) }];
  await ask("runs/log-batch", { run_id: runId, metrics, params });
  return { runId, artifactUri };
}

const logLoss = (step: number) =>
  ask("runs/log-metric", { run_id: running.runId, key: "val/loss", value: 0.5, timestamp: started + step, step });

const { experiment_id: experimentId } = await ask<{ experiment_id: string }>("experiments/create", { name: "forest" });
const shallow = await makeRun("shallow", 1);
await ask("runs/update", { run_id: shallow.runId, status: "FINISHED", end_time: started + 90_000 });
const running = await makeRun("deep", 4);
await ask("registered-models/create", { name: "forest-model", description: "Of *trees*" });
const version = { name: "forest-model", source: `${shallow.artifactUri}/model`, run_id: shallow.runId };
await ask("model-versions/create", version);
await ask("registered-models/alias", { name: "forest-model", alias: "champion", version: "1" });

const bench = await openWorkbench({
  workspace: temporaryFolder(),
  settings: { "mlflowLens.stores": [server.url], "mlflowLens.pollInterval": 2 },
});
await bench.openContainer("MLflow");
const view = bench.view("Experiments");

test("the table of runs on a server sorts, filters, and shows a run that is new", async () => {
  await view.row("forest").click();
  const page = await runsPage(bench);
  await eventually(async () => assert.deepEqual(await page.names(), ["deep", "shallow"]));
  await page.head("val/loss").click();
  await eventually(async () => assert.deepEqual(await page.names(), ["shallow", "deep"]));
  await page.filter.fill("params.depth = '4'");
  await eventually(async () => assert.deepEqual(await page.names(), ["deep"]));
  await page.filter.fill("");
  await page.filter.blur();
  await eventually(async () => assert.deepEqual(await page.names(), ["shallow", "deep"]));
  await makeRun("deeper", 9);
  await eventually(async () => assert.deepEqual(await page.names(), ["shallow", "deep", "deeper"]), {
    timeoutMs: 30_000,
  });
  await bench.screenshotInAllThemes("server-runs");
});

test("the page of a run on a server shows its charts, and a point within one poll", async () => {
  await view.row("forest").expand();
  await view.row("deep").click();
  const page = await bench.pageInEditor();
  await page.getByRole("row", { name: "depth 4" }).waitFor();
  await bench.screenshot("server-run");
  await page.getByRole("tab", { name: "Charts" }).click();
  await page.getByRole("img", { name: /val\/loss: 20 points/ }).waitFor();
  await logLoss(20);
  await page.getByRole("img", { name: /val\/loss: 21 points.* to 0\.5 at 20/ }).waitFor({ timeout: 30_000 });
  await bench.screenshot("server-run-charts");
});

test("runs on a server are compared, with their curves", async () => {
  const page = comparePage(bench);
  await view.row("deep").click();
  await view.row("shallow").addToSelection();
  await view.row("shallow").pick("Compare Runs");
  await page.isShown("Compare 2 Runs");
  await page.pickBaseline("shallow");
  assert.deepEqual([await page.cellOf("depth", "shallow"), await page.cellOf("depth", "deep")], ["1", "4 +3 (+300%)"]);
  await bench.screenshot("server-compare");
  await page.scrollTo("Curves");
  await (await page.frame()).getByRole("img", { name: "val/loss: 2 lines" }).waitFor();
  await bench.screenshot("server-compare-curves");
});

test("the page of a model on a server shows its versions and aliases", async () => {
  const models = bench.view("Models");
  await models.open();
  await models.row("forest-model").click();
  const page = await bench.pageInEditor();
  await page.locator(".details").getByText("shallow").waitFor();
  assert.match(await page.getByRole("list", { name: "Now" }).innerText(), /@champion\s+v1/);
  assert.equal(await page.getByRole("grid", { name: "Versions" }).locator("tbody tr[id]").count(), 1);
  await bench.screenshot("server-model");
});

test("nothing went wrong on the way", async () => {
  assert.deepEqual(await bench.accessibilityProblems(), []);
  assert.deepEqual(bench.consoleErrors, []);
});
