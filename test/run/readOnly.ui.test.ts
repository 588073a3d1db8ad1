import assert from "node:assert/strict";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

// A database that is read by sql.js is never written.
const bench = await openWorkbench({ workspace: await copySample(), settings: { "mlflowLens.sqlite": "sql.js" } });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
await view.row("support-bot").expand();
await view.row("mlruns").collapse();
const [, , first] = await eventually(async () => {
  const rows = await view.rows();
  assert.equal(rows[2]?.level, 3);
  return rows;
});
const run = first!.label;
await view.row(run).click();
const page = await bench.pageInEditor();

test("the page of a run that cannot be changed says why, and shows the rest", async () => {
  await page.getByRole("region", { name: "Parameters", exact: true }).getByRole("row").first().waitFor();
  assert.match(await page.locator(".read-only").innerText(), /Databases are only read here/);
  await bench.screenshotInAllThemes("run-read-only");
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("it offers no change, not on the page and not in its menu", async () => {
  const labels = await page
    .locator("button, vscode-button")
    .evaluateAll((all: { ariaLabel: string | null; textContent: string | null }[]) =>
      all.map(({ ariaLabel, textContent }) => ariaLabel ?? textContent ?? ""),
    );
  const changes = /Add Tag|Write a Note|Edit|Change|Delete|Register|Rename|Restore/;
  assert.deepEqual(
    labels.filter((label) => changes.test(label)),
    [],
  );
  await page.getByRole("button", { name: "More Actions..." }).click();
  const offered = await bench.menuLabels();
  assert.ok(
    offered.some((label) => label.startsWith("Compare Runs")),
    offered.join(),
  );
  assert.deepEqual(
    offered.filter((label) => changes.test(label)),
    [],
  );
  await bench.page.keyboard.press("Escape");
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});

test("what is asked for all the same is refused with the reason", async () => {
  await bench.runCommand("MLflow: Edit Tags of Run...");
  assert.match(await bench.toast("mlflow.db cannot be changed").text(), /Databases are only read here/);
  await bench.screenshot("run-read-only-refused");
});
