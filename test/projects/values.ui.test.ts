import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { unquotedParameter } from "../../src/mlflow/project/shell.ts";
import { openStoreHere } from "../../src/mlflow/open.ts";
import { temporaryFolder } from "../fixtures.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

// A project in a folder with blanks and quotes, with values that a shell would take for more; by the real MLflow 2.22.
const python = resolve(import.meta.dirname, "../../.cache/python/2.22/bin/python");
const workspace = join(temporaryFolder(), `it's "a" #project$`);
const told = join(workspace, "told.json");
const values = {
  text: `it's "quoted" $(touch hacked) \`touch hacked\` $HOME`,
  more: "two\nlines; touch hacked & \\ * {text} %PATH%",
};
mkdirSync(join(workspace, ".vscode"), { recursive: true });
const write = (path: string, content: string) => writeFileSync(join(workspace, path), content);
write(".vscode/settings.json", JSON.stringify({ "mlflowLens.pythonPath": python }));
const task = { type: "mlflow", experiment: "values" };
write(
  ".vscode/tasks.json",
  JSON.stringify({
    version: "2.0.0",
    tasks: [
      { ...task, label: "with values", parameters: { ...values, extra: "'a' \"b\"" } },
      { ...task, label: "failing", entryPoint: "fail" },
      { ...task, label: "leaving", entryPoint: "leave" },
    ],
  }),
);
write(
  "MLproject",
  `entry_points:
  main:
    parameters: {text: string, more: {default: ""}}
    command: python tell.py {text} {more}
  fail:
    command: python -c 'import sys; sys.exit(3)'
  leave:
    command: kill -9 $PPID
`,
);
write(
  "tell.py",
  `import json, os, sys
json.dump([sys.argv[1:], os.getcwd(), os.environ["MLFLOW_RUN_ID"]], open("told.json", "w"))
`,
);

const bench = await openWorkbench({ workspace, environment: { MLFLOW_DISABLE_TELEMETRY: "true" } });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
const patience = { timeoutMs: 90_000 };

async function runs() {
  const store = await openStoreHere(join(workspace, "mlruns"));
  try {
    const experiment = await store.getExperimentByName("values");
    return (await store.searchRuns({ experimentIds: [experiment!.experimentId] })).runs;
  } finally {
    await store.close();
  }
}

test("values with quotes, commands and newlines reach the program as they are, and are logged so", async () => {
  await bench.runTask("with values");
  const [argv, cwd, runId] = await eventually(
    () => JSON.parse(readFileSync(told, "utf8")) as [string[], string, string],
    patience,
  );
  assert.deepEqual(argv, [values.text, values.more, "--extra", "'a' \"b\""]);
  assert.equal(cwd, workspace);
  await eventually(async () => assert.equal((await runs())[0]?.status, "FINISHED"), patience);
  const [run] = await runs();
  assert.equal(run!.runId, runId);
  assert.equal(unquotedParameter(run!.params["text"]!), values.text);
  assert.equal(unquotedParameter(run!.params["more"]!), values.more);
  assert.ok(!existsSync(join(workspace, "hacked")));
});

test("a store that MLflow made for the run is shown with it", async () => {
  await view.row("values").expand();
  await eventually(async () => {
    assert.ok((await view.rows()).some(({ icon, level }) => icon === "pass" && level === 2));
  });
});

test("a run that fails is marked as failed", async () => {
  await bench.runTask("failing");
  await eventually(
    async () =>
      assert.deepEqual(
        (await runs()).map(({ status }) => status),
        ["FAILED", "FINISHED"],
      ),
    patience,
  );
  await eventually(async () => assert.ok((await view.rows()).some(({ icon }) => icon === "error")));
});

test("a run whose mlflow was killed is not left running", async () => {
  await bench.runTask("leaving");
  await eventually(async () => {
    const found = await runs();
    assert.equal(found.length, 3);
    assert.equal(found[0]!.status, "FAILED");
    assert.ok(found[0]!.endTime);
  }, patience);
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
