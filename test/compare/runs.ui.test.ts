import assert from "node:assert/strict";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { comparePage } from "./comparePage.ts";

const workspace = await copySample();
const metaOf = (run: string) =>
  globSync("mlruns/*/*/meta.yaml", { cwd: workspace })
    .map((file) => join(workspace, file))
    .find((file) => new RegExp(`^run_name: '?${run}'?$`, "m").test(readFileSync(file, "utf8")))!;
const forest8 = dirname(metaOf("forest-8"));
mkdirSync(join(forest8, "params"), { recursive: true });
const longKey = `augmentation.${"very-long-name.".repeat(12)}probability`;
writeFileSync(join(forest8, "params", longKey), `${"long value ".repeat(200)}end`);
const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
const page = comparePage(bench);

test("Select for Compare, then Compare with Selected, as in the file explorer and across stores", async () => {
  await view.row("support-bot").expand();
  await view.row("iris").expand();
  await view.row("forest-8").openMenu();
  assert.ok(!(await bench.menuLabels()).includes("Compare with Selected"));
  await bench.pickFromMenu("Select for Compare");
  const inDatabase = (await view.rows()).find(({ level }) => level === 3)!.label;
  await view.row(inDatabase).pick("Compare with Selected");
  await page.isShown("Compare 2 Runs");
  assert.deepEqual(await page.runs(), ["forest-8", inDatabase]);
  assert.deepEqual(
    [await page.cellOf("Store", "forest-8"), await page.cellOf("Store", inDatabase)],
    ["mlruns", "mlflow.db"],
  );
});

test("runs are added by a list and taken away above their columns", async () => {
  const frame = await page.frame();
  await frame.getByRole("button", { name: "Add Runs..." }).click();
  await bench.pickMany("forest-2", "forest-3", "forest-5", "forest-0");
  await page.isShown("Compare 6 Runs");
  await (await page.frame()).getByRole("button", { name: "Remove forest-5" }).click();
  await page.isShown("Compare 5 Runs");
  assert.deepEqual((await page.runs()).filter((name) => name.startsWith("forest")).sort(), [
    ...["forest-0", "forest-2", "forest-3", "forest-8"],
  ]);
  assert.equal((await bench.tabs()).filter((title) => title.startsWith("Compare")).length, 1);
});

test("long names are cut in their middle, and whole on hover", async () => {
  const cell = await page.cell(longKey, "forest-8");
  assert.match((await cell.locator("[title]").first().getAttribute("title")) ?? "", /^long value/);
  await bench.screenshot("compare-long-names");
});

test("a run that is gone says so in its column, and the others are shown", async () => {
  const gone = dirname(metaOf("forest-2"));
  rmSync(gone, { recursive: true });
  const frame = await page.frame();
  await frame.locator(".compare-run-problem").first().waitFor();
  const heads = await frame.locator(".compare-run-problem").allInnerTexts();
  assert.equal(heads.length, 1);
  assert.ok(heads[0]!.includes(basename(gone)), heads[0]);
  assert.match(await page.cellOf("accuracy", "forest-8"), /^0\.9667/);
  await bench.screenshot("compare-gone");
});

test("a metric that is logged meanwhile appears", async () => {
  writeFileSync(join(forest8, "metrics", "accuracy"), "1793871300013 0.75 9\n");
  await eventually(async () => assert.match(await page.cellOf("accuracy", "forest-8"), /^0\.75/));
});

test("by keyboard alone: what differs, the baseline, folding, what a cell opens", async () => {
  const frame = await page.frame();
  /** The class, the label and the text of a control; a region has no text of its own. */
  const focused = () =>
    frame
      .locator(":focus")
      .first()
      .evaluate((element: { tagName: string; className: string; ariaLabel: string | null; textContent: string }) =>
        [
          element.tagName,
          element.className,
          element.ariaLabel,
          element.tagName === "DIV" ? "" : element.textContent,
        ].join(" "),
      );
  await frame.getByRole("checkbox").focus();
  await bench.page.keyboard.press("Space");
  await eventually(async () => assert.equal(await frame.getByRole("checkbox").getAttribute("aria-checked"), "true"));
  await bench.page.keyboard.press("Space");
  const seen: string[] = [];
  for (let presses = 0; presses < 40 && !seen.some((each) => each.includes("compare-fold")); presses++) {
    await bench.page.keyboard.press("Tab");
    seen.push(await focused());
  }
  for (const part of [
    "Baseline",
    "As Text",
    "As Markdown",
    "Add Runs",
    "Compare others with",
    "Remove ",
    "compare-fold",
  ])
    assert.ok(
      seen.some((each) => each.includes(part)),
      part,
    );
  await bench.page.keyboard.press("Enter");
  await eventually(async () => assert.deepEqual(await page.rows("Attributes"), []));
  await bench.page.keyboard.press("Enter");
  await eventually(async () => assert.notDeepEqual(await page.rows("Attributes"), []));
});

test("nothing went wrong on the way", async () => {
  assert.deepEqual(await bench.accessibilityProblems(), []);
  assert.deepEqual(bench.consoleErrors, []);
});
