import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { makeFileStore } from "../../scripts/bench/bigStore.mjs";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { watchFrames } from "./drawnFrames.ts";
import { runsPage } from "./runsPage.ts";

// In memory where there is such a place: on a busy disk, removing a hundred thousand files takes minutes.
const inMemory = "/dev/shm";
const workspace = mkdtempSync(join(existsSync(inMemory) ? inMemory : tmpdir(), "lens-table-"));
makeFileStore(join(workspace, "mlruns"), { runs: 10_000, metrics: 1, params: 1, steps: 1 });
const bench = await openWorkbench({ workspace, theme: "light" });
// After the window was closed, which would otherwise follow every file that goes.
after(() => rmSync(workspace, { recursive: true }));
await bench.openContainer("MLflow");
await bench.view("Experiments").row("big").click();

test("a table of 10,000 runs shows the newest, and says how many there are", async () => {
  const page = await runsPage(bench);
  await eventually(async () => assert.equal(await page.count(), "10,000 of 10,000 runs"), { timeoutMs: 60_000 });
  await eventually(async () => assert.equal(await page.name(0), "run-9999"));
  await bench.screenshot("runs-10000");
});

test("it scrolls from end to end, and every frame has a row wherever one is looked for, each with its run", async () => {
  const page = await runsPage(bench);
  await page.row(0).click();
  await bench.page.keyboard.press("End");
  await eventually(async () => assert.equal((await page.names()).at(-1), "run-0"), { timeoutMs: 60_000 });
  const watched = await watchFrames(page);
  await bench.page.mouse.move(900, 500);
  for (let turn = 0; turn < 40; turn++) await bench.page.mouse.wheel(0, -4_000);
  await page.grid.focus();
  await bench.page.keyboard.press("Home");
  await eventually(async () => assert.equal(await page.name(0), "run-9999"), { timeoutMs: 60_000 });
  const { times, blank } = await watched();
  assert.ok(times.length > 10);
  assert.deepEqual(blank, []);
});

test("it is filtered and sorted", async () => {
  const page = await runsPage(bench);
  await page.filter.fill("attributes.run_name = 'run-17'");
  await eventually(async () => assert.equal(await page.count(), "1 of 10,000 runs"), { timeoutMs: 60_000 });
  await page.filter.fill("");
  await eventually(async () => assert.equal(await page.count(), "10,000 of 10,000 runs"), { timeoutMs: 60_000 });
  // The completions lie over the table while the field has the focus.
  await page.filter.blur();
  await page.head("metric_0").click();
  await page.grid.locator('thead th[aria-sort="descending"]').waitFor();
  await eventually(
    async () => {
      const values = (await page.column("metric_0")).map(Number);
      assert.ok(values.length > 10);
      assert.deepEqual(
        values,
        values.toSorted((a, b) => b - a),
      );
    },
    { timeoutMs: 60_000 },
  );
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
