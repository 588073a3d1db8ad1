import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../fixtures.ts";
import { emptyDatabase } from "../mlflow/sqlite/madeDatabase.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { watchFrames } from "./drawnFrames.ts";
import { runsPage } from "./runsPage.ts";

const runs = 100_000;
const workspace = temporaryFolder();
const database = emptyDatabase("3.17", join(workspace, "mlflow.db"));
// The accuracies are all different, in an order of their own.
database.exec(`BEGIN;
  INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time)
    VALUES (7, 'huge', '${workspace}/mlruns/7', 'active', 1, 1);
  CREATE TEMP TABLE made AS WITH RECURSIVE numbers(n) AS
    (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${runs - 1}) SELECT n, printf('%032x', n) AS id FROM numbers;
  INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time,
    source_version, lifecycle_stage, artifact_uri, experiment_id)
    SELECT id, 'run-' || n, 'LOCAL', '', '', 'ada', 'FINISHED', 1790000000000 + n * 1000, 1790000000500 + n * 1000, '',
      'active', '${workspace}/mlruns/7/' || id || '/artifacts', 7 FROM made;
  INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid)
    SELECT 'accuracy', (n * 7919 % ${runs}) / ${runs}.0, 1790000000000 + n * 1000, 1, 0, id FROM made;
  INSERT INTO metrics (key, value, timestamp, step, is_nan, run_uuid)
    SELECT 'accuracy', (n * 7919 % ${runs}) / ${runs}.0, 1790000000000 + n * 1000, 1, 0, id FROM made;
  INSERT INTO params (key, value, run_uuid) SELECT 'depth', n % 5, id FROM made;
  COMMIT;`);
database.close();

const bench = await openWorkbench({ workspace, theme: "light" });
await bench.openContainer("MLflow");
await bench.view("Experiments").row("huge").click();

test("a table of 100,000 runs opens with the newest", async () => {
  const page = await runsPage(bench);
  await eventually(async () => assert.equal(await page.count(), "100,000 of 100,000 runs"), { timeoutMs: 60_000 });
  assert.equal(await page.name(0), "run-99999");
  await bench.screenshot("runs-100000");
});

test("it scrolls to its end and back, and no frame shows a blank row", async () => {
  const page = await runsPage(bench);
  await page.row(0).click();
  const watched = await watchFrames(page);
  await bench.page.mouse.move(900, 500);
  for (const deltaY of [40, 400, 4_000, 40_000, -400, -4_000]) {
    for (let turn = 0; turn < 10; turn++) await bench.page.mouse.wheel(0, deltaY);
  }
  await page.grid.focus();
  await bench.page.keyboard.press("End");
  await eventually(async () => assert.equal((await page.names()).at(-1), "run-0"), { timeoutMs: 60_000 });
  for (let turn = 0; turn < 10; turn++) await bench.page.mouse.wheel(0, -100_000);
  await page.grid.focus();
  await bench.page.keyboard.press("Home");
  await eventually(async () => assert.equal(await page.name(0), "run-99999"), { timeoutMs: 60_000 });
  const { times, blank } = await watched();
  assert.ok(times.length > 10);
  assert.deepEqual(blank, []);
});

test("it is sorted by a metric, both ways", async () => {
  const page = await runsPage(bench);
  for (const [order, first] of [
    ["descending", bestRun()],
    ["ascending", "run-0"],
  ] as const) {
    await page.head("accuracy").click();
    await page.grid.locator(`thead th[aria-sort="${order}"]`).waitFor();
    await eventually(async () => assert.equal(await page.name(0), first), { timeoutMs: 60_000 });
    const values = (await page.column("accuracy")).map(Number);
    assert.ok(values.length > 10);
    assert.deepEqual(
      values,
      values.toSorted((a, b) => (order === "ascending" ? a - b : b - a)),
    );
  }
});

test("it is filtered, and all of it comes back", async () => {
  const page = await runsPage(bench);
  await page.filter.fill("metrics.accuracy >= 0.9 and params.depth = '2'");
  await eventually(async () => assert.equal(await page.count(), `${matching()} of 100,000 runs`), {
    timeoutMs: 60_000,
  });
  await eventually(async () => {
    const [values, depths] = [await page.column("accuracy"), await page.column("depth")];
    assert.ok(values.length > 10 && values.every((value) => Number(value) >= 0.9), values.join());
    assert.ok(depths.every((depth) => depth === "2"));
  });
  await page.filter.fill("");
  await eventually(async () => assert.equal(await page.count(), "100,000 of 100,000 runs"), { timeoutMs: 60_000 });
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});

function accuracyOf(run: number): number {
  return (run * 7_919) % runs;
}

function bestRun(): string {
  const all = Array.from({ length: runs }, (_, run) => run);
  return `run-${all.find((run) => accuracyOf(run) === runs - 1)}`;
}

function matching(): string {
  const found = Array.from({ length: runs }, (_, run) => run).filter(
    (run) => accuracyOf(run) >= 0.9 * runs && run % 5 === 2,
  );
  return found.length.toLocaleString("en");
}
