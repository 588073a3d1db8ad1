import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../fixtures.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

// A workspace that would like its own program to be taken for Python.
const workspace = temporaryFolder();
mkdirSync(join(workspace, ".vscode"));
mkdirSync(join(workspace, ".venv", "bin"), { recursive: true });
for (const path of ["python.sh", ".venv/bin/python"]) {
  writeFileSync(join(workspace, path), `#!/bin/sh\ntouch "${workspace}/started"\n`, { mode: 0o755 });
}
writeFileSync(
  join(workspace, ".vscode", "settings.json"),
  JSON.stringify({ "mlflowLens.pythonPath": join(workspace, "python.sh") }),
);
writeFileSync(join(workspace, "MLproject"), "name: theirs\nentry_points:\n  main:\n    command: python train.py\n");

const bench = await openWorkbench({ workspace, trust: false });
await bench.openContainer("MLflow");
const view = bench.view("Projects");

test("in Restricted Mode projects are shown, with why nothing of them runs", async () => {
  await view.row("main").content();
  await eventually(async () => assert.match(await view.message(), /Nothing is run in Restricted Mode/));
  assert.deepEqual(await view.row("main").inlineActions(), []);
  await view.row("main").click();
  await bench.tab("MLproject").waitFor();
  await bench.screenshotInAllThemes("projects-restricted");
  assert.equal(await bench.page.locator(".part.editor .codelens-decoration a").count(), 0);
});

test("nothing of the workspace was started", () => {
  assert.ok(!existsSync(join(workspace, "started")));
});

test("once the workspace is trusted, its entry points can be run", async () => {
  await bench.runCommand("Workspaces: Manage Workspace Trust");
  const trust = bench.page.locator(".workspace-trust-editor .monaco-button").getByText("Trust", { exact: true });
  await trust.first().click();
  await eventually(async () => assert.deepEqual(await view.row("main").inlineActions(), ["Run", "Run With..."]));
});
