import assert from "node:assert/strict";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { focusIn, tabTo } from "../ui/keyboard.ts";
import { openWorkbench } from "../ui/workbench.ts";

const bench = await openWorkbench({ workspace: await copySample() });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
const press = (key: string) => bench.page.keyboard.press(key);
await view.row("flower-photos").expand();
await view.row("resnet50-augmented").click();
const page = await bench.pageInEditor();
const region = (name: string) => page.getByRole("region", { name, exact: true });
await region("Metrics").getByRole("row").nth(1).waitFor();
await focusIn(page);

test("Tab goes through the head: the menu, the experiment, what is copied, the source", async () => {
  const seen = await tabTo(bench, page, "Overview");
  for (const part of ["More Actions...", "flower-photos", "Copy Run ID", "Copy Commit"]) {
    assert.ok(
      seen.some((label) => label.includes(part)),
      `${part} is not among ${seen.join(", ")}`,
    );
  }
});

test("a tag is added, changed and deleted", async () => {
  await tabTo(bench, page, "Add Tag");
  await press("Enter");
  await page.getByRole("textbox", { name: "Name of the Tag" }).waitFor();
  await eventually(async () => assert.equal(await focused(), "Name of the Tag"));
  await bench.page.keyboard.type("aisle");
  await press("Tab");
  await bench.page.keyboard.type("3");
  await press("Enter");
  const row = region("Tags").getByRole("row", { name: "aisle" });
  await row.waitFor();
  await focusIn(page);
  await tabTo(bench, page, "Change aisle");
  await bench.screenshotInAllThemes("run-keyboard");
  await press("Enter");
  await eventually(async () => assert.equal(await focused(), "Value of aisle"));
  await press("ControlOrMeta+a");
  await bench.page.keyboard.type("4");
  await press("Enter");
  await row.getByText("4").waitFor();
  await focusIn(page);
  await tabTo(bench, page, "Delete aisle");
  await press("Enter");
  await row.waitFor({ state: "detached" });
});

test("arrows go from tab to tab, and a chart is made large", async () => {
  await focusIn(page);
  await tabTo(bench, page, "Overview");
  await press("ArrowRight");
  await page.locator(".chart-card canvas").first().waitFor();
  await tabTo(bench, page, "Enlarge train/accuracy");
  await press("Enter");
  await page.locator(".large-chart canvas").waitFor();
  await bench.screenshot("run-keyboard-chart");
});

test("a file of the artifacts opens", async () => {
  await focusIn(page);
  await tabTo(bench, page, "Charts");
  await press("End");
  await page.locator(".file").first().waitFor();
  const file = (
    await page
      .locator(".file-name")
      .filter({ hasText: /\.\w+$/ })
      .first()
      .innerText()
  ).trim();
  await tabTo(bench, page, file);
  await press("Enter");
  await bench.tab(file).waitFor();
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});

/** The name of the control that has the focus. */
async function focused(): Promise<string> {
  return (await page.locator(":focus").first().getAttribute("aria-label")) ?? "";
}
