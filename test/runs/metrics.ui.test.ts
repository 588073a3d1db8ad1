import assert from "node:assert/strict";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { runsPage } from "./runsPage.ts";

const bench = await openWorkbench({ workspace: await copySample() });
await bench.openContainer("MLflow");
await bench.view("Experiments").row("flower-photos").click();

/** The cells in sight of a column, as elements. */
const cells = async (title: string) => {
  const page = await runsPage(bench);
  const index = await page.head(title).getAttribute("aria-colindex");
  return page.grid.locator(`tbody tr:not(.stale) [aria-colindex="${index}"]`);
};
const texts = async (title: string) => (await (await cells(title)).allInnerTexts()).map((text) => text.trim());
const exact = async (title: string) => {
  const all = await (await cells(title)).all();
  return Promise.all(all.map(async (cell) => (await cell.getAttribute("title")) ?? ""));
};

test("a metric tells the step of its last, least and greatest value, on hover and beside it when asked", async () => {
  const page = await runsPage(bench);
  await eventually(async () => assert.match((await exact("train/loss"))[0] ?? "", /^0\.\d+ \(step \d{3}\)$/));
  await page.pickFromHead("train/loss", "Steps");
  const first = (await cells("train/loss")).first();
  await eventually(async () => assert.match((await first.getAttribute("data-second")) ?? "", /^step \d{3}$/));
  await page.pickFromHead("train/loss", "Greatest Value");
  await page.head("train/loss max").waitFor();
  await eventually(async () => assert.match((await exact("train/loss max"))[0] ?? "", /^\d\.\d+ \(step \d{1,2}\)$/));
  await bench.screenshotInAllThemes("runs-steps");
  await page.pickFromHead("train/loss max", "Mean Value");
  await page.head("train/loss mean").waitFor();
  await eventually(async () => assert.match((await exact("train/loss mean"))[0] ?? "", /^0\.\d+$/));
});

test("runs are sorted by a mean and filtered by a least value of their whole histories", async () => {
  const page = await runsPage(bench);
  await page.head("train/loss mean").click();
  await eventually(async () => {
    const means = (await texts("train/loss mean")).map(Number).filter(Number.isFinite);
    assert.ok(means.length > 3);
    assert.deepEqual(
      means,
      means.toSorted((a, b) => b - a),
    );
  });
  await page.pickFromHead("train/loss mean", "Least Value");
  await page.head("train/loss min").waitFor();
  const least = (await texts("train/loss min")).map(Number).filter(Number.isFinite);
  const bound = least.toSorted((a, b) => a - b)[1]!;
  await page.pickFromHead("train/loss min", "Filter...");
  const editor = page.frame.getByRole("dialog", { name: "Filter" });
  await editor.getByLabel("To", { exact: true }).fill(String(bound * 1.001));
  await bench.page.keyboard.press("Enter");
  await page.frame.getByRole("button", { name: new RegExp(String.raw`^train/loss min ≤`) }).waitFor();
  await eventually(async () => assert.equal(await page.count(), "2 of 6 runs"));
  await bench.screenshot("runs-filtered-by-least");
  await page.frame.getByRole("button", { name: /^Remove train\/loss min/ }).click();
  await page.pickFromHead("train/loss min", "Last Value");
});

test("which way a metric is better is said once: the best is marked, bars follow, comparisons know it", async () => {
  const page = await runsPage(bench);
  await page.pickFromHead("train/loss", "Bars");
  await page.pickFromHead("train/loss", "Lower Is Better");
  const best = (await runsPage(bench)).grid.locator("td.best");
  await eventually(async () => assert.equal(await best.count(), 1));
  const values = (await texts("train/loss")).map(Number).filter(Number.isFinite);
  assert.equal(Number(await best.innerText()), Math.min(...values));
  assert.equal(
    await best.evaluate((cell: { style: { getPropertyValue(name: string): string } }) =>
      cell.style.getPropertyValue("--bar"),
    ),
    "100%",
  );
  await bench.screenshotInAllThemes("runs-best");
  await page.row(0).click();
  await page.row(1).click({ modifiers: ["ControlOrMeta"] });
  await page.button("Compare").click();
  await bench.tab("Compare 2 Runs").waitFor();
  const comparison = await bench.pageInEditor();
  await comparison.getByRole("button", { name: "train/loss: lower is better" }).waitFor();
});

test("what is said on the compare page is taken up by an open table", async () => {
  const comparison = await bench.pageInEditor();
  const lower = comparison.getByRole("button", { name: "train/loss: lower is better" });
  await lower.focus();
  await bench.page.keyboard.press("Enter");
  await lower.waitFor({ state: "detached" });
  await bench.tab("flower-photos").click();
  const page = await runsPage(bench);
  await page.frame.getByRole("img", { name: "lower is better" }).waitFor({ state: "detached" });
  await eventually(async () => assert.equal(await page.grid.locator("td.best").count(), 0));
});

test("nothing on the page is inaccessible", async () => {
  await runsPage(bench);
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
