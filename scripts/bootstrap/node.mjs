// Node 24, which runs the tests (TypeScript as it is, node:sqlite) and VS Code's server: .cache/node/bin/node.
import { spawn } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { cache, fingerprint, madeOnce, root } from "./cache.mjs";
import { npm, Trouble } from "./step.mjs";

const windows = process.platform === "win32";
const isEnough = Number(process.versions.node.split(".")[0]) >= 24;

/** A Node of version 24 or newer: the one that runs this, else the cache's, whether that has been installed or not. */
export const node24 = isEnough ? process.execPath : join(cache, "node", "bin", windows ? "node.exe" : "node");

export async function bootstrapNode() {
  if (isEnough) return;
  const manifest = join(root, "scripts", "node");
  const folder = join(cache, "node");
  const input = fingerprint(join(manifest, "package-lock.json"));
  await madeOnce({ name: "node", title: "Installing Node 24", folder, input, afresh: true }, async () => {
    mkdirSync(folder, { recursive: true });
    for (const file of ["package.json", "package-lock.json", ".npmrc"])
      copyFileSync(join(manifest, file), join(folder, file));
    await npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder, quiet: true });
    const modules = join(folder, "node_modules");
    const fitting = readdirSync(modules).find((name) => name.startsWith("node-"));
    if (!fitting)
      throw new Trouble(
        `npm has no Node 24 for ${process.platform} ${process.arch}: install Node 24 and run this with it.`,
      );
    cpSync(join(modules, fitting, "bin"), join(folder, "bin"), { recursive: true, verbatimSymlinks: true });
    rmSync(modules, { recursive: true });
  });
}

/**
 * Does a script's work in Node 24: in this process when it is one, else in a child with the same arguments.
 * Whatever `work` loads may thus be TypeScript or want a new Node.
 */
export async function inNode24(work) {
  if (isEnough) return work();
  await bootstrapNode();
  const PATH = [dirname(node24), process.env.PATH].join(delimiter);
  const child = spawn(node24, process.argv.slice(1), { stdio: "inherit", env: { ...process.env, PATH } });
  // This process stays until the child has cleaned up.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve) => child.once("close", (code) => resolve(code ?? 1)));
}
