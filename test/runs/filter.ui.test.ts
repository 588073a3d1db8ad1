import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { runsPage } from "./runsPage.ts";

const workspace = await copySample();
const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
await bench.view("Experiments").row("iris").click();
const count = async (expected: string) => {
  const page = await runsPage(bench);
  await eventually(async () => assert.equal(await page.count(), expected));
};

test("a filter in MLflow's syntax is completed as it is typed, and applied", async () => {
  const page = await runsPage(bench);
  await page.filter.click();
  await page.filter.pressSequentially("acc");
  await page.frame.getByRole("option", { name: "metrics.accuracy" }).click();
  await page.frame.getByRole("option", { name: ">", exact: true }).click();
  await page.filter.pressSequentially("0.9");
  await count("2 of 5 runs");
  assert.equal(await page.filter.inputValue(), "metrics.accuracy > 0.9");
});

test("a wrong word is marked, with MLflow's words", async () => {
  const page = await runsPage(bench);
  await page.filter.fill("metrics.accuracy > 0.9 and nonsense.x = 1");
  const problem = page.frame.locator("#filter-problem");
  await eventually(async () => assert.match(await problem.innerText(), /nonsense/));
  assert.equal(await page.frame.locator(".filter-mark .wrong").innerText(), "nonsense.x");
  await bench.screenshotInAllThemes("runs-filter-wrong");
  await count("2 of 5 runs");
  await page.filter.fill("");
  await count("5 of 5 runs");
});

test("? explains what a filter may say", async () => {
  const page = await runsPage(bench);
  await page.button("What a filter may say").click();
  await page.frame.getByRole("dialog").getByText("IS NULL", { exact: false }).first().waitFor();
  await bench.screenshot("runs-filter-help");
  await bench.page.keyboard.press("Escape");
});

test("status and date are chips", async () => {
  const page = await runsPage(bench);
  await page.button("Status").click();
  await page.frame.getByRole("menuitemcheckbox", { name: "failed" }).click();
  await count("1 of 5 runs");
  await page.frame.getByRole("menuitemcheckbox", { name: "finished" }).click();
  await count("5 of 5 runs");
  await bench.page.keyboard.press("Escape");
  await page.button("Remove Status is failed, finished").click();
  await page.button("Started").click();
  await page.frame.getByRole("menuitemcheckbox", { name: "Last 30 days" }).click();
  await page.button("Remove Last 30 days").waitFor();
  await page.button("Remove Last 30 days").click();
  await count("5 of 5 runs");
});

test("a head filters beyond MLflow's grammar: between, or", async () => {
  const page = await runsPage(bench);
  await page.pickFromHead("accuracy", "Filter...");
  await page.frame.getByRole("textbox", { name: "To" }).fill("0.84");
  await page.button("Or...").click();
  await page.frame.getByRole("textbox", { name: "From" }).nth(1).fill("0.96");
  await bench.screenshotInAllThemes("runs-condition");
  await page.button("Apply").click();
  await count("2 of 5 runs");
  await page.button("Copy as MLflow Filter").click();
  await bench.toast("cannot say").text();
  await bench.closeToasts();
  await page.frame.locator(".chip-remove").click();
  await count("5 of 5 runs");
});

test("a head filters by regular expression, and what MLflow can say is copied", async () => {
  const page = await runsPage(bench);
  await page.pickFromHead("Run", "Filter...");
  await page.frame.getByRole("textbox", { name: "Text" }).fill("forest-[58]");
  await page.frame.getByRole("combobox", { name: "Condition" }).click();
  await page.frame.getByRole("option", { name: "matches (regular expression)" }).click();
  await page.button("Apply").click();
  await count("2 of 5 runs");
  await page.frame.locator(".chip-remove").click();
  await page.pickFromHead("seed", "Filter...");
  await page.frame.getByRole("combobox", { name: "Condition" }).click();
  await page.frame.getByRole("option", { name: "is missing" }).click();
  await page.button("Apply").click();
  await count("1 of 5 runs");
  await page.button("Copy as MLflow Filter").click();
  await eventually(async () => assert.equal(await bench.clipboard(), "params.`seed` IS NULL"));
  await page.frame.locator(".chip-remove").click();
  await count("5 of 5 runs");
});

test("nothing found says so and leads back", async () => {
  const page = await runsPage(bench);
  await page.filter.fill("metrics.accuracy > 2");
  await page.frame.getByText("No run matches.").waitFor();
  await bench.screenshot("runs-none");
  await page.frame.getByText("Show All Runs").click();
  await count("5 of 5 runs");
});

test("selected runs are copied as Markdown and as CSV; all are exported", async () => {
  const page = await runsPage(bench);
  await page.row(1).click();
  await page.button("Copy as Markdown").click();
  await eventually(async () => assert.match(await bench.clipboard(), /^\| Run \| Age .*\n\| --- .*\n\| forest-8 \| /));
  await page.grid.focus();
  await bench.page.keyboard.press("ControlOrMeta+c");
  await eventually(async () => assert.match(await bench.clipboard(), /^Run,Age,.*\r\nforest-8,/));
  const file = join(workspace, "iris.csv");
  await page.button("Export to CSV...").click();
  await bench.typeFile(file);
  await bench.toast("5 runs were exported.").text();
  const [head, ...lines] = readFileSync(file, "utf8").trim().split("\r\n");
  assert.match(head ?? "", /^Run,Age,Took,accuracy,/);
  assert.equal(lines.length, 5);
});

test("nothing on the page is inaccessible", async () => {
  await runsPage(bench);
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
