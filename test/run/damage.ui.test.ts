import assert from "node:assert/strict";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { damagedWorkspace } from "../experiments/damagedStore.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const workspace = damagedWorkspace();
const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
await view.row("damaged").expand();

async function open(name: string) {
  await view.row(name).click();
  await bench.tab(name).waitFor();
  const page = await bench.pageInEditor();
  return { page, part: (title: string) => page.getByRole("region", { name: title, exact: true }) };
}

test("a metric that is cut short is told above the page, and the rest is shown", async () => {
  const { page, part } = await open("cutmetric");
  await page.locator(".problems").getByText("loss").waitFor();
  await part("Metrics").getByRole("row", { name: "accuracy" }).waitFor();
  await part("Parameters").getByRole("row", { name: "rate 0.1" }).waitFor();
  await bench.screenshotInAllThemes("run-damaged");
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("a tag too large to read is told, and the rest is shown", async () => {
  const { page, part } = await open("hugetag");
  await page.locator(".problems").getByText("mlflow.note.content").waitFor();
  await part("Parameters").getByRole("row", { name: "rate 0.2" }).waitFor();
  await bench.screenshot("run-huge-tag");
});

test("a model whose MLmodel is broken says why, beside what is sound", async () => {
  const { part } = await open("brokenmodel");
  await part("Models").locator("summary").click();
  await part("Models").getByText("Its MLmodel file cannot be read").waitFor();
  await part("Parameters").getByRole("row", { name: "rate 0.3" }).waitFor();
  await bench.screenshot("run-broken-model");
});

test("markup in parameters and notes is text: no picture is loaded, no command is linked", async () => {
  const requests: string[] = [];
  bench.page.on("request", (request) => requests.push(request.url()));
  const { page, part } = await open("hostile");
  await part("Note").getByRole("heading", { name: "Note", exact: true }).last().waitFor();
  await part("Parameters").getByText("<img src=x onerror=alert(1)>").waitFor();
  assert.equal(await page.locator("a[href^='command:'], img[src^='http']").count(), 0);
  assert.deepEqual(
    requests.filter((url) => url.includes("example.invalid")),
    [],
  );
  await bench.screenshot("run-hostile");
});

test("a run whose file cannot be read says why, and has no status that nobody gave it", async () => {
  const label = (await view.rows()).map((row) => row.label).find((each) => each.startsWith("brokenmeta"))!;
  const { page } = await open(label);
  const problem = await page.locator(".problems").innerText();
  assert.match(problem, /meta\.yaml is not YAML: .* at line 2, column 1\.$/);
  assert.equal(await page.getByRole("img", { name: "failed" }).count(), 0);
  await bench.screenshotInAllThemes("run-unreadable");
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("a run that is taken from the store while it is shown says so once, and what was read stays", async () => {
  const { page, part } = await open("cutmetric");
  await part("Metrics").getByRole("row", { name: "accuracy" }).waitFor();
  // All at once: what is deleted file by file is read without some of them meanwhile.
  renameSync(join(workspace, "mlruns", "0", "cutmetric".padEnd(32, "0")), join(workspace, "taken-away"));
  await eventually(async () => assert.match(await page.getByRole("alert").first().innerText(), /not found/i), {
    timeoutMs: 30_000,
  });
  await part("Metrics").getByRole("row", { name: "accuracy" }).waitFor();
  // Once above the page, not once more for each of its parts.
  assert.equal(await page.getByRole("alert").count(), 1);
  await bench.screenshot("run-gone");
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
