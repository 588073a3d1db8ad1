import assert from "node:assert/strict";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

const bench = await openWorkbench({ workspace: await copySample() });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");

/** Drags a row over the editors, where VS Code shows what a drop would do, and drops it. */
async function dragOut(label: string, { intoText = false } = {}): Promise<void> {
  const { mouse, keyboard } = bench.page;
  const row = (await view.row(label).element.boundingBox())!;
  const editors = (await bench.page.locator(".part.editor").boundingBox())!;
  const [x, y] = [editors.x + editors.width / 2, editors.y + editors.height / 2];
  await mouse.move(row.x + 60, row.y + row.height / 2);
  await mouse.down();
  await mouse.move(row.x + 90, row.y + row.height / 2, { steps: 4 });
  await mouse.move(x, y, { steps: 8 });
  const overlay = bench.page.locator(".editor-group-overlay-indicator");
  await overlay.waitFor();
  if (intoText) await keyboard.down("Shift");
  await mouse.move(x + 10, y + 10, { steps: 4 });
  if (intoText) await overlay.waitFor({ state: "hidden" });
  await mouse.up();
  if (intoText) await keyboard.up("Shift");
}

test("a run that is dragged out of the view opens where it is dropped", async () => {
  await view.row("iris").expand();
  await view.row("forest-5").scrollTo();
  await dragOut("forest-5");
  await bench.tab("forest-5").waitFor();
  const page = await bench.pageInEditor();
  await page.getByRole("heading", { name: "forest-5" }).waitFor();
});

test("an experiment that is dragged out opens its table", async () => {
  await bench.closeAllTabs();
  await dragOut("iris-sweep");
  await bench.tab("iris-sweep").waitFor();
});

test("with Shift a run is written into a text as MLflow takes it", async () => {
  await bench.closeAllTabs();
  await bench.runCommand("File: New Untitled Text File");
  await bench.tab("Untitled-1").waitFor();
  await dragOut("forest-5", { intoText: true });
  await eventually(async () => assert.match(await bench.editorText(), /runs:\/\w{32}/));
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
