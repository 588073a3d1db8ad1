import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { startTraining } from "../ui/training.ts";
import { openWorkbench } from "../ui/workbench.ts";

const scratch = mkdtempSync(join(tmpdir(), "lens-live-"));
after(() => rmSync(scratch, { recursive: true, force: true }));
const workspace = mkdtempSync(join(scratch, "workspace-"));

interface Observed {
  moments?: number[];
}

/** In the page: keeps when the chart was drawn with other points. */
function observeRedraws(element: Observed): void {
  const moments: number[] = (element.moments = []);
  const { MutationObserver } = globalThis as unknown as {
    MutationObserver: new (listener: () => void) => { observe(target: object, options: object): void };
  };
  new MutationObserver(() => void moments.push(performance.now())).observe(element, {
    attributeFilter: ["aria-label"],
  });
}

const tellFolder = startTraining(`file://${workspace}/mlruns`, workspace);
const tellDatabase = startTraining(`sqlite:///${workspace}/mlflow.db`, workspace);
await Promise.all([tellFolder("start learner"), tellDatabase("start learner")]);
const bench = await openWorkbench({ workspace });
await bench.openContainer("MLflow");
const view = bench.view("Experiments");

for (const [store, other, tell] of [
  ["mlruns", "mlflow.db", tellFolder],
  ["mlflow.db", "mlruns", tellDatabase],
] as const) {
  test(`points, parameters and the end of a run in ${store} show on its page as they are logged`, async () => {
    await bench.closeAllTabs();
    await view.row(other).collapse();
    await view.row(store).expand();
    await view.row("live").expand();
    await view.row("learner").click();
    const page = await bench.pageInEditor();
    await page.getByRole("img", { name: "running" }).waitFor();
    await page.getByText("This run has logged no parameters and no metrics yet.").waitFor();
    await tell("param depth 3");
    await page.getByRole("row", { name: "depth 3" }).waitFor();
    await tell("metric loss 0.5 0");
    await page.getByRole("tab", { name: "Charts" }).click();
    const points = async (count: number) =>
      page.getByRole("img", { name: `loss: ${count} points` }).waitFor({ timeout: 20_000 });
    await points(1);
    await tell("metric loss 0.25 1");
    await points(2);
    await page.getByRole("button", { name: "Enlarge loss" }).click();
    const large = page.getByRole("region", { name: "loss", exact: true });
    const canvas = large.locator("canvas");
    await canvas.waitFor();
    await canvas.evaluate(observeRedraws);
    await tell("many loss 2 120");
    await large.getByText("120 points").waitFor({ timeout: 20_000 });
    const moments = await canvas.evaluate((element: Observed) => element.moments ?? []);
    const seconds = (moments.at(-1)! - moments[0]!) / 1_000;
    assert.ok(moments.length <= 10 * seconds + 2, `${moments.length} redraws in ${seconds} s`);
    await tell("metric loss nan 120");
    await page
      .getByRole("img", { name: /loss: 121 points.* to NaN at 120/ })
      .first()
      .waitFor();
    await bench.screenshot(`run-live-${store}`);
    await tell("end");
    await page.getByRole("img", { name: "finished" }).waitFor();
    await page.getByText("took").waitFor();
  });
}

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
