import { readdirSync } from "node:fs";
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { Locator, Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import { quoted } from "./views.ts";

export interface Input {
  /** Runs a command from the palette by its title, such as "MLflow: Refresh". */
  runCommand(title: string): Promise<void>;
  /** Runs a task of tasks.json by its label. */
  runTask(label: string): Promise<void>;
  /** Picks an entry of the quick pick that is open. */
  pick(label: string): Promise<void>;
  /** Checks entries of the quick pick that is open, and confirms. */
  pickMany(...labels: string[]): Promise<void>;
  /** Types into the input box that is open, or a file into the file dialog, and confirms; another question may follow. */
  type(text: string): Promise<void>;
  /** Types a folder, which has to be there, into the file dialog that is open, and confirms. */
  typeFolder(path: string): Promise<void>;
  /** Types a file of a folder, which has to be there, into the dialog that saves, and confirms. */
  typeFile(path: string): Promise<void>;
  /** Types without confirming. */
  fill(text: string): Promise<void>;
  /** The labels of the quick pick that is open, from the top. */
  picks(): Promise<string[]>;
  /** Clicks a button at the end of an entry of the quick pick that is open. */
  clickPickAction(label: string, action: string): Promise<void>;
  /** What the input that is open says: title, prompt, what is wrong with what was typed. */
  inputMessage(): Promise<string>;
  /** The text in the input that is open. */
  inputValue(): Promise<string>;
  /** Leaves the input that is open. */
  cancel(): Promise<void>;
}

export function input(page: Page): Input {
  const widget = page.locator('.quick-input-widget:not([style*="display: none"])');
  const box = widget.locator(".quick-input-box input").first();
  const entries = widget.locator(".quick-input-list .monaco-list-row");
  const entry = (label: string) =>
    entries.filter({ has: page.locator(".label-name").getByText(label, { exact: true }) }).first();
  const cancel = async (): Promise<void> => {
    await page.keyboard.press("Escape");
    await widget.waitFor({ state: "hidden" });
  };
  /** Waits until something else is asked, or nothing: what comes next would else be done to the input that goes. */
  const leave = (read: Locator, before: readonly string[], timeoutMs: number): Promise<void> =>
    eventually(async () => assert.notDeepEqual(await read.evaluateAll(readTexts), before), { timeoutMs });
  const confirm = async (text: string): Promise<void> => {
    await box.fill(text);
    await widget.locator(".monaco-progress-container:not(.active)").first().waitFor({ state: "attached" });
    const question = widget.locator(".quick-input-title, .quick-input-box input");
    const before = await question.evaluateAll(readTexts);
    await eventually(async () => {
      // What was typed is looked at after a pause, and Enter is lost while that goes on.
      const now = await question.evaluateAll(readTexts);
      if (isDeepStrictEqual(now, before)) await page.keyboard.press("Enter");
      await leave(question, before, 2_000);
    });
  };
  /** Fills a path into a file dialog, and waits until it shows the path's folder. */
  const fillPath = async (path: string): Promise<void> => {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    // While it opens, the dialog writes a folder of its own over what is typed.
    await entry("..").waitFor();
    // The dialog takes the folder whose content it shows, not the one that is typed: the two differ for a moment.
    const first = readdirSync(folder, { withFileTypes: true }).find((content) => content.isDirectory())?.name;
    await eventually(async () => {
      if ((await box.inputValue()) !== path) await box.fill(path);
      const shown = await entries.locator(".label-name").allInnerTexts();
      assert.equal(shown[0], "..");
      if (first === undefined) assert.equal(shown.length, 1);
      else assert.ok(shown.includes(first), shown.join());
    });
  };
  const typeFolder = async (path: string): Promise<void> => {
    await fillPath(`${path.replace(/\/$/, "")}/`);
    await widget.locator(".quick-input-action .monaco-button").first().click();
  };
  const runCommand = async (title: string): Promise<void> => {
    // Keys would go into a page that has the focus. The palette does not learn of commands while it is open.
    await eventually(async () => {
      await page.evaluate("document.activeElement?.tagName === 'IFRAME' && document.activeElement.blur()");
      await page.keyboard.press("F1");
      await box.fill(`>${title}`, { timeout: 2_000 });
      const found = entries.and(page.locator(`[aria-label^=${quoted(title)}]`)).first();
      try {
        await found.click({ timeout: 2_000 });
      } catch (error) {
        await cancel();
        throw error;
      }
    });
    // What is typed next is for what the command asks, not for the palette that goes.
    await eventually(async () => {
      const [typed = ""] = await widget.locator(".quick-input-box input").evaluateAll(readTexts);
      assert.ok(!typed.startsWith(">"), "The palette stays open.");
    });
  };
  return {
    runCommand,
    async runTask(label) {
      // The list goes away while the window is still learning which tasks there are.
      await eventually(
        async () => {
          await runCommand("Tasks: Run Task");
          try {
            await entry(label).click({ timeout: 5_000 });
          } catch (error) {
            if (await widget.isVisible()) await cancel();
            throw error;
          }
        },
        { timeoutMs: 60_000 },
      );
    },
    async pick(label) {
      await entry(label).waitFor();
      const question = widget.locator(".quick-input-title, .quick-input-list .label-name");
      const before = await question.evaluateAll(readTexts);
      await entry(label).click();
      await leave(question, before, 15_000);
    },
    async pickMany(...labels) {
      for (const label of labels)
        await entry(label)
          .locator("input[type=checkbox], .monaco-checkbox, .quick-input-list-checkbox")
          .first()
          .click();
      // Enter would take back the check that has the focus.
      await widget.locator(".quick-input-action .monaco-button:visible").last().click();
      await widget.waitFor({ state: "hidden" });
    },
    type: (text) => (text.endsWith("/") ? typeFolder(text) : confirm(text)),
    typeFolder,
    async typeFile(path) {
      await fillPath(path);
      await confirm(path);
    },
    fill: (text) => box.fill(text),
    async picks() {
      await entries.first().waitFor();
      return entries.locator(".label-name").allInnerTexts();
    },
    async clickPickAction(label, action) {
      await entry(label).hover();
      await entry(label)
        .locator(`.action-label[aria-label=${quoted(action)}]`)
        .click();
    },
    async inputMessage() {
      await widget.waitFor();
      return (await widget.locator(".quick-input-title, .quick-input-message").allInnerTexts())
        .filter((text) => text !== "")
        .join("\n");
    },
    inputValue: () => box.inputValue(),
    cancel,
  };
}

function readTexts(parts: { textContent: string | null; value?: string }[]): string[] {
  return parts.map(({ textContent, value }) => value ?? textContent ?? "");
}
