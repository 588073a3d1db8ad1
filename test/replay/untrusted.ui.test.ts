import assert from "node:assert/strict";
import { test } from "node:test";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";

// A workspace that is not trusted, whose runs name commits that nobody has looked at.
const bench = await openWorkbench({ workspace: await copySample(), trust: false });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");
await view.row("iris").expand();
await view.row("forest-5").click();
const page = await bench.pageInEditor();
const part = page.getByRole("region", { name: "Reproducibility" });

test("in Restricted Mode Git is not asked, and the page says so", async () => {
  await eventually(async () => {
    assert.match(await part.innerText(), /Code\s+Git is asked only in a workspace that you trust\./);
  });
  assert.equal(await part.getByRole("img", { name: "cannot be restored", exact: true }).count(), 3);
  await part.scrollIntoViewIfNeeded();
  await bench.screenshotInAllThemes("replay-restricted");
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("in Restricted Mode nothing is run again, and why is said", async () => {
  await part.getByRole("button", { name: "Run Again..." }).click();
  await bench.toast(/Nothing is run in Restricted Mode: a project is code of this workspace\./).element.waitFor();
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
