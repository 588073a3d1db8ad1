import type { FrameLocator } from "playwright-core";
import type { Workbench } from "./workbench.ts";

const maxPresses = 120;

/** Puts the focus at the start of a page, where Tab begins. */
export async function focusIn(page: FrameLocator): Promise<void> {
  await page.locator("body").evaluate((body: Focusable) => {
    body.tabIndex = -1;
    body.focus();
  });
}

/**
 * Presses Tab until a control of that name has the focus: what a screen reader says, what it shows or its tooltip; a tab
 * of the page without the count beside its name.
 *
 * @returns the names of the controls on the way, all that each has
 * @throws Error with those names where there is none
 */
export async function tabTo(bench: Workbench, page: FrameLocator, name: string): Promise<string[]> {
  const seen: string[] = [];
  for (let presses = 0; presses < maxPresses; presses++) {
    await bench.page.keyboard.press("Tab");
    const names = await page.locator("body").evaluate((body: Focusable) => {
      let active = body.ownerDocument.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      const control = active?.getRootNode().host ?? active;
      if (control === null || control === body) return [];
      const [title = ""] = (control.title ?? "").split("\n", 1);
      return [control.ariaLabel, control.textContent, title].flatMap((text) => text?.trim() || []);
    });
    seen.push(names.join(" / ").slice(0, 200));
    if (names.some((each) => each.replace(/\d+$/, "") === name || each === name)) return seen;
  }
  throw new Error(`Tab does not reach ${name}, but ${seen.join(" | ")}`);
}

/** What a function that runs in the browser uses of elements: no test is compiled with the DOM. */
interface Focusable {
  tabIndex: number;
  focus(): void;
  ariaLabel: string | null;
  textContent: string | null;
  title: string;
  ownerDocument: { activeElement: Focusable | null };
  shadowRoot: { activeElement: Focusable | null } | null;
  getRootNode(): { host?: Focusable };
}
