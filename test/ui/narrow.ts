import assert from "node:assert/strict";
import { eventually } from "./eventually.ts";
import type { Workbench } from "./workbench.ts";

/** Hides the side bar and makes the window so small that a page has these many CSS pixels of width. */
export async function narrowTo(bench: Workbench, width: number): Promise<void> {
  if (await bench.page.locator(".part.sidebar").isVisible()) {
    await bench.runCommand("View: Toggle Primary Side Bar Visibility");
  }
  // What comes to lie under the pointer would show its tooltip.
  await bench.page.mouse.move(0, 0);
  await eventually(async () => {
    const { width: before = 0 } = (await bench.page.locator(".part.editor").boundingBox()) ?? {};
    const size = bench.page.viewportSize()!;
    if (before !== width) await bench.page.setViewportSize({ ...size, width: size.width - before + width });
    assert.equal((await bench.page.locator(".part.editor").boundingBox())?.width, width);
  });
}

/** The window at 200 % zoom: half as many CSS pixels each way, and the side bar as it was. */
export async function zoomTwice(bench: Workbench): Promise<void> {
  await bench.page.setViewportSize({ width: 700, height: 450 });
}

/** What of the page in sight lies beyond its right edge, so that one had to scroll sideways to read it; none is good. */
export async function beyondTheEdge(bench: Workbench): Promise<string[]> {
  const page = await bench.pageInEditor();
  return page.locator("html").evaluate((html: Measured) => {
    if (html.scrollWidth <= html.clientWidth) return [];
    const all = [...html.querySelectorAll("*")];
    const wide = all.filter((each) => each.getBoundingClientRect().right > html.clientWidth + 1);
    return [
      `${html.scrollWidth} of ${html.clientWidth}`,
      ...wide.slice(0, 8).map(({ outerHTML }) => outerHTML.slice(0, 120)),
    ];
  });
}

/** What a function that runs in the browser uses of elements: no test is compiled with the DOM. */
interface Measured {
  scrollWidth: number;
  clientWidth: number;
  outerHTML: string;
  getBoundingClientRect(): { right: number };
  querySelectorAll(selector: string): Iterable<Measured>;
}
