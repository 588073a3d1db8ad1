import assert from "node:assert/strict";
import { watchFrames } from "../../runs/drawnFrames.ts";
import { runsPage } from "../../runs/runsPage.ts";
import { eventually } from "../eventually.ts";
import type { Workbench } from "../workbench.ts";
import { lastPress, type Seen, whenDrawn } from "./clock.ts";
import type { Question } from "./index.ts";
import { extensionHostTime } from "./processorTime.ts";
import { profilePages, type ScriptTime } from "./profile.ts";

/** What is looked for in our pages. */
export function drawnByLens({ chart }: Question): Record<string, string> {
  return {
    rows: '//lens-table//tbody//span[@class="name-text"]',
    // The chart gives its canvas a size when it draws.
    chart: `//*[button/@aria-label="Enlarge ${chart?.metric}"]/..//canvas[contains(@style, "width")]`,
    compared: '//*[@role="row"]/*[@role="cell"][contains(@class, "compare-cell")]',
  };
}

/** How long something took, from the click. */
export interface Wait {
  ms: number;
  /** Of it until the page's document began: VS Code's own part. */
  untilDocument: number;
  /** Bytes of all messages that the page got until then. */
  bytes: number;
  /** What the page loaded and got, and when, in milliseconds after the click. */
  steps: { what: string; at: number }[];
}

export interface LensPages {
  start(): Promise<void>;
  /** From the click on an experiment. */
  firstRows(): Promise<Wait>;
  /** The work that this is: of the extension host with all threads, and of the page's scripts. */
  firstRowsWork(): Promise<{ host: number | undefined; page: ScriptTime }>;
  /** From the click on the Charts tab of a run's page. */
  chart(): Promise<Wait & { fromRun: number }>;
  /** From the click on Compare. */
  compare(): Promise<Wait>;
  scroll(): Promise<{ times: number[]; blank: string[]; script: ScriptTime; bytes: number }>;
}

const frameMs = 16;
const rowHeight = 22;

export function lensPages(bench: Workbench, question: Question): LensPages {
  const { page } = bench;
  const { experiment, chart, compares = 0 } = question;
  const view = bench.view("Experiments");

  const openRuns = async (): Promise<Wait> => {
    await bench.closeAllTabs();
    const before = Date.now();
    await view.row(experiment.name).click();
    const seen = await whenDrawn(page, "rows", before);
    return waitOf(await lastPress(page), "rows", seen);
  };

  return {
    async start() {
      // What watches documents is in those that are loaded from now on.
      await page.reload();
      await bench.openContainer("MLflow");
      await view.row(experiment.name).content();
    },
    firstRows: openRuns,
    async firstRowsWork() {
      await bench.closeAllTabs();
      const profiled = await profilePages(page);
      const before = extensionHostTime();
      await openRuns();
      const after = extensionHostTime();
      return { host: before === undefined ? undefined : after! - before, page: await profiled() };
    },
    async scroll() {
      await openRuns();
      const table = await runsPage(bench);
      await eventually(async () => assert.match(await table.count(), /runs$/));
      await page.mouse.move(900, 500);
      const opened = (await whenDrawn(page, "rows", 0)).messages.length;
      const watched = await watchFrames(table);
      const profiled = await profilePages(page);
      const end = Date.now() + 5_000;
      for (let turn = 0; Date.now() < end; turn++) {
        // Notch by notch, then in sweeps, down and up again.
        const sweep = turn % 40 < 20 ? 120 : 2_400;
        await page.mouse.wheel(0, turn % 160 < 120 ? sweep : -sweep);
        await new Promise((resolve) => setTimeout(resolve, frameMs));
      }
      const script = await profiled();
      const { times, blank } = await watched();
      const { messages } = await whenDrawn(page, "rows", 0);
      return { times, blank, script, bytes: bytesOf(messages.slice(opened)) };
    },
    async chart() {
      await bench.closeAllTabs();
      const row = view.row(experiment.name);
      await row.expand();
      const before = Date.now();
      await view.row(chart!.runName).click();
      const clicked = await lastPress(page);
      const tab = (await bench.pageInEditor()).getByRole("tab", { name: "Charts" });
      await tab.click();
      const seen = await whenDrawn(page, "chart", before);
      const wait = waitOf(seen.pressed!, "chart", seen);
      await row.collapse();
      return { ...wait, fromRun: seen.drawn["chart"]! - clicked };
    },
    async compare() {
      await openRuns();
      const table = await runsPage(bench);
      const newest = Number((await table.name(0)).replace("run-", ""));
      await table.row(0).click();
      await eventually(async () => assert.equal(await table.selected(), 1));
      await page.mouse.wheel(0, (compares - 10) * rowHeight);
      const last = table.grid.locator("tbody th").filter({ hasText: `run-${newest - compares + 1}` });
      await last.click({ modifiers: ["Shift"] });
      await eventually(async () => assert.equal(await table.selected(), compares));
      const before = Date.now();
      await table.button("Compare").click();
      const seen = await whenDrawn(page, "compared", before);
      return waitOf(await lastPress(page), "compared", seen);
    },
  };
}

function waitOf(clicked: number, name: string, { started, drawn, messages, loaded }: Seen): Wait {
  const end = drawn[name]!;
  const got = messages.filter(({ at }) => at <= end);
  const steps = [
    { what: "document", at: started },
    ...loaded.filter(({ at }) => at <= end).map(({ name: file, at }) => ({ what: file, at })),
    ...got.map(({ at, bytes }) => ({ what: `message of ${bytes} bytes`, at })),
    { what: name, at: end },
  ];
  return {
    ms: end - clicked,
    untilDocument: started - clicked,
    bytes: bytesOf(got),
    steps: steps.map(({ what, at }) => ({ what, at: at - clicked })).sort((a, b) => a.at - b.at),
  };
}

function bytesOf(messages: Seen["messages"]): number {
  return messages.reduce((sum, { bytes }) => sum + bytes, 0);
}
