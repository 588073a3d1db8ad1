// Tests that click what a user clicks, in the packaged extension as users install it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../bootstrap/cache.mjs";
import { bootstrapChromium } from "../bootstrap/chromium.mjs";
import { run, step } from "../bootstrap/step.mjs";
import { bootstrapVscode, serverProgram } from "../bootstrap/vscode.mjs";
import { packageExtension } from "../package.mjs";
import { linkExtension } from "../vscode/server.mjs";
import { runNodeTests } from "./nodeTests.mjs";

export async function ui(filter) {
  await bootstrapVscode();
  await bootstrapChromium();
  const scratch = mkdtempSync(join(tmpdir(), "lens-ui-"));
  try {
    const vsix = await packageExtension();
    const extensions = join(scratch, "extensions");
    linkExtension(extensions, join(root, "test", "ui", "settings"));
    await step("Installing the packaged extension", () =>
      run(
        process.execPath,
        [
          serverProgram,
          "--server-data-dir",
          join(scratch, "data"),
          "--extensions-dir",
          extensions,
          "--install-extension",
          vsix,
        ],
        { quiet: true },
      ),
    );
    if (filter === undefined) rmSync(join(root, "test-results"), { recursive: true, force: true });
    return await runNodeTests({
      kind: "ui",
      filter,
      processes: 2,
      testMinutes: 2,
      suiteMinutes: 30,
      environment: { UI_EXTENSIONS: extensions },
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
