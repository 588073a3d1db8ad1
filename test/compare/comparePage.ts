import type { FrameLocator, Locator } from "playwright-core";
import { eventually } from "../ui/eventually.ts";
import type { Workbench } from "../ui/workbench.ts";

/** The compare page in the words of a user. */
export interface ComparePageView {
  /** Waits until it is open, with that title. */
  isShown(title: string): Promise<void>;
  frame(): Promise<FrameLocator>;
  /** The names of the runs, from the left. */
  runs(): Promise<string[]>;
  /** The titles of the parts, from the top. */
  sections(): Promise<string[]>;
  toggle(section: string): Promise<void>;
  /** Scrolls down until a part is in sight. */
  scrollTo(section: string): Promise<void>;
  /** The rows in sight of a part that is unfolded. */
  rows(section: string): Promise<{ label: string; differs: boolean }[]>;
  /** The text of a cell, its difference and mark included. */
  cellOf(row: string, run: string): Promise<string>;
  cell(row: string, run: string): Promise<Locator>;
  /** Makes a run the one that the others are compared with, by the pin above its column. */
  pickBaseline(run: string): Promise<void>;
}

export function comparePage(bench: Workbench): ComparePageView {
  const frame = () => bench.pageInEditor();
  const runs = async (): Promise<string[]> => {
    const found = (await frame()).locator(".compare-run-name > .link-button > .key");
    return found.evaluateAll((all: { title: string }[]) => all.map(({ title }) => title));
  };
  const cell = async (row: string, run: string): Promise<Locator> => {
    const place = (await runs()).indexOf(run);
    const line = (await frame()).locator(".compare-line").filter({
      has: bench.page.locator(`.compare-head-cell .key[title=${JSON.stringify(row)}]`),
    });
    return line.locator(`[role=cell][aria-colindex="${place + 2}"]`).first();
  };
  return {
    frame,
    async isShown(title) {
      await bench.tab(title).waitFor();
      await (await frame()).getByRole("heading", { name: title }).waitFor();
      await (await frame()).locator(".compare-fold").first().waitFor();
    },
    runs,
    cell,
    async sections() {
      return (await frame()).locator(".compare-section-title").allInnerTexts();
    },
    async toggle(section) {
      await (await frame()).getByRole("button", { name: section }).first().click();
    },
    async scrollTo(section) {
      const title = (await frame()).locator(".compare-section-title").getByText(section, { exact: true });
      const scroller = (await frame()).locator(".compare-scroll");
      await eventually(async () => {
        if ((await title.count()) === 0)
          await scroller.evaluate((element: { scrollTop: number }) => (element.scrollTop += 200));
        await title.evaluate(
          (element: { scrollIntoView(options: object): void }) => element.scrollIntoView({ block: "center" }),
          undefined,
          { timeout: 1_000 },
        );
      });
    },
    async rows(section) {
      const lines = await (await frame()).locator(".compare-line").evaluateAll(
        (
          all: {
            querySelector(selector: string): { textContent: string; title: string } | null;
            className: string;
          }[],
        ) =>
          all.map((line) => ({
            section: line.querySelector(".compare-section-title")?.textContent,
            label: line.querySelector(".compare-head-cell .key")?.title,
            differs: /\bdiffers\b/.test(line.className),
          })),
      );
      const start = lines.findIndex((line) => line.section === section);
      const next = lines.findIndex((line, index) => index > start && line.section !== undefined);
      return lines
        .slice(start + 1, next === -1 ? undefined : next)
        .flatMap(({ label, differs }) => (label === undefined ? [] : [{ label, differs }]));
    },
    async cellOf(row, run) {
      return (await (await cell(row, run)).innerText()).replaceAll(/\s+/g, " ").trim();
    },
    async pickBaseline(run) {
      await (await frame()).getByRole("button", { name: `Compare others with ${run}` }).click();
    },
  };
}
