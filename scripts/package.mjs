// Builds the extension and packs it as mlflow-lens-VERSION.vsix:  npm run package
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./bootstrap/cache.mjs";
import { bootstrapDependencies } from "./bootstrap/dependencies.mjs";
import { inNode24 } from "./bootstrap/node.mjs";
import { inWords, run, step, Trouble } from "./bootstrap/step.mjs";

const limit = 1.5e6;

/** @returns the path of the package */
export async function packageExtension() {
  await step("Building", () => run(process.execPath, ["esbuild.mjs"], { cwd: root }));
  const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const vsix = join(root, `${name}-${version}.vsix`);
  await step("Packing", () =>
    run(
      process.execPath,
      [
        join(root, "node_modules", "@vscode", "vsce", "vsce"),
        "package",
        "--no-dependencies",
        "--allow-missing-repository",
        // Without a repository's address the README's pictures are those in the package.
        "--no-rewrite-relative-links",
        "--out",
        vsix,
      ],
      { cwd: root, quiet: true },
    ),
  );
  const { size } = statSync(vsix);
  const megabytes = `${(size / 1e6).toFixed(2)} MB`;
  if (size > limit)
    throw new Trouble(
      `The package has ${megabytes}, more than the ${limit / 1e6} MB it may have: see \`vsce ls --tree\`.`,
    );
  console.log(`  ${vsix}: ${megabytes}`);
  return vsix;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await inWords(() =>
    inNode24(async () => {
      await bootstrapDependencies();
      await packageExtension();
    }),
  );
}
