import axe from "axe-core";
import type { FrameLocator, Locator, Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import { type Drawn, quoted } from "./views.ts";

export interface Editors {
  /** The tab with that title. */
  tab(title: string): Locator;
  /** The titles of all tabs, from the left. */
  tabs(): Promise<string[]>;
  /** Whether a tab is a preview, which the next click replaces. */
  isPreview(title: string): Promise<boolean>;
  closeTab(title: string): Promise<void>;
  closeAllTabs(): Promise<void>;
  /** The text in sight in the active text editor, with plain spaces. */
  editorText(): Promise<string>;
  /** The document of the page (webview) that is in sight in the editor area. */
  pageInEditor(): Promise<FrameLocator>;
  /** What axe-core finds serious or critical in the page that is in sight in the editor area: a line each, none is good. */
  accessibilityProblems(): Promise<string[]>;
  /** The same in the sidebar. */
  pageInSidebar(): Promise<FrameLocator>;
}

export function editors(page: Page): Editors {
  const all = page.locator(".part.editor .tab");
  // What a screen reader says is the title, and after a comma what is particular: "train.py, preview".
  const tab = (title: string) =>
    all.and(page.locator(`[aria-label=${quoted(title)}], [aria-label^=${quoted(`${title}, `)}]`)).first();
  return {
    tab,
    // A file's ending is drawn apart from its name.
    tabs: () =>
      all.evaluateAll((each: Drawn[]) =>
        each.map((one) => one.querySelector(".monaco-icon-label-container")?.textContent ?? ""),
      ),
    async isPreview(title) {
      await tab(title).waitFor();
      return (await tab(title).locator(".monaco-icon-label.italic").count()) > 0;
    },
    async closeTab(title) {
      await tab(title).hover();
      await tab(title).locator(".tab-actions .action-label").click();
      await tab(title).waitFor({ state: "detached" });
    },
    async closeAllTabs() {
      while ((await all.count()) > 0) {
        await all.first().hover();
        await all.first().locator(".tab-actions .action-label").click();
      }
    },
    async editorText() {
      const lines = page.locator(".part.editor .editor-group-container.active .view-lines").first();
      return (await lines.innerText()).replaceAll("\u00a0", " ");
    },
    pageInEditor: () => pageIn(page, ".part.editor"),
    accessibilityProblems: async () => seriousProblems(page, await nameOfPageIn(page, ".part.editor")),
    pageInSidebar: () => pageIn(page, ".part.sidebar"),
  };
}

async function pageIn(page: Page, part: string): Promise<FrameLocator> {
  const name = await nameOfPageIn(page, part);
  return page.frameLocator(`iframe.webview[name="${name}"]`).frameLocator("iframe#active-frame");
}

/** axe-core in the page's own document: the page's policy would not load it, so it goes in as the test's own script. */
async function seriousProblems(page: Page, name: string): Promise<string[]> {
  const outer = page.frameLocator(`iframe.webview[name="${name}"]`);
  const frame = await (await outer.locator("iframe#active-frame").elementHandle())?.contentFrame();
  if (!frame) throw new Error("The page has no document.");
  await frame.evaluate(axe.source);
  const { violations } = await frame.evaluate<{ violations: AxeViolation[] }>("axe.run()");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`));
}

interface AxeViolation {
  id: string;
  help: string;
  impact: string | null;
  nodes: { html: string }[];
}

/** All pages float in the window's root: only by its place is one told from another. */
async function nameOfPageIn(page: Page, part: string): Promise<string> {
  return eventually(async () => {
    const outer = (await page.locator(part).first().boundingBox())!;
    for (const frame of await page.locator("iframe.webview").all()) {
      const box = await frame.boundingBox();
      if (!box || !(await frame.isVisible())) continue;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const isInside = x > outer.x && x < outer.x + outer.width && y > outer.y && y < outer.y + outer.height;
      const name = await frame.getAttribute("name");
      if (isInside && name !== null) return name;
    }
    throw new Error(`No page is in sight in ${part}.`);
  });
}
