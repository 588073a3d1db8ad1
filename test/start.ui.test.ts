/** `npm start`, from nothing running to the sample's runs in the browser, and to nothing running. */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { after, test } from "node:test";
import { chromium as playwright } from "playwright-core";
import { chromium } from "../scripts/bootstrap/chromium.mjs";

const browser = await playwright.launch({ executablePath: chromium(), args: ["--no-sandbox"] });
after(() => browser.close());

test("npm start shows the sample's runs, and Ctrl+C leaves nothing running", async (t) => {
  const root = resolve(import.meta.dirname, "..");
  const start = spawn(process.execPath, ["scripts/start.mjs", "--browser"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => start.kill("SIGTERM"));
  const address = await printedAddress(start);

  const page = await browser.newPage();
  await page.goto(address);
  await page.locator(".activitybar a[aria-label^='MLflow']").click({ timeout: 60_000 });
  await page.locator(".sidebar .monaco-list-row").getByText("iris", { exact: true }).waitFor();

  start.kill("SIGINT");
  assert.deepEqual(await once(start, "exit"), [0, null]);
  await assert.rejects(fetch(address), "the server still answers");
});

async function printedAddress(start: ChildProcess): Promise<string> {
  let output = "";
  for await (const chunk of start.stdout!) {
    output += String(chunk);
    const [address] = /http:\/\/127\S+/.exec(output) ?? [];
    if (address) return address;
  }
  throw new Error(`npm start ended:\n${output}`);
}
