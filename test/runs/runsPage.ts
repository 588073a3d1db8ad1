import type { FrameLocator, Locator } from "playwright-core";
import { eventually } from "../ui/eventually.ts";
import type { Drawn } from "../ui/views.ts";
import type { Workbench } from "../ui/workbench.ts";

/** The table of runs that is in sight, and what a user sees of it. */
export interface RunsPageInSight {
  readonly frame: FrameLocator;
  readonly grid: Locator;
  /** "12 of 12 runs" */
  count(): Promise<string>;
  head(title: string): Locator;
  /** Opens the menu of a column and picks from it. */
  pickFromHead(title: string, label: string): Promise<void>;
  groups(): Promise<string[]>;
  /** The name cell of a row in sight, from the top. */
  row(index: number): Locator;
  name(index: number): Promise<string>;
  names(): Promise<string[]>;
  /** The cells in sight of a column. */
  column(title: string): Promise<string[]>;
  /** How many rows the bar says are selected. */
  selected(): Promise<number>;
  readonly filter: Locator;
  button(label: string): Locator;
}

/** All at once: rows that are found now may hold others, or none, in the next moment. */
function namesOf(grid: { querySelectorAll(selector: string): Iterable<{ textContent: string }> }): string[] {
  return [...grid.querySelectorAll("tbody tr:not(.stale) .name-text")].map(({ textContent }) => textContent);
}

export async function runsPage(bench: Workbench): Promise<RunsPageInSight> {
  const frame = await bench.pageInEditor();
  const grid = frame.locator("lens-table");
  await grid.locator("tbody tr:not(.stale)").first().waitFor();
  const head = (title: string) =>
    grid
      .locator("thead tr:last-child th")
      .filter({ has: frame.locator(".head-title").getByText(title, { exact: true }) })
      .first();
  const rows = grid.locator("tbody tr:not(.stale)");
  return {
    frame,
    grid,
    count: async () => (await frame.locator(".toolbar [role=status]").innerText()).trim(),
    head,
    async pickFromHead(title, label) {
      await head(title).hover();
      await head(title).locator(".head-menu").click();
      await frame.getByRole("menu").getByText(label, { exact: true }).click();
    },
    groups: async () =>
      (await grid.locator("thead tr:first-child th").allInnerTexts()).map((text) => text.trim()).filter(Boolean),
    row: (index) => rows.nth(index).locator("th").first(),
    name: (index) => rows.nth(index).locator(".name-text").innerText(),
    names: () => grid.evaluate(namesOf),
    column: (title) =>
      eventually(async () => {
        const index = await head(title).getAttribute("aria-colindex");
        return rows
          .locator(`[aria-colindex="${index}"]`)
          .evaluateAll((cells: Drawn[]) => cells.map((cell) => cell.textContent ?? ""));
      }),
    async selected() {
      const bar = frame.locator("footer.selection [role=status]");
      return (await bar.count()) === 0 ? 0 : Number.parseInt(await bar.innerText(), 10);
    },
    filter: frame.getByRole("combobox", { name: "Filter in MLflow's syntax" }),
    button: (label) => frame.getByRole("button", { name: label, exact: true }),
  };
}
