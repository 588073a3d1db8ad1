import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../fixtures.ts";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { runsPage } from "./runsPage.ts";

const saved = temporaryFolder();
const bench = await openWorkbench({ workspace: await copySample() });
await bench.openContainer("MLflow");
await bench.view("Experiments").row("flower-photos").click();
await (await runsPage(bench)).button("Charts").click();

/** The chart of a metric beside the table, with what may be done with it. */
const chartOf = async (metric: string) => {
  const { frame } = await runsPage(bench);
  const place = frame.locator(".metric-lines").filter({ has: frame.getByRole("group", { name: metric, exact: true }) });
  await place.locator("canvas").waitFor();
  return { place, action: (name: string) => place.getByRole("button", { name, exact: true }) };
};

test("dragging over lines zooms, a double click shows all of them again; so do the keys", async () => {
  const { place, action } = await chartOf("train/accuracy");
  const all = action("Show All Steps (Escape)");
  assert.equal(await all.count(), 0);
  const box = (await place.locator("canvas").boundingBox())!;
  await bench.page.mouse.move(box.x + box.width * 0.4, box.y + 60);
  await bench.page.mouse.down();
  await bench.page.mouse.move(box.x + box.width * 0.6, box.y + 90, { steps: 5 });
  await bench.page.mouse.up();
  await all.waitFor();
  await bench.screenshotInAllThemes("runs-lines-zoomed");
  await place.locator("canvas").dblclick();
  await all.waitFor({ state: "detached" });
  await place.locator(".line-chart").focus();
  await bench.page.keyboard.press("+");
  await all.waitFor();
  await bench.page.keyboard.press("Escape");
  await all.waitFor({ state: "detached" });
});

test("lines are saved as a picture, copied, and saved with all their points", async () => {
  const { place, action } = await chartOf("train/accuracy");
  await place.hover();
  await action("Save as PNG...").click();
  const png = join(saved, "lines.png");
  await bench.typeFile(png);
  await eventually(() => assert.equal(readFileSync(png).subarray(1, 4).toString(), "PNG"));
  await place.hover();
  await action("Copy Image").click();
  await eventually(async () =>
    assert.deepEqual(
      await bench.page.evaluate("navigator.clipboard.read().then((items) => items.flatMap((item) => item.types))"),
      ["image/png"],
    ),
  );
  await place.hover();
  await action("Save Points as CSV...").click();
  const csv = join(saved, "lines.csv");
  await bench.typeFile(csv);
  const lines = await eventually(() => {
    const text = readFileSync(csv, "utf8").trimEnd().split("\r\n");
    assert.ok(text.length > 1_000, String(text.length));
    return text;
  });
  assert.equal(lines[0], "run,run_id,step,timestamp,value");
  assert.match(lines[1] ?? "", /^[\w-]+,\w{32},0,\d{13},0\.\d+$/);
  assert.equal(new Set(lines.slice(1).map((line) => line.split(",")[1])).size, 6);
});

test("parallel axes and parameter importance say what is better, once the user said which way that is", async () => {
  const page = await runsPage(bench);
  await page.pickFromHead("train/accuracy", "Higher Is Better");
  const charts = page.frame.getByRole("region", { name: "Charts" });
  const choose = async (kind: string) => {
    await charts.getByRole("combobox", { name: "Kind of chart" }).click();
    await charts.getByRole("option", { name: kind, exact: true }).click();
  };
  await choose("Parallel Coordinates");
  await charts.getByRole("img", { name: "better", exact: true }).waitFor();
  const boxes = await charts
    .locator(".axis-label:not(.dim)")
    .evaluateAll((labels: { getBoundingClientRect(): { left: number; right: number } }[]) =>
      labels.map((label) => {
        const { left, right } = label.getBoundingClientRect();
        return { left, right };
      }),
    );
  assert.ok(boxes.length > 4);
  for (const [at, { left }] of boxes.entries()) assert.ok(at === 0 || left >= boxes[at - 1]!.right);
  assert.equal(await charts.locator('.axis-label .key[title="train/learning_rate"]').count(), 1);
  await bench.screenshot("runs-parallel-better");
  await choose("Parameter Importance");
  await charts.getByRole("columnheader", { name: "Better with" }).waitFor();
  await charts.getByText("smaller values").first().waitFor();
  await bench.screenshot("runs-importance-better");
});

test("nothing on the page is inaccessible", async () => {
  await runsPage(bench);
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
