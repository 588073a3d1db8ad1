// The browser of the UI tests and of the stand-in for VS Code's window: the system's Chromium or Chrome.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { firstThatRuns, run, step, Trouble } from "./step.mjs";

const places = {
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  win32: ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"].map((name) =>
    join(process.env[name] ?? "", "Google", "Chrome", "Application", "chrome.exe"),
  ),
};

/**
 * The path of a browser of Chromium's kind; `CHROMIUM` in the environment names another one.
 *
 * @returns {string | undefined}
 */
export function chromium() {
  const { CHROMIUM: own } = process.env;
  if (own) return own;
  return (
    places[process.platform]?.find((path) => existsSync(path)) ??
    ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
      .flatMap((name) => (process.env.PATH ?? "").split(":").map((folder) => join(folder, name)))
      .find((path) => existsSync(path))
  );
}

/** Installs Chromium where that takes no more than one command and no question: as root on Debian and its kin. */
export async function bootstrapChromium() {
  if (chromium()) return;
  if (process.getuid?.() !== 0 || !firstThatRuns("apt-get")) {
    throw new Trouble(
      "Chromium is missing: install Chromium or Chrome (Debian: apt-get install chromium fonts-dejavu-core), or name it in CHROMIUM.",
    );
  }
  await step("Installing Chromium from the system's packages", async () => {
    const options = { quiet: true, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    await run("apt-get", ["update", "-qq"], options);
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"], options);
  });
}
