import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileExperimentId, makeFileStore } from "../../scripts/bench/bigStore.mjs";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const steps = 1_000_000;
/** A single point that any sample would miss. */
const spike = 777_777;

const inMemory = "/dev/shm";
const workspace = mkdtempSync(join(existsSync(inMemory) ? inMemory : tmpdir(), "lens-long-"));
makeFileStore(join(workspace, "mlruns"), { runs: 1, metrics: 1, params: 1, steps: 1 });
const experiment = join(workspace, "mlruns", fileExperimentId);
const run = readdirSync(experiment).find((name) => name !== "meta.yaml")!;
const lines = Array.from({ length: steps }, (_, step) => {
  const value = step === spike ? 50 : 2 * Math.exp(-step / 300_000) + ((step * 7_919) % 1_000) / 5_000;
  return `${1_790_000_000_000 + step * 20} ${value} ${step}\n`;
});
writeFileSync(join(experiment, run, "metrics/metric_0"), lines.join(""));

const bench = await openWorkbench({ workspace });
after(() => rmSync(workspace, { recursive: true }));
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
await view.row("big").expand();
await view.row("run-0").click();
const page = await bench.pageInEditor();
const large = page.getByRole("region", { name: "metric_0", exact: true });
const summary = async () => (await large.getByRole("img", { name: /^metric_0: / }).getAttribute("aria-label")) ?? "";
const counts = async () => {
  const [drawn, total] = (await large.locator(".point-count").innerText()).match(/[\d,]+/g) ?? [];
  const number = (text: string | undefined) => Number(text?.replaceAll(",", ""));
  return { drawn: number(drawn), total: total === undefined ? number(drawn) : number(total) };
};

test("a metric of a million steps is drawn, and no spike is lost", async () => {
  await page.getByRole("tab", { name: "Charts" }).click();
  await page.getByRole("button", { name: "Enlarge metric_0" }).click();
  await large.locator("canvas").waitFor();
  await eventually(async () => {
    const { drawn, total } = await counts();
    assert.equal(total, steps);
    assert.ok(drawn > 1_000 && drawn < 5_000, String(drawn));
    assert.match(await summary(), /largest 50$/);
  });
  await bench.screenshotInAllThemes("run-million");
});

test("zooming brings more of the points, at last each of them", async () => {
  const box = (await large.locator("canvas").boundingBox())!;
  // Drags over the spike, which the chart's axis has at a known place.
  let [from, to] = [0, steps];
  let seen = steps;
  for (const width of [100_000, 10_000, 800]) {
    // Where the axis begins and ends in the chart.
    const [start, end] = [box.x + 45, box.x + box.width - 10];
    const xOf = (step: number) => start + ((end - start) * (step - from)) / (to - from);
    await bench.page.mouse.move(xOf(spike - width / 2), box.y + 100);
    await bench.page.mouse.down();
    await bench.page.mouse.move(xOf(spike + width / 2), box.y + 150, { steps: 4 });
    await bench.page.mouse.up();
    const before = seen;
    await eventually(async () => {
      const { total } = await counts();
      assert.ok(total < before, `${total} of ${before}`);
      seen = total;
      assert.match(await summary(), /largest 50$/);
    });
    const [first, last] = /at ([\d,]+) to \S+ at ([\d,]+),/.exec(await summary())!.slice(1);
    [from, to] = [first!, last!].map((text) => Number(text.replaceAll(",", ""))) as [number, number];
  }
  await eventually(async () => {
    const { drawn, total } = await counts();
    assert.equal(drawn, total);
    assert.ok(total < 5_000, String(total));
  });
  await bench.screenshot("run-million-zoomed");
  await page.getByRole("button", { name: "Show All Steps (Escape)" }).click();
  await eventually(async () => assert.equal((await counts()).total, steps));
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
