import type { Page } from "playwright-core";
import { forget, lastPress, whenDrawn } from "./clock.ts";
import type { Question } from "./index.ts";

/** What is looked for in MLflow's page. */
export function drawnByMlflow({ chart, compares }: Question): Record<string, string> {
  const card = '//*[@data-testid="experiment-view-compare-runs-card"]';
  return {
    rows: '//*[@role="gridcell"]//a[contains(@href, "/runs/")]',
    chart: `${card}[.//text()="${chart?.metric}"]//*[local-name()="path"][contains(@class, "js-line")][@d]`,
    compared: `//h2[starts-with(., "Comparing ${compares} ")]/following::table//td`,
  };
}

export interface MlflowPages {
  /** From its address, what the browser keeps being there, and from a click within the page. */
  firstRows(): Promise<{ ms: number; fromClick: number }>;
  /** From the click on the tab of the metrics of a run. */
  chart(): Promise<{ ms: number }>;
  /** From the click on Compare. */
  compare(): Promise<{ ms: number }>;
}

export function mlflowPages(page: Page, url: string, { experiment, chart }: Question): MlflowPages {
  const experimentPage = `#/experiments/${experiment.id}/runs`;
  /** Loads the whole page. */
  const goTo = async (hash: string): Promise<number> => {
    await page.goto("about:blank");
    const before = Date.now();
    // Its server may still be busy with what the page before asked for: what is drawn is waited for, not all that is loaded.
    await page.goto(`${url}/${hash}`, { waitUntil: "commit", timeout: 180_000 });
    return before;
  };

  return {
    async firstRows() {
      const before = await goTo(experimentPage);
      const { asked, drawn } = await whenDrawn(page, "rows", before);
      const ms = drawn["rows"]! - asked;
      await goTo("#/experiments");
      await page.getByRole("link", { name: experiment.name }).first().waitFor();
      await forget(page, "rows");
      const clicked = Date.now();
      await page.evaluate(`location.hash = "${experimentPage}"`);
      const after = await whenDrawn(page, "rows", clicked);
      return { ms, fromClick: after.drawn["rows"]! - clicked };
    },
    async chart() {
      const run = `#/experiments/${experiment.id}/runs/${chart!.runId}`;
      await goTo(run);
      // Its server is still busy with what the page before asked for.
      await page.getByRole("link", { name: chart!.metric, exact: true }).waitFor({ timeout: 180_000 });
      await page.getByRole("tab", { name: "Model metrics" }).click();
      const seen = await whenDrawn(page, "chart", 0);
      return { ms: seen.drawn["chart"]! - seen.pressed! };
    },
    async compare() {
      const before = await goTo(experimentPage);
      await whenDrawn(page, "rows", before);
      await page.locator(".ag-header-select-all").first().click();
      const clicked = Date.now();
      await page.getByTestId("runs-compare-button").click();
      const seen = await whenDrawn(page, "compared", clicked);
      return { ms: seen.drawn["compared"]! - (await lastPress(page)) };
    },
  };
}
