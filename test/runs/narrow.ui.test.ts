import assert from "node:assert/strict";
import { test } from "node:test";
import type { Locator } from "playwright-core";
import { copySample } from "../sample/copy.ts";
import { eventually } from "../ui/eventually.ts";
import { openWorkbench } from "../ui/workbench.ts";
import { runsPage } from "./runsPage.ts";

const bench = await openWorkbench({ workspace: await copySample() });
await bench.openContainer("MLflow");
await bench.view("Experiments").row("flower-photos").click();
await runsPage(bench);

/** As wide as an editor beside the sidebar in a small window; at 200 % zoom an ordinary one has no more. */
const pageWidth = 320;

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Which of the elements lie over one another, or beyond the page's edge. */
async function overlaps(all: Locator): Promise<string[]> {
  const boxes: { name: string; box: Box }[] = [];
  for (const one of await all.all()) {
    const box = await one.boundingBox();
    if (box !== null && box.width > 0) boxes.push({ name: (await one.innerText()).trim() || "icon", box });
  }
  const page = await bench.page.locator(".part.editor").boundingBox();
  return boxes.flatMap(({ name, box }, at) => [
    ...(box.x + box.width > page!.x + page!.width + 1 ? [`${name} is cut`] : []),
    ...boxes.slice(at + 1).flatMap(({ name: other, box: next }) => {
      const isOver =
        box.x + 1 < next.x + next.width &&
        next.x + 1 < box.x + box.width &&
        box.y + 1 < next.y + next.height &&
        next.y + 1 < box.y + box.height;
      return isOver ? [`${name} lies over ${other}`] : [];
    }),
  ]);
}

test("on a page of 320 pixels the toolbar wraps, nothing overlaps, and the table has room to scroll", async () => {
  await bench.page.setViewportSize({ width: 680, height: 900 });
  const editor = bench.page.locator(".part.editor");
  await eventually(async () => {
    const { width } = (await editor.boundingBox())!;
    await bench.page.setViewportSize({
      width: bench.page.viewportSize()!.width + Math.round(pageWidth - width),
      height: 900,
    });
    assert.ok(Math.abs((await editor.boundingBox())!.width - pageWidth) < 8, `${width}`);
  });
  const { frame, grid } = await runsPage(bench);
  const inToolbar = frame.locator(".toolbar > *, .chips > *, .filter > *");
  await eventually(async () => assert.deepEqual(await overlaps(inToolbar), []));
  const pinned = (await grid.locator("tbody tr:not(.stale) th").first().boundingBox())!;
  assert.ok(pinned.width <= 170, `${pinned.width}`);
  await bench.screenshotInAllThemes("runs-narrow");
});

test("charts come below the table, and the bar of selected rows wraps", async () => {
  const page = await runsPage(bench);
  await page.button("Charts").click();
  const charts = page.frame.getByRole("region", { name: "Charts" });
  await charts.locator("canvas").first().waitFor();
  await page.row(0).click();
  await eventually(async () => assert.equal(await page.selected(), 1));
  const table = (await page.grid.boundingBox())!;
  const below = (await charts.boundingBox())!;
  assert.ok(below.y >= table.y + table.height - 1);
  assert.deepEqual(await overlaps(page.frame.locator("footer.selection > *, .charts-head > *")), []);
  await bench.screenshotInAllThemes("runs-narrow-charts");
  await page.button("Clear the selection (Escape)").click();
});

test("what lies over the page is no wider than it", async () => {
  const page = await runsPage(bench);
  await page.button("Columns").click();
  const panel = page.frame.getByRole("dialog", { name: "Columns" });
  await panel.waitFor();
  await eventually(async () => assert.ok((await panel.boundingBox())!.width <= pageWidth));
  await bench.screenshot("runs-narrow-columns");
  await bench.page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
});

test("Tab alone leads through toolbar, filter, chips, table, and charts, and what it leads to is seen", async () => {
  const page = await runsPage(bench);
  const names = new Set<string>();
  const focused = page.frame.locator("*:focus");
  await page.button("+ compare experiments").focus();
  for (let step = 0; step < 40; step++) {
    const name = await focused
      .last()
      .evaluate(
        (element: {
          className: string;
          tagName: string;
          getAttribute(name: string): string | null;
          textContent: string | null;
        }) =>
          element.getAttribute("aria-label") ??
          (element.tagName === "LENS-TABLE" ? "table" : (element.textContent ?? "")).trim(),
      );
    names.add(name);
    if (/^Save Points as CSV/.test(name)) break;
    await bench.page.keyboard.press("Tab");
  }
  for (const wanted of [/^View: /, /^Columns$/, /^Charts$/, /^Export to CSV/, /^More Actions$/, /^Filter in MLflow/]) {
    assert.ok(
      [...names].some((name) => wanted.test(name)),
      `${wanted} of ${[...names].join(" | ")}`,
    );
  }
  for (const wanted of [/^Status/, /^Started/, /^Runs of flower-photos$/, /^Metrics over steps$/, /^Copy Image$/]) {
    assert.ok(
      [...names].some((name) => wanted.test(name)),
      `${wanted} of ${[...names].join(" | ")}`,
    );
  }
});

test("nothing on the page is inaccessible", async () => {
  await runsPage(bench);
  assert.deepEqual(await bench.accessibilityProblems(), []);
});

test("nothing went wrong on the way", () => {
  assert.deepEqual(bench.consoleErrors, []);
});
