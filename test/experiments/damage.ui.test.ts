import assert from "node:assert/strict";
import { test } from "node:test";
import { openWorkbench } from "../ui/workbench.ts";
import { damagedWorkspace } from "./damagedStore.ts";

const bench = await openWorkbench({ workspace: damagedWorkspace() });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");

test("damaged runs are listed with a warning beside the healthy ones", async () => {
  await view.row("damaged").expand();
  assert.equal((await view.row("healthy").content()).icon, "pass");
  assert.equal((await view.row("cutmetric").content()).icon, "warning");
  assert.equal((await view.row("hugetag").content()).icon, "warning");
  assert.equal((await view.row("loopoflinks").content()).icon, "pass");
  const labels = (await view.rows()).map((row) => row.label);
  assert.ok(
    labels.some((label) => label.startsWith("brokenmeta")),
    labels.join(),
  );
  await bench.screenshotInAllThemes("experiments-damaged");
});

test("the tooltip of a damaged run says what is wrong", async () => {
  assert.match(await view.row("cutmetric").tooltip(), /loss.*malformed|malformed.*loss|not-a-number/);
});

test("what is sound in a damaged run is shown", async () => {
  await view.row("cutmetric").expand();
  await view.row("Metrics").expand();
  assert.equal((await view.row("accuracy").content()).description, "0.5");
  await view.row("cutmetric").collapse();
});

test("a link out of the artifacts opens nothing, and a loop of links ends", async () => {
  await view.row("loopoflinks").expand();
  await view.row("Artifacts").expand();
  await view.row("inside.txt").click();
  await bench.tab("inside.txt").waitFor();
  assert.match(await bench.editorText(), /inside/);
  const labels = (await view.rows()).map((row) => row.label);
  if (labels.includes("outside.txt")) {
    await view.row("outside.txt").click();
    await bench.page
      .locator(".monaco-editor-pane-placeholder, .notifications-toasts .notification-list-item")
      .first()
      .waitFor();
    await bench.screenshot("artifact-outside");
  }
  await view.row("loopoflinks").collapse();
});

test("markup in values and notes is text: no picture is loaded, no command is linked", async () => {
  const requests: string[] = [];
  bench.page.on("request", (request) => requests.push(request.url()));
  const tooltip = await view.row("hostile").tooltip();
  assert.match(tooltip, /Note/);
  assert.equal(await bench.page.locator(".workbench-hover img").count(), 0);
  assert.equal(
    await bench.page.locator(".workbench-hover a[href^='command:'], .workbench-hover a[data-href^='command:']").count(),
    0,
  );
  assert.deepEqual(
    requests.filter((url) => url.includes("example.invalid")),
    [],
  );
  await bench.screenshot("experiments-hostile-tooltip");
});
