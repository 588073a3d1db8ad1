// Opens VS Code with MLflow Lens on the sample workspace, or on a folder of yours:
//   npm start  ·  npm start -- --workspace DIR  ·  npm start -- --browser
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { cache, root } from "./bootstrap/cache.mjs";
import { bootstrapDependencies } from "./bootstrap/dependencies.mjs";
import { inNode24 } from "./bootstrap/node.mjs";
import { inWords, run, seconds, step, Trouble } from "./bootstrap/step.mjs";
import { bootstrapVscode } from "./bootstrap/vscode.mjs";
import { copySample, sampleFingerprint } from "./sample.mjs";
import { linkExtension, startServer } from "./vscode/server.mjs";

/** The same at every start where it is free: the browser keeps the window's layout by address. */
const usualPort = 18_563;

const hasDisplay = process.platform !== "linux" || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);

await inWords(() =>
  inNode24(async () => {
    const start = performance.now();
    const { workspace, browser } = options();
    await bootstrapDependencies();
    await step("Building the extension", () => run(process.execPath, ["esbuild.mjs"], { cwd: root }));
    const folder = workspace ?? (await step("Copying the sample workspace", sampleFolder));
    const open = !browser && canOpenCode() ? openCode : openInBrowser;
    await open(folder, { trust: workspace === undefined, start });
  }),
);

/** @returns {{ workspace?: string, browser: boolean }} */
function options() {
  let values;
  try {
    ({ values } = parseArgs({
      options: { workspace: { type: "string" }, browser: { type: "boolean", default: false } },
    }));
  } catch (error) {
    throw new Trouble(`${error.message}\nUsage: npm start [-- [--workspace DIR] [--browser]]`);
  }
  if (values.workspace === undefined) return values;
  // npm runs scripts in the repository; the user names folders from where they are.
  const workspace = resolve(process.env.INIT_CWD ?? ".", values.workspace);
  if (!statSync(workspace, { throwIfNoEntry: false })?.isDirectory())
    throw new Trouble(`${workspace} is not a folder.`);
  return { ...values, workspace };
}

/** Outside the repository, which VS Code would otherwise take for the sample's. */
function sampleFolder() {
  return copySample(join(tmpdir(), `mlflow-lens-${userInfo().username}`, sampleFingerprint()));
}

/** Inside a remote VS Code's terminal `code` is another program, which knows no extensions in development. */
function canOpenCode() {
  if (!hasDisplay || process.env.VSCODE_IPC_HOOK_CLI) return false;
  return spawnSync("code", ["--version"], { stdio: "ignore", shell: process.platform === "win32" }).status === 0;
}

/** With user data of its own it is a process of its own, which can be ended without touching the user's windows. */
async function openCode(folder, { trust, start }) {
  const userData = join(cache, "start", "code");
  const args = ["--new-window", "--wait", `--extensionDevelopmentPath=${root}`, `--user-data-dir=${userData}`];
  if (trust) args.push("--disable-workspace-trust");
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  const child = spawn("code", [...args, folder], { stdio: "inherit", shell: process.platform === "win32" });
  console.log(`\nVS Code opens ${folder} (${seconds(performance.now() - start)}). Ctrl+C closes it.`);
  const closed = new Promise((done, failed) => child.once("close", done).once("error", failed));
  await Promise.race([closed, interrupted()]);
  try {
    process.kill(Number(readFileSync(join(userData, "code.lock"), "utf8")));
  } catch {
    // It is gone already, which removes the lock or leaves an old one.
  }
  child.kill();
}

async function openInBrowser(folder, { trust, start }) {
  await bootstrapVscode();
  const home = join(cache, "start");
  const extensionsFolder = join(home, "extensions");
  linkExtension(extensionsFolder, root);
  const server = await step("Starting VS Code's server", async () =>
    startServer({ dataFolder: join(home, "server"), extensionsFolder, trust, port: await freePort() }),
  );
  const address = `${server.url}?folder=${encodeURIComponent(folder)}`;
  console.log(`\nMLflow Lens runs (${seconds(performance.now() - start)}): open\n\n    ${address}\n\nCtrl+C stops it.`);
  if (hasDisplay) openAddress(address);
  await Promise.race([interrupted(), server.stopped.then(() => Promise.reject(new Trouble(server.output())))]);
  await server.stop();
}

/** Ctrl+C, or whoever started this wants it to end. */
function interrupted() {
  return new Promise((done) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, done);
  });
}

function openAddress(address) {
  const [command, ...args] = { darwin: ["open"], win32: ["cmd", "/c", "start", ""] }[process.platform] ?? ["xdg-open"];
  // The address is printed: no browser that opens by itself is no trouble.
  spawn(command, [...args, address], { stdio: "ignore", detached: true })
    .once("error", () => {})
    .unref();
}

/** @returns {Promise<number>} the usual port, or 0 when another program has it */
function freePort() {
  return new Promise((done) => {
    const probe = createServer();
    probe.once("error", () => done(0));
    probe.listen(usualPort, "127.0.0.1", () => probe.close(() => done(usualPort)));
  });
}
