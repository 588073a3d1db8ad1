// Builds the extension and packs it as mlflow-lens-VERSION.vsix:  npm run package
// globSync is not in the Node that starts this, only in the one that goes on.
import fs, { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./bootstrap/cache.mjs";
import { bootstrapDependencies } from "./bootstrap/dependencies.mjs";
import { inNode24 } from "./bootstrap/node.mjs";
import { inWords, run, step, Trouble } from "./bootstrap/step.mjs";

const limit = 1.5e6;
/** Bytes of the pages' scripts: what they share is loaded once, each one's own with it. */
const pageLimits = { shared: 650_000, own: 80_000 };

/** @returns the path of the package */
export async function packageExtension() {
  await step("Building", () => run(process.execPath, ["esbuild.mjs"], { cwd: root }));
  checkPages(join(root, "dist", "pages"));
  const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const vsix = join(root, `${name}-${version}.vsix`);
  const staged = mkdtempSync(join(tmpdir(), "mlflow-lens-package-"));
  try {
    await step("Packing", () => {
      // vsce would walk through all of .cache before it leaves it out.
      for (const file of packagedFiles()) cpSync(join(root, file), join(staged, file));
      const args = ["package", "--no-dependencies", "--allow-missing-repository", "--out", vsix];
      // Without a repository's address the README's pictures are those in the package.
      args.push("--no-rewrite-relative-links");
      return run(process.execPath, [join(root, "node_modules", "@vscode", "vsce", "vsce"), ...args], {
        cwd: staged,
        quiet: true,
      });
    });
  } finally {
    rmSync(staged, { recursive: true });
  }
  const { size } = statSync(vsix);
  const megabytes = `${(size / 1e6).toFixed(2)} MB`;
  if (size > limit)
    throw new Trouble(
      `The package has ${megabytes}, more than the ${limit / 1e6} MB it may have: see \`unzip -l ${vsix}\`.`,
    );
  console.log(`  ${vsix}: ${megabytes}`);
  return vsix;
}

/** Scripts that grow make every page slow to open. */
function checkPages(folder) {
  const scripts = readdirSync(folder).filter((name) => name.endsWith(".js"));
  const size = (name) => statSync(join(folder, name)).size;
  const isShared = (name) => name.startsWith("chunk-");
  const shared = scripts.filter(isShared).reduce((sum, name) => sum + size(name), 0);
  if (shared > pageLimits.shared)
    throw new Trouble(`What pages share has ${shared} bytes, more than the ${pageLimits.shared} that it may have.`);
  // A lone page shares with nobody.
  const own = scripts.filter((name) => !isShared(name));
  for (const name of own.length > 1 ? own : []) {
    if (size(name) > pageLimits.own)
      throw new Trouble(
        `The page ${name} has ${size(name)} bytes of its own, more than the ${pageLimits.own} that it may have.`,
      );
  }
}

/** What .vscodeignore, which leaves out everything, takes back in. */
function packagedFiles() {
  const patterns = readFileSync(join(root, ".vscodeignore"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("!"))
    .map((line) => line.slice(1));
  return fs.globSync(patterns, { cwd: root }).filter((path) => statSync(join(root, path)).isFile());
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await inWords(() =>
    inNode24(async () => {
      await bootstrapDependencies();
      await packageExtension();
    }),
  );
}
