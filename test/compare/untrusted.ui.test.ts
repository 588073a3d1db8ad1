import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../fixtures.ts";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { comparePage } from "./comparePage.ts";

// In place of Git stands what tells that it was started.
const workspace = await copySample();
const bin = temporaryFolder();
const started = join(bin, "started");
writeFileSync(join(bin, "git"), `#!/bin/sh\necho "$*" >> ${started}\nexit 1\n`);
chmodSync(join(bin, "git"), 0o755);

const bench = await openWorkbench({
  workspace,
  trust: false,
  environment: { PATH: `${bin}${delimiter}${process.env["PATH"]}` },
});
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
const page = comparePage(bench);

test("in an untrusted workspace runs are compared without Git, and the code part says why", async () => {
  await view.row("iris").expand();
  await view.row("forest-3").click();
  await view.row("forest-8").addToSelection();
  await view.row("forest-8").pick("Compare Runs");
  await page.isShown("Compare 2 Runs");
  await page.scrollTo("Code");
  const note = (await page.frame()).getByText("Git is asked only in a workspace that you trust.");
  await note.waitFor();
  assert.match(await page.cellOf("Commit", "forest-8"), /^[0-9a-f]{7}/);
  assert.match(await page.cellOf("accuracy", "forest-8"), /^0\.9/);
  await bench.screenshotInAllThemes("compare-untrusted");
  assert.deepEqual(await bench.accessibilityProblems(), []);
  assert.ok(!existsSync(started), existsSync(started) ? readFileSync(started, "utf8") : "");
});

test("once the workspace is trusted, Git is asked", async () => {
  await bench.runCommand("Workspaces: Manage Workspace Trust");
  const trust = bench.page.locator(".workspace-trust-editor .monaco-button").getByText("Trust", { exact: true });
  await trust.first().click();
  await bench.tab("Compare 2 Runs").click();
  await eventually(() => assert.match(readFileSync(started, "utf8"), /--no-pager rev-parse --show-toplevel/));
  await (await page.frame()).getByText("No folder of this workspace is in a Git repository.").waitFor();
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
