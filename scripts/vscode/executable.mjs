#!/usr/bin/env node
// Stands in for VS Code's executable where @vscode/test-electron cannot download one: takes its flags, runs the tests inside the
// extension host of the server in .cache/vscode, with its workbench in Chromium, and ends with their exit code.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium as playwright } from "playwright-core";
import { chromium } from "../bootstrap/chromium.mjs";
import { startServer } from "./server.mjs";

const flags = process.argv.slice(2);
const flag = (name) => flags.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const folder = flags.find((word) => !word.startsWith("-"));
const deadlineMs = 10 * 60_000;

// Ended so, the process takes server and browser with it.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

const scratch = mkdtempSync(join(tmpdir(), "mlflow-lens-host-"));
const server = await startServer({
  dataFolder: join(scratch, "data"),
  extensionsFolder: join(scratch, "extensions"),
  trust: flags.includes("--disable-workspace-trust"),
  args: ["--enable-smoke-test-driver"],
});
const browser = await playwright.launch({ executablePath: chromium(), args: ["--no-sandbox"] });
try {
  process.exitCode = await runTests();
} finally {
  await browser.close();
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
}

async function runTests() {
  const page = await browser.newPage();
  const ended = new Promise((resolve, reject) => {
    setTimeout(
      () => reject(new Error(`The tests inside VS Code did not end within ${deadlineMs / 60_000} minutes.`)),
      deadlineMs,
    ).unref();
    server.stopped.then(() => reject(new Error(`VS Code's server ended.\n${server.output()}`)), reject);
    void page.exposeFunction("codeAutomationExit", resolve);
  });
  await page.exposeFunction("codeAutomationLog", () => {});
  const { host } = new URL(server.url);
  const remote = (path) => `vscode-remote://${host}${path}`;
  const payload = [
    ["extensionDevelopmentPath", remote(flag("extensionDevelopmentPath"))],
    ["extensionTestsPath", remote(flag("extensionTestsPath"))],
    ["skipWelcome", "true"],
  ];
  const address = new URL(server.url);
  if (folder) address.searchParams.set("folder", folder);
  address.searchParams.set("payload", JSON.stringify(payload));
  await page.goto(address.href);
  return await ended;
}
