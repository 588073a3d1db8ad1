import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { makeFileStore } from "../../scripts/bench/bigStore.mjs";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const scratch = mkdtempSync(join(tmpdir(), "lens-welcome-"));
after(() => rmSync(scratch, { recursive: true }));
const workspace = join(scratch, "empty");
mkdirSync(workspace);
writeFileSync(join(workspace, "train.py"), "import mlflow\n");
makeFileStore(join(scratch, "elsewhere", "runs"), { runs: 3, metrics: 1, params: 1, steps: 1 });

const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");

test("a workspace without a store says so and what to do", async () => {
  const text = await eventually(async () => {
    const shown = await view.welcome();
    assert.match(shown, /No MLflow store was found/);
    return shown;
  });
  assert.match(text, /Add Store/);
  assert.match(text, /Open the sample/);
  await bench.screenshotInAllThemes("experiments-welcome");
});

test("Add Store adds a folder to the settings and shows it at once", async () => {
  await view.clickWelcome("Add Store...");
  await bench.pick("Folder with Runs...");
  await bench.typeFolder(join(scratch, "elsewhere", "runs"));
  await view.row("big").content();
  await bench.screenshot("experiments-added-store");
});

test("an address that is none is refused while it is typed", async () => {
  await bench.runCommand("MLflow: Add Store...");
  await bench.pick("Tracking Server...");
  await bench.fill("127.0.0.1:5000");
  await eventually(async () => assert.match(await bench.inputMessage(), /starts with http/));
  await bench.fill("http://ada:secret@127.0.0.1:5000");
  await eventually(async () => assert.match(await bench.inputMessage(), /Leave the password out/));
  await bench.cancel();
});

test("a store that comes into the workspace is shown, and goes when its folder goes", async () => {
  cpSync(join(scratch, "elsewhere", "runs"), join(workspace, "mlruns"), { recursive: true });
  await view.row("mlruns").content();
  rmSync(join(workspace, "mlruns"), { recursive: true });
  await view.row("mlruns").element.waitFor({ state: "detached" });
});

test("a server that is not there says what to do, and hides no other store", async () => {
  await bench.runCommand("MLflow: Add Store...");
  await bench.pick("Tracking Server...");
  await bench.type("http://127.0.0.1:1");
  await view.row("127.0.0.1:1").expand();
  await eventually(async () => {
    const rows = await view.rows();
    const problem = rows.find((row) => row.icon === "warning");
    assert.match(problem?.label ?? "", /127\.0\.0\.1:1/);
    assert.ok(rows.some((row) => row.label === "big"));
  });
  await bench.screenshot("experiments-server-down");
});
