// node_modules, as package-lock.json has them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./cache.mjs";
import { npm, step } from "./step.mjs";

export async function bootstrapDependencies() {
  if (areInstalled()) return;
  await step("Installing the dependencies", () => npm(["ci", "--no-audit", "--no-fund"], { cwd: root, quiet: true }));
}

/** npm notes in a lock of its own what is in node_modules; what is optional may be for another platform. */
function areInstalled() {
  try {
    const wanted = packages(join(root, "package-lock.json"));
    const installed = packages(join(root, "node_modules", ".package-lock.json"));
    return Object.entries(wanted).every(
      ([path, { version, optional }]) => path === "" || optional || installed[path]?.version === version,
    );
  } catch (error) {
    if (error.code === "ENOENT") return false;
    throw error;
  }
}

function packages(lock) {
  return JSON.parse(readFileSync(lock, "utf8")).packages;
}
