// VS Code's server and its workbench for the browser, from the npm package code-server, without its own installer: .cache/vscode.
import { copyFileSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { cache, fingerprint, madeOnce, root } from "./cache.mjs";
import { npm } from "./step.mjs";

const folder = join(cache, "vscode");
const modules = join(folder, "node_modules");
const vscode = join(modules, "code-server", "lib", "vscode");

/** The server's program, whether it has been installed or not. */
export const serverProgram = join(vscode, "out", "server-main.js");

/**
 * Two native modules would need a C++ compiler: the log's writer and the watch for a parent that died.
 * Small stand-ins of ours take their place, so that no machine needs one and logs are written on all.
 */
const standIns = { "spdlog.cjs": "@vscode/spdlog", "watchdog.cjs": "@vscode/native-watchdog" };

export async function bootstrapVscode() {
  const manifest = join(root, "scripts", "vscode");
  const input = fingerprint(
    ...["package-lock.json", ...Object.keys(standIns)].map((file) => join(manifest, file)),
    "1",
  );
  await madeOnce({ name: "vscode", title: "Installing VS Code's server", folder, input, afresh: true }, async () => {
    mkdirSync(folder, { recursive: true });
    for (const file of ["package.json", "package-lock.json", ".npmrc"])
      copyFileSync(join(manifest, file), join(folder, file));
    await npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder, quiet: true });
    // Node looks for the server's modules in the folders above it, but the browser asks for them inside it.
    symlinkSync(
      process.platform === "win32" ? modules : join("..", "..", ".."),
      join(vscode, "node_modules"),
      "junction",
    );
    for (const [file, module] of Object.entries(standIns))
      copyFileSync(join(manifest, file), join(modules, module, "index.js"));
    for (const extension of ["copilot", "mermaid-markdown-features"]) {
      rmSync(join(vscode, "extensions", extension), { recursive: true, force: true });
    }
  });
}
