const { existsSync, readFileSync, rmSync, watch } = require("node:fs");
const { basename, dirname } = require("node:path");
const { ConfigurationTarget, workspace } = require("vscode");

/** Sets what the file named by UI_SETTINGS asks for, and removes the file when that is done; null takes a setting away. */
exports.activate = (context) => {
  const file = process.env.UI_SETTINGS;
  if (!file) return;
  let last = Promise.resolve();
  const look = () => (last = last.then(() => apply(file)));
  // Our own removal of the file is seen as well.
  const watcher = watch(dirname(file), (_, name) => name === basename(file) && look());
  context.subscriptions.push({ dispose: () => watcher.close() });
  // It may have been asked for before this started.
  look();
};

async function apply(file) {
  if (!existsSync(file)) return;
  for (const [key, value] of Object.entries(JSON.parse(readFileSync(file, "utf8")))) {
    await workspace.getConfiguration().update(key, value ?? undefined, ConfigurationTarget.Global);
  }
  rmSync(file, { force: true });
}
