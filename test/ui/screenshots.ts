import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";

export type Theme = "light" | "dark" | "high-contrast";

export interface Screenshots {
  /** Keeps the window as test-results/NAME-THEME.png. */
  screenshot(name: string): Promise<void>;
  /** The same in a light, a dark and a high-contrast theme; the theme from before is set again. */
  screenshotInAllThemes(name: string): Promise<void>;
}

export const colorThemes: Record<Theme, Record<string, string>> = {
  light: { "workbench.colorTheme": "Default Light Modern" },
  dark: { "workbench.colorTheme": "Default Dark Modern" },
  "high-contrast": { "workbench.colorTheme": "Default High Contrast" },
};

const workbenchClass: Record<Theme, string> = { light: "vs", dark: "vs-dark", "high-contrast": "hc-black" };

export async function themeIsShown(page: Page, theme: Theme): Promise<void> {
  await page.locator(`.monaco-workbench.${workbenchClass[theme]}`).waitFor();
}

export function screenshots(
  page: Page,
  { theme, setTheme }: { theme: () => Theme; setTheme: (theme: Theme) => Promise<void> },
): Screenshots {
  const screenshot = async (name: string): Promise<void> => {
    await page.screenshot({ path: join(resultsFolder(), `${fileName(name)}-${theme()}.png`), animations: "disabled" });
  };
  return {
    screenshot,
    async screenshotInAllThemes(name) {
      const before = theme();
      for (const each of ["light", "dark", "high-contrast"] as const) {
        await setTheme(each);
        await screenshot(name);
      }
      await setTheme(before);
    },
  };
}

export function resultsFolder(): string {
  const folder = resolve(import.meta.dirname, "../../test-results");
  mkdirSync(folder, { recursive: true });
  return folder;
}

export function fileName(name: string): string {
  return name.replace(/[^\w.-]+/g, "-").slice(0, 100);
}
