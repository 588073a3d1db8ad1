import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { eventually } from "../ui/eventually.ts";
import { startTraining } from "../ui/training.ts";
import { openWorkbench } from "../ui/workbench.ts";

const scratch = mkdtempSync(join(tmpdir(), "lens-live-"));
after(() => rmSync(scratch, { recursive: true, force: true }));
const workspace = mkdtempSync(join(scratch, "workspace-"));

const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");

for (const [kind, uri] of [
  ["a folder", `file://${workspace}/mlruns`],
  ["a database", `sqlite:///${workspace}/mlflow.db`],
] as const) {
  test(`five runs of a training in ${kind} are followed from their start, through every metric, to their end`, async () => {
    const tell = startTraining(uri, workspace);
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
    await bench.screenshot(`experiments-live-${kind === "a folder" ? "file" : "sqlite"}`);
  });
}
