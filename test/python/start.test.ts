import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { start } from "../../src/python/start.ts";
import { temporaryFolder } from "../fixtures.ts";

test(
  "a shell that is started reads no ~/.bashrc, which may put another Python first",
  { skip: process.platform === "win32" && "there is no bash" },
  async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, ".bashrc"), "export PATH=/another/python:$PATH\n");
    // As in an editor that was started from a desktop, outside of any shell.
    delete process.env["SHLVL"];
    let told = "";
    const { ended } = start({
      ...{ program: "bash", args: ["-c", 'echo "$PATH"'], cwd: home, variables: { HOME: home } },
      onOutput: (text) => (told += text),
    });
    assert.equal(await ended, 0);
    assert.equal(told.trim(), process.env["PATH"]);
  },
);
