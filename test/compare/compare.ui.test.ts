import assert from "node:assert/strict";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { comparePage } from "./comparePage.ts";

const workspace = await copySample();
const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
const page = comparePage(bench);
const names = ["forest-2", "forest-3", "forest-8"];

test("several selected runs are compared from the context menu", async () => {
  await view.row("iris").expand();
  await view.row("forest-2").click();
  await view.row("forest-3").addToSelection();
  await view.row("forest-8").addToSelection();
  await view.row("forest-8").pick("Compare Runs");
  await page.isShown("Compare 3 Runs");
  assert.deepEqual((await page.runs()).sort(), names);
});

test("rows that differ come first, are marked and counted", async () => {
  // The parts below are not in sight yet.
  assert.deepEqual((await page.sections()).slice(0, 7), [
    ...["Attributes", "Metrics", "Parameters", "Tags", "Datasets", "Code", "Environment"],
  ]);
  assert.deepEqual(await page.rows("Parameters"), [
    { label: "max_depth", differs: true },
    { label: "n_estimators", differs: true },
    { label: "seed", differs: false },
  ]);
  await bench.screenshotInAllThemes("compare");
});

test("numbers show their difference and share of the baseline, which the user picks", async () => {
  await page.pickBaseline("forest-2");
  await eventually(async () => assert.equal(await page.cellOf("n_estimators", "forest-8"), "8 +6 (+300%)"));
  assert.equal(await page.cellOf("accuracy", "forest-2"), "0.8333");
  assert.equal(await page.cellOf("accuracy", "forest-3"), "0.8667 +0.0334 (+4.01%)");
});

test("the best of a metric is marked once the user said which way is better, and stays so", async () => {
  const frame = await page.frame();
  assert.equal(await frame.getByRole("img", { name: "best" }).count(), 0);
  await frame.getByRole("button", { name: "accuracy: say which way is better" }).click();
  await frame.getByRole("button", { name: "accuracy: higher is better" }).waitFor();
  await frame.getByRole("button", { name: "log_loss: say which way is better" }).click();
  await frame.getByRole("button", { name: "log_loss: higher is better" }).click();
  await frame.getByRole("button", { name: "log_loss: lower is better" }).waitFor();
  const best = (row: string, run: string) =>
    page.cell(row, run).then((cell) => cell.getByRole("img", { name: "best" }).count());
  assert.deepEqual([await best("accuracy", "forest-8"), await best("accuracy", "forest-2")], [1, 0]);
  assert.equal((await best("log_loss", "forest-2")) + (await best("log_loss", "forest-3")), 1);
});

test("only what differs is shown on request, and parts fold", async () => {
  const frame = await page.frame();
  const box = frame.getByRole("checkbox", { name: /Only differences \(\d+ of \d+\)/ });
  await box.click();
  await eventually(async () =>
    assert.deepEqual(
      (await page.rows("Parameters")).map(({ label }) => label),
      ["max_depth", "n_estimators"],
    ),
  );
  await page.toggle("Attributes");
  await eventually(async () => assert.deepEqual(await page.rows("Attributes"), []));
});

test("what was set stays after a reload", async () => {
  await bench.reload();
  await page.isShown("Compare 3 Runs");
  await eventually(async () =>
    assert.deepEqual(
      (await page.rows("Parameters")).map(({ label }) => label),
      ["max_depth", "n_estimators"],
    ),
  );
  assert.deepEqual(await page.rows("Attributes"), []);
  assert.equal(await page.cellOf("accuracy", "forest-3"), "0.8667 +0.0334 (+4.01%)");
  const frame = await page.frame();
  await frame.getByRole("button", { name: "accuracy: higher is better" }).waitFor();
  await page.toggle("Attributes");
  await frame.getByRole("checkbox", { name: /Only differences/ }).click();
});

test("the table is copied as Markdown, as it is shown", async () => {
  const frame = await page.frame();
  await frame.getByRole("button", { name: "As Markdown" }).click();
  await eventually(async () => assert.match(await bench.clipboard(), /\| Metrics \| .*forest-2/));
  const lines = (await bench.clipboard()).split("\n");
  const accuracy = lines.find((line) => line.startsWith("| accuracy |")) ?? "";
  for (const part of ["| 0.8333 |", "0.8667 +0.0334 (+4.01%)", "★ best"]) assert.ok(accuracy.includes(part), accuracy);
});

test("nothing went wrong on the way", async () => {
  assert.deepEqual(await bench.accessibilityProblems(), []);
  assert.deepEqual(bench.consoleErrors, []);
});
