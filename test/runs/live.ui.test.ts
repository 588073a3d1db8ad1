import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { eventually } from "../ui/eventually.ts";
import { startTraining } from "../ui/training.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { runsPage } from "./runsPage.ts";

const scratch = mkdtempSync(join(tmpdir(), "lens-live-"));
after(() => rmSync(scratch, { recursive: true, force: true }));
const workspace = mkdtempSync(join(scratch, "workspace-"));

const tellFolder = startTraining(`file://${workspace}/mlruns`, workspace);
const tellDatabase = startTraining(`sqlite:///${workspace}/mlflow.db`, workspace);
await Promise.all([tellFolder("start first"), tellDatabase("start first")]);
const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
const patient = { timeoutMs: 30_000 };

test("the view has the number of running runs as a badge", async () => {
  await eventually(
    async () =>
      assert.equal(await bench.page.locator(".activitybar .action-item.checked .badge-content").innerText(), "2"),
    patient,
  );
});

for (const [store, other, tell] of [
  ["mlruns", "mlflow.db", tellFolder],
  ["mlflow.db", "mlruns", tellDatabase],
] as const) {
  test(`metrics move, runs appear and end, and a new name is taken up in an open table of ${store}`, async () => {
    await bench.closeAllTabs();
    await view.row(other).collapse();
    await view.row(store).expand();
    await view.row("live").click();
    await tell("metric loss 0.5 0");
    const page = await runsPage(bench);
    await page.head("loss").waitFor({ timeout: 30_000 });
    const cell = async (row: number) => (await page.column("loss"))[row];
    await eventually(async () => assert.equal(await cell(0), "0.5"), patient);
    await tell("metric loss 0.25 1");
    await eventually(async () => assert.equal(await cell(0), "0.25"), patient);
    await page.pickFromHead("loss", "Greatest Value");
    await page.head("loss max").waitFor();
    await eventually(async () => assert.equal((await page.column("loss max"))[0], "0.5"), patient);
    await tell("metric loss 0.75 2");
    await eventually(async () => assert.equal((await page.column("loss max"))[0], "0.75"), patient);
    await page.pickFromHead("loss max", "Last Value");
    await page.row(0).locator(".status-running").waitFor();
    await tell("end");
    await tell("start second");
    await eventually(async () => assert.deepEqual(await page.names(), ["second", "first"]), patient);
    assert.equal(await page.count(), "2 of 2 runs");
    await tell("metric loss 0.125 0");
    await eventually(async () => assert.deepEqual(await page.column("loss"), ["0.125", "0.75"]), patient);
    await bench.screenshot(`runs-live-${store}`);
    await tell(`rename ${store}-renamed`);
    await page.frame.getByRole("heading", { name: `${store}-renamed` }).waitFor({ timeout: 30_000 });
    await tell("end");
    await eventually(async () => assert.equal(await page.grid.locator(".status-finished").count(), 2), patient);
  });
}

test("the badge goes with the last running run", async () => {
  await bench.page
    .locator(".activitybar .action-item.checked .badge-content")
    .waitFor({ state: "hidden", timeout: 30_000 });
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
