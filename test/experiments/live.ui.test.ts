import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

// A real training that starts after the view was opened, and goes on only when it is told to: what is on screen is
// compared after each step of it.
const training = `
import os, sys
os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
import mlflow
mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_experiment("live")
for line in sys.stdin:
    word, *rest = line.split()
    if word == "start":
        mlflow.start_run(run_name=rest[0])
    elif word == "metric":
        mlflow.log_metric(rest[0], float(rest[1]), step=int(rest[2]))
    elif word == "end":
        mlflow.end_run()
    print("done", line.strip(), flush=True)
`;

const scratch = mkdtempSync(join(tmpdir(), "lens-live-"));
after(() => rmSync(scratch, { recursive: true, force: true }));
const script = join(scratch, "training.py");
writeFileSync(script, training);
const workspace = mkdtempSync(join(scratch, "workspace-"));
const python = resolve(import.meta.dirname, "../../.cache/python/3.17/bin/python");

/** Starts the training; the function tells it a word and resolves once it has done it. */
function train(uri: string): { tell: (line: string) => Promise<void>; process: ChildProcess } {
  const process = spawn(python, [script, uri], { cwd: workspace, stdio: ["pipe", "pipe", "inherit"] });
  after(() => process.kill());
  const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  return {
    process,
    tell: async (line) => {
      process.stdin.write(`${line}\n`);
      const { value } = await lines.next();
      assert.equal(value, `done ${line}`);
    },
  };
}

const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");

for (const [kind, uri] of [
  ["a folder", `file://${workspace}/mlruns`],
  ["a database", `sqlite:///${workspace}/mlflow.db`],
] as const) {
  test(`five runs of a training in ${kind} are followed from their start, through every metric, to their end`, async () => {
    const { tell, process } = train(uri);
    await tell("start first-run");
    if (kind === "a database") {
      await view.row("mlflow.db").expand();
      await view.row("mlruns").collapse();
    }
    await view.row("live").expand();
    for (const name of ["first-run", "second-run", "third-run", "fourth-run", "fifth-run"]) {
      if (name !== "first-run") await tell(`start ${name}`);
      await eventually(async () => assert.equal((await view.row(name).content()).icon, "sync"), { timeoutMs: 20_000 });
      await view.row(name).expand();
      for (const [step, value] of [0.5, 0.25, 0.125].entries()) {
        for (const metric of ["accuracy", "loss"]) {
          await tell(`metric ${metric} ${value + step} ${step}`);
          await view.row("Metrics").expand();
          await eventually(
            async () => assert.equal((await view.row(metric).content()).description, String(value + step)),
            { timeoutMs: 20_000 },
          );
        }
      }
      await tell("end");
      await eventually(async () => assert.equal((await view.row(name).content()).icon, "pass"), { timeoutMs: 20_000 });
      await view.row(name).collapse();
    }
    await eventually(async () => assert.match((await view.row("live").content()).description, /^5 runs/), {
      timeoutMs: 20_000,
    });
    process.stdin?.end();
    await bench.screenshot(`experiments-live-${kind === "a folder" ? "file" : "sqlite"}`);
  });
}
