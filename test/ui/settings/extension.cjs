const { readFileSync, rmSync, watch } = require("node:fs");
const { basename, dirname } = require("node:path");
const { ConfigurationTarget, workspace } = require("vscode");

/** Sets what the file named by UI_SETTINGS asks for, and removes the file when that is done; null takes a setting away. */
exports.activate = (context) => {
  const file = process.env.UI_SETTINGS;
  if (!file) return;
  const watcher = watch(dirname(file), async (_, name) => {
    if (name !== basename(file)) return;
    let wanted;
    try {
      wanted = JSON.parse(readFileSync(file, "utf8"));
    } catch {
      // Our own removal of the file is seen as well.
      return;
    }
    for (const [key, value] of Object.entries(wanted)) {
      await workspace.getConfiguration().update(key, value ?? undefined, ConfigurationTarget.Global);
    }
    rmSync(file, { force: true });
  });
  context.subscriptions.push({ dispose: () => watcher.close() });
};
