import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { fixtures, unpack } from "../fixtures.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

// A database that MLflow 2.22 made, and a newer mlflow that would upgrade it without a word.
const pythonOf = (version: string) => resolve(import.meta.dirname, "../../.cache/python", version, "bin/python");
const workspace = unpack(fixtures("sqlite").find(({ name }) => name === "2.22-sqlite")!.archive);
const database = join(workspace, "mlflow.db");
mkdirSync(join(workspace, ".vscode"), { recursive: true });
const usePython = (version: string) =>
  writeFileSync(
    join(workspace, ".vscode", "settings.json"),
    JSON.stringify({ "mlflowLens.pythonPath": pythonOf(version) }),
  );
usePython("3.17");
writeFileSync(join(workspace, "MLproject"), "entry_points:\n  main:\n    command: python -c 'print(1)'\n");

function revision(path: string): unknown {
  const opened = new DatabaseSync(path, { readOnly: true });
  const row = opened.prepare("SELECT version_num AS revision FROM alembic_version").get();
  opened.close();
  return row?.["revision"];
}

const bench = await openWorkbench({
  workspace,
  settings: { "terminal.integrated.gpuAcceleration": "off" },
  environment: { MLFLOW_DISABLE_TELEMETRY: "true" },
});
await bench.openContainer("MLflow");
const projects = bench.view("Projects");
const patience = { timeoutMs: 100_000 };
const old = "0584bdc529eb";
const current = "dc11669786a5";

async function terminalText(): Promise<string> {
  const rows = await bench.page.locator(".part.panel .xterm-rows").last().innerText();
  return rows.replaceAll("\u00a0", " ").replaceAll("\n", "");
}

test("before a newer mlflow is started on a database, the user is told what it does to it", async () => {
  await projects.row("main").clickInlineAction("Run");
  const dialog = bench.dialog(/would upgrade the database/);
  assert.match(await dialog.text(), /mlflow 3\.17\.2 would upgrade the database mlflow\.db[\s\S]*no way back/);
  await bench.screenshotInAllThemes("projects-upgrade");
  await dialog.click("Cancel");
  await eventually(async () => assert.match(await terminalText(), /Not started\..*terminated/));
  assert.equal(revision(database), old);
});

test("a copy is kept where the user wants one", async () => {
  await projects.row("main").clickInlineAction("Run");
  await bench.dialog(/would upgrade the database/).click("Copy, Then Upgrade");
  await eventually(() => assert.equal(revision(database), current), patience);
  const [copy] = readdirSync(workspace).filter((name) => name.startsWith("mlflow.db.before-mlflow-3.17.2"));
  assert.equal(revision(join(workspace, copy!)), old);
  await eventually(async () => assert.match(await terminalText(), /succeeded.*reused by tasks/), patience);
});

test("an mlflow that is too old for a database is not started on it", async () => {
  usePython("2.22");
  await bench.statusItem("mlflow 2.22").waitFor();
  await projects.row("main").clickInlineAction("Run");
  await eventually(async () =>
    assert.match(await terminalText(), /made by a newer MLflow, which mlflow 2\.22\.\d cannot read/),
  );
  assert.ok(existsSync(database));
});
