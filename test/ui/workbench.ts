/** A real VS Code in a real browser with MLflow Lens in it, and what a user does there. */
import assert from "node:assert/strict";
import { existsSync, globSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, afterEach, type TestContext } from "node:test";
import { chromium as playwright, type Page } from "playwright-core";
import { chromium } from "../../scripts/bootstrap/chromium.mjs";
import { linkExtension, startServer } from "../../scripts/vscode/server.mjs";
import { editors, type Editors } from "./editors.ts";
import { eventually } from "./eventually.ts";
import { input, type Input } from "./input.ts";
import { messages, type Messages } from "./messages.ts";
import {
  colorThemes,
  fileName,
  resultsFolder,
  screenshots,
  themeIsShown,
  type Screenshots,
  type Theme,
} from "./screenshots.ts";
import { noTooltips, views, type Views } from "./views.ts";

export interface WorkbenchOptions {
  /** The folder that is open, an absolute path; without it the window is empty. */
  workspace?: string;
  /** User settings from the start. */
  settings?: Record<string, unknown>;
  /** false: Restricted Mode. */
  trust?: boolean;
  theme?: Theme;
  /** Variables of the extension host, over those of the test. */
  environment?: Record<string, string>;
}

/** What a user sees and does; `page` is for what has no word of its own here. */
export interface Workbench extends Views, Input, Messages, Editors, Screenshots {
  readonly page: Page;
  /** Sets user settings; null takes one away. */
  setSettings(settings: Record<string, unknown>): Promise<void>;
  setTheme(theme: Theme): Promise<void>;
  /** As "Developer: Reload Window": the extension starts anew, what the window keeps is restored. */
  reload(): Promise<void>;
  /** The clipboard's text. */
  clipboard(): Promise<string>;
  /** The text of the "MLflow Lens" log so far. */
  log(): string;
  /** Errors on the browser's console that concern the extension or a page. */
  readonly consoleErrors: readonly string[];
  close(): Promise<void>;
}

const root = resolve(import.meta.dirname, "../..");
const settingsExtension = join(import.meta.dirname, "settings");

/** Instead of motion and waiting, which a test would have to sit out; and no tooltip lies over what is to be clicked. */
const testSettings = {
  "files.simpleDialog.enable": true,
  "window.dialogStyle": "custom",
  ...noTooltips,
  "workbench.reduceMotion": "on",
  "workbench.tree.enableStickyScroll": false,
};

// The runner ends a test file by a signal; ended so, the process takes server and browser with it.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

/**
 * Opens VS Code. Takes about ten seconds: once per test file, at its top, with `await`.
 * It is closed after the test or the file that opened it; a test that fails leaves a screenshot, the console and the log.
 *
 * The extension is the package that `npm test` installed; when a test file is run by hand, the work tree as last built.
 */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const scratch = mkdtempSync(join(tmpdir(), "lens-window-"));
  const opened = [() => rm(scratch, { recursive: true, force: true, maxRetries: 5 })];
  const close = async (): Promise<void> => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  after(close);
  const extensionsFolder = process.env["UI_EXTENSIONS"] ?? join(scratch, "extensions");
  if (process.env["UI_EXTENSIONS"] === undefined) {
    for (const folder of [root, settingsExtension]) linkExtension(extensionsFolder, folder);
  }
  const asked = join(scratch, "settings.json");
  const { trust = true, environment = {}, workspace } = options;
  let theme = options.theme ?? "dark";
  const server = await startServer({
    ...{ dataFolder: join(scratch, "data"), extensionsFolder, trust },
    settings: { ...testSettings, ...colorThemes[theme], ...options.settings },
    environment: { ...environment, UI_SETTINGS: asked },
  });
  opened.push(() => server.stop());
  const browser = await playwright.launch({ executablePath: chromium(), args: ["--no-sandbox"] });
  opened.push(() => browser.close());
  const page = await browser.newPage({
    viewport: { width: 1400, height: 900 },
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const consoleErrors = collectErrors(page);

  const isOpen = () => page.locator(".activitybar .action-item a[aria-label^='MLflow']").waitFor({ timeout: 60_000 });
  const setSettings = async (changed: Record<string, unknown>): Promise<void> => {
    writeFileSync(`${asked}.new`, JSON.stringify(changed));
    renameSync(`${asked}.new`, asked);
    await eventually(() => assert.ok(!existsSync(asked), "VS Code did not take up the settings"));
  };
  const setTheme = async (other: Theme): Promise<void> => {
    theme = other;
    await setSettings(colorThemes[other]);
    await themeIsShown(page, other);
  };
  const bench: Workbench = {
    ...{ page, consoleErrors, close, setSettings, setTheme },
    ...views(page, setSettings),
    ...input(page),
    ...messages(page),
    ...editors(page),
    ...screenshots(page, { theme: () => theme, setTheme }),
    async reload() {
      const loaded = page.waitForEvent("load");
      await bench.runCommand("Developer: Reload Window");
      await loaded;
      await isOpen();
    },
    clipboard: async () => String(await page.evaluate("navigator.clipboard.readText()")),
    log: () => readLog(join(scratch, "data")),
  };
  afterEach((test) => leaveTraces(test as TestContext, bench));
  await page.goto(`${server.url}?${workspace === undefined ? "ew=true" : `folder=${encodeURIComponent(workspace)}`}`);
  await isOpen();
  return bench;
}

/** Where VS Code puts the files of log channels. */
function readLog(dataFolder: string): string {
  const files = globSync("data/logs/*/exthost*/mlflow-lens.mlflow-lens/*.log", { cwd: dataFolder });
  return files.map((file) => readFileSync(join(dataFolder, file), "utf8")).join("");
}

/** VS Code's own parts complain of much here: no network, no gallery, no account. What concerns us names us or is a page's. */
function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  const concernsUs = (text: string) => /mlflow|Content Security Policy/i.test(text);
  page.on("pageerror", (error) => concernsUs(error.stack ?? "") && errors.push(error.stack ?? ""));
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    if (concernsUs(message.text() + message.location().url)) errors.push(message.text());
  });
  return errors;
}

/** After a test that failed: what the window showed, what the console and the extension's log said. */
async function leaveTraces(test: TestContext, bench: Workbench): Promise<void> {
  const { passed } = test as TestContext & { passed: boolean }; // Not in Node's types yet.
  if (passed || bench.page.isClosed()) return;
  const name = join(resultsFolder(), `failed-${fileName(test.name)}`);
  await bench.page.screenshot({ path: `${name}.png`, animations: "disabled" });
  writeFileSync(`${name}.txt`, `Console:\n${bench.consoleErrors.join("\n")}\n\nMLflow Lens:\n${bench.log()}`);
  console.log(`    see ${name}.png and .txt`);
}
