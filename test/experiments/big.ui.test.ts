import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileExperimentId, makeFileStore } from "../../scripts/bench/bigStore.mjs";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

// In memory where there is such a place: on a busy disk, removing a hundred thousand files takes minutes.
const inMemory = "/dev/shm";
const workspace = mkdtempSync(join(existsSync(inMemory) ? inMemory : tmpdir(), "lens-big-"));
makeFileStore(join(workspace, "mlruns"), { runs: 10_000, metrics: 1, params: 1, steps: 1 });
const experiment = join(workspace, "mlruns", fileExperimentId);
const [withFiles] = readdirSync(experiment).sort();
assert.ok(withFiles);
for (let file = 0; file < 1_000; file++) {
  writeFileSync(
    join(experiment, withFiles, "artifacts", `file-${String(file).padStart(4, "0")}.txt`),
    `artifact ${file}\n`,
  );
}

const bench = await openWorkbench({ workspace, theme: "light" });
// After the window was closed, which would otherwise follow every file that goes.
after(() => rmSync(workspace, { recursive: true }));
await bench.openContainer("MLflow");
const view = bench.view("Experiments");

test("an experiment of 10,000 runs says so and opens with its newest 100", async () => {
  assert.match((await view.row("big").content()).description, /^10,000 runs · /);
  await view.row("big").expand();
  const { description } = await view.row("run-9999").content();
  assert.match(description, /^metric_0 0\.\d+ · /);
  await view.row("Load more (9,900)").scrollTo();
  await bench.screenshot("experiments-10000-runs");
});

test("Load more shows the next 100", async () => {
  await view.row("Load more (9,900)").click();
  await view.row("Load more (9,800)").scrollTo();
  await view.row("run-9800").scrollTo();
});

test("a filter over 10,000 runs answers with those that match", async () => {
  await bench.runCommand("MLflow: Filter Runs...");
  await bench.type("attributes.run_name = 'run-17'");
  await eventually(async () => {
    const labels = (await view.rows()).map((row) => row.label);
    assert.deepEqual(labels, ["big", "run-17"]);
  });
  await bench.runCommand("MLflow: Clear Filter");
  await eventually(async () => assert.ok((await view.rows()).length > 2));
});

test("1,000 artifacts in a folder are shown a hundred at a time", async () => {
  await bench.runCommand("MLflow: Filter Runs...");
  await bench.type(`attributes.run_id = '${withFiles}'`);
  await eventually(async () => assert.equal((await view.rows()).length, 2));
  const [, run] = await view.rows();
  assert.ok(run);
  await view.row(run.label).expand();
  await view.row("Artifacts").expand();
  await view.row("file-0000.txt").content();
  await view.row("Load more (900)").scrollTo();
  await bench.screenshot("experiments-1000-artifacts");
  await view.row("Load more (900)").click();
  await view.row("file-0150.txt").scrollTo();
});
