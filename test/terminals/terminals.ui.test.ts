import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const workspace = await copySample();
const told = join(workspace, "told.txt");
mkdirSync(join(workspace, ".vscode"));
const command = 'echo "$MLFLOW_TRACKING_URI|$MLFLOW_EXPERIMENT_NAME|$MLFLOW_ALLOW_FILE_STORE" > told.txt';
writeFileSync(
  join(workspace, ".vscode", "tasks.json"),
  JSON.stringify({ version: "2.0.0", tasks: [{ label: "tell", type: "shell", command, problemMatcher: [] }] }),
);
const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");

/** What a new terminal says of the variables. */
async function variables(): Promise<string> {
  rmSync(told, { force: true });
  await bench.runTask("tell");
  return eventually(() => {
    assert.ok(existsSync(told));
    const text = readFileSync(told, "utf8").trim();
    assert.notEqual(text, "");
    return text;
  });
}

test("without the user's word, terminals have no tracking URI", async () => {
  assert.equal(await variables(), "||");
});

test("once an experiment was chosen, new terminals log to it", async () => {
  await view.row("iris").pick("Choose Where Runs Go...");
  await bench.toast("New terminals, tasks and debug sessions log to mlruns, experiment iris.").text();
  await eventually(async () => assert.equal(await variables(), `file://${workspace}/mlruns|iris|true`));
  const settings = readFileSync(join(workspace, ".vscode", "settings.json"), "utf8");
  assert.match(settings, /"mlflowLens\.setTrackingUri": true/);
});

test("a database is named as SQLAlchemy names it", async () => {
  await view.row("support-bot").pick("Choose Where Runs Go...");
  await eventually(async () => assert.equal(await variables(), `sqlite:///${workspace}/mlflow.db|support-bot|`));
});

test("nothing is set any more when the setting is off", async () => {
  writeFileSync(join(workspace, ".vscode", "settings.json"), "{}");
  await eventually(async () => assert.equal(await variables(), "||"));
});
