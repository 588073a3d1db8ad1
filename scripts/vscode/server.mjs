// Starts the VS Code of .cache/vscode: its server, whose page a browser opens.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { node24 } from "../bootstrap/node.mjs";
import { serverProgram } from "../bootstrap/vscode.mjs";

/** What keeps VS Code's own news, chat and toasts out of the way. */
const quietSettings = {
  "chat.commandCenter.enabled": false,
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "remote.autoForwardPorts": false,
  "security.workspace.trust.startupPrompt": "never",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "workbench.editor.useModal": "off",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
};

/**
 * Starts a server and waits until it listens.
 *
 * @param {object} options
 * @param {string} options.dataFolder where it keeps settings, state and logs; made when missing
 * @param {string} options.extensionsFolder where extensions are installed
 * @param {Record<string, unknown>} [options.settings] user settings of a new data folder; one that has some keeps them
 * @param {boolean} [options.trust] false for Restricted Mode; otherwise every folder is trusted
 * @param {NodeJS.ProcessEnv} [options.environment] of the server, its extensions and their processes
 * @param {number} [options.port] 0 or nothing for any free one
 * @param {string[]} [options.args] more flags
 * @returns {Promise<{ url: string, output(): string, stopped: Promise<unknown>, stop(): Promise<void> }>}
 *   the page's address without a folder; `stop` ends it with all processes it started
 */
export async function startServer({
  dataFolder,
  extensionsFolder,
  settings = {},
  trust = true,
  environment = {},
  port = 0,
  args = [],
}) {
  const userFolder = join(dataFolder, "data", "User");
  mkdirSync(userFolder, { recursive: true });
  mkdirSync(extensionsFolder, { recursive: true });
  const settingsFile = join(userFolder, "settings.json");
  if (!existsSync(settingsFile))
    writeFileSync(settingsFile, JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  const child = spawn(
    node24,
    [
      ...[serverProgram, "--host", "127.0.0.1", "--port", String(port), "--without-connection-token"],
      ...["--accept-server-license-terms", "--disable-telemetry", "--force-disable-user-env"],
      ...["--server-data-dir", dataFolder, "--extensions-dir", extensionsFolder],
      ...(trust ? ["--disable-workspace-trust"] : []),
      ...args,
    ],
    {
      // What programs of extensions make without saying where, they make there.
      cwd: dataFolder,
      env: { ...withoutOuterPrograms(process.env), ...environment },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  // Whatever ends this process, the server does not outlive it.
  const kill = () => killGroup(child.pid, "SIGKILL");
  process.once("exit", kill);
  let output = "";
  const stopped = new Promise((resolve) => child.once("close", resolve));
  const address = await new Promise((resolve, reject) => {
    const listen = (data) => {
      output += data;
      const [, found] = /Extension host agent listening on (\d+)/.exec(output) ?? [];
      if (found) resolve(`http://127.0.0.1:${found}/`);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("error", reject);
    void stopped.then(() => reject(new Error(`VS Code's server did not start.\n${output}`)));
  });
  return {
    url: address,
    output: () => output,
    stopped,
    stop: () => stop(child, stopped).finally(() => process.off("exit", kill)),
  };
}

/**
 * Lets a server find an extension without installing it: a link to its folder.
 *
 * @param {string} extensionsFolder
 * @param {string} extension the folder with its package.json
 */
export function linkExtension(extensionsFolder, extension) {
  mkdirSync(extensionsFolder, { recursive: true });
  const { publisher, name, version } = JSON.parse(readFileSync(join(extension, "package.json"), "utf8"));
  const link = join(extensionsFolder, `${publisher}.${name}-${version}`);
  // An earlier one may lead to where the repository was then.
  rmSync(link, { force: true });
  symlinkSync(extension, link, "junction");
}

/** A VS Code or a test runner around us must not reach into this one. */
function withoutOuterPrograms(environment) {
  const outer = /^(VSCODE_|ELECTRON_|NODE_TEST_CONTEXT$|NODE_OPTIONS$|NODE_COMPILE_CACHE$|NODE_CHANNEL_FD$)/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !outer.test(name)));
}

/** Extension host, terminals and watcher are the server's children: they share its process group. */
async function stop(child, stopped) {
  killGroup(child.pid, "SIGTERM");
  const impatient = setTimeout(() => killGroup(child.pid, "SIGKILL"), 3_000);
  await stopped;
  clearTimeout(impatient);
  // A child of the server may outlive it.
  killGroup(child.pid, "SIGKILL");
}

function killGroup(pid, signal) {
  if (process.platform === "win32") return void spawnSync("taskkill", ["/pid", String(pid), "/T", "/F"]);
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}
