// Installs what the project's scripts use, into .cache:  node scripts/bootstrap.mjs [NAME...]
import { bootstrapChromium } from "./bootstrap/chromium.mjs";
import { bootstrapDependencies } from "./bootstrap/dependencies.mjs";
import { bootstrapNode } from "./bootstrap/node.mjs";
import { bootstrapPython, versions } from "./bootstrap/python.mjs";
import { inWords, Trouble } from "./bootstrap/step.mjs";
import { bootstrapVscode } from "./bootstrap/vscode.mjs";

const parts = {
  dependencies: bootstrapDependencies,
  node: bootstrapNode,
  vscode: bootstrapVscode,
  chromium: bootstrapChromium,
  ...Object.fromEntries(versions.map((version) => [`python-${version}`, () => bootstrapPython(version)])),
};

inWords(async () => {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !(name in parts));
  if (unknown) throw new Trouble(`There is no ${unknown}, only ${Object.keys(parts).join(", ")}.`);
  for (const name of names.length > 0 ? names : Object.keys(parts)) await parts[name]();
});
