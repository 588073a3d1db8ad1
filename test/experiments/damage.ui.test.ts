import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openWorkbench } from "../ui/workbench.ts";

const workspace = mkdtempSync(join(tmpdir(), "lens-damage-"));
after(() => rmSync(workspace, { recursive: true }));
const experiment = join(workspace, "mlruns", "0");

function addRun(name: string, { meta, startTime }: { meta?: string; startTime: number }): string {
  const runId = name
    .replaceAll(/[^a-z]/g, "")
    .padEnd(32, "0")
    .slice(0, 32);
  const folder = join(experiment, runId);
  for (const part of ["metrics", "params", "tags", "artifacts"]) mkdirSync(join(folder, part), { recursive: true });
  const whole =
    `artifact_uri: file:///elsewhere/mlruns/0/${runId}/artifacts\nend_time: ${startTime + 1000}\nexperiment_id: '0'\n` +
    `lifecycle_stage: active\nrun_id: ${runId}\nrun_name: ${name}\nstart_time: ${startTime}\nstatus: 3\nuser_id: ada\n`;
  writeFileSync(join(folder, "meta.yaml"), meta ?? whole);
  return folder;
}

mkdirSync(experiment, { recursive: true });
writeFileSync(
  join(experiment, "meta.yaml"),
  "artifact_location: file:///elsewhere/mlruns/0\nexperiment_id: '0'\nlifecycle_stage: active\nname: damaged\n",
);
addRun("healthy", { startTime: 1_760_000_000_000 });
const cut = addRun("cutmetric", { startTime: 1_760_000_001_000 });
writeFileSync(join(cut, "metrics", "loss"), "1760000000000 0.5 1\n1760000000001 not-a-number 2\n");
writeFileSync(join(cut, "metrics", "accuracy"), "1760000000000 0.5 1\n");
addRun("brokenmeta", { meta: "artifact_uri: [unclosed\nstatus: {", startTime: 0 });
addRun("emptymeta", { meta: "", startTime: 0 });
const huge = addRun("hugetag", { startTime: 1_760_000_002_000 });
writeFileSync(join(huge, "tags", "mlflow.note.content"), "x".repeat(50 * 1024 * 1024));
const loop = addRun("loopoflinks", { startTime: 1_760_000_003_000 });
symlinkSync(loop, join(loop, "artifacts", "again"));
symlinkSync("/etc/hostname", join(loop, "artifacts", "outside.txt"));
writeFileSync(join(loop, "artifacts", "inside.txt"), "inside\n");
const hostile = addRun("hostile", { startTime: 1_760_000_004_000 });
writeFileSync(join(hostile, "params", "markup"), "<img src=x onerror=alert(1)> [run](command:workbench.action.quit)");
writeFileSync(
  join(hostile, "tags", "mlflow.note.content"),
  "# Note\n\n![pixel](https://example.invalid/pixel.png)\n\n[quit](command:workbench.action.quit)",
);

const bench = await openWorkbench({ workspace });
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
