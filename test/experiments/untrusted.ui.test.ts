import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

// A workspace that names a server of its own in its settings and in its .env, and artifacts outside itself.
const requests: string[] = [];
const server = createServer((request, response) => {
  requests.push(`${request.method} ${request.url}`);
  response.writeHead(404).end();
}).listen(0, "127.0.0.1");
await once(server, "listening");
after(() => server.close());
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const scratch = mkdtempSync(join(tmpdir(), "lens-untrusted-"));
after(() => rmSync(scratch, { recursive: true, force: true }));
const workspace = join(scratch, "workspace");
const runId = "0123456789abcdef0123456789abcdef";
const run = join(workspace, "mlruns", "0", runId);
mkdirSync(run, { recursive: true });
mkdirSync(join(workspace, ".vscode"));
mkdirSync(join(scratch, "secrets"));
writeFileSync(join(scratch, "secrets", "key.txt"), "secret\n");
writeFileSync(join(workspace, ".vscode", "settings.json"), JSON.stringify({ "mlflowLens.stores": [url] }));
writeFileSync(join(workspace, ".env"), `MLFLOW_TRACKING_URI=${url}\n`);
writeFileSync(
  join(workspace, "mlruns", "0", "meta.yaml"),
  "artifact_location: file:///gone/mlruns/0\nexperiment_id: '0'\nlifecycle_stage: active\nname: Default\n",
);
writeFileSync(
  join(run, "meta.yaml"),
  `artifact_uri: file://${scratch}/secrets\nexperiment_id: '0'\nlifecycle_stage: active\n` +
    `run_id: ${runId}\nrun_name: hostile\nstart_time: 1\nend_time: 2\nstatus: 3\nuser_id: eve\n`,
);

const bench = await openWorkbench({ workspace, trust: false });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");

test("in Restricted Mode the store in the folder is shown, and no server is contacted", async () => {
  await view.row("Default").expand();
  await view.row("hostile").content();
  assert.deepEqual(requests, []);
  await bench.screenshot("experiments-restricted");
});

test("artifacts outside the workspace are named and not opened", async () => {
  await view.row("hostile").expand();
  await view.row("Artifacts").expand();
  await eventually(async () => {
    const problem = (await view.rows()).find((row) => row.icon === "warning");
    assert.match(problem?.label ?? "", /secrets/);
  });
  assert.ok(!(await view.rows()).some((row) => row.label === "key.txt"));
});

test("once the workspace is trusted, its server is asked", async () => {
  await bench.runCommand("Workspaces: Manage Workspace Trust");
  await bench.page
    .locator(".workspace-trust-editor .monaco-button")
    .getByText("Trust", { exact: true })
    .first()
    .click();
  await eventually(() => assert.ok(requests.length > 0));
});
