// Tests inside the extension host of a real VS Code: a downloaded one where VSCODE_VERSION names it, else the stand-in of .cache.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { cache, root } from "../bootstrap/cache.mjs";
import { bootstrapChromium } from "../bootstrap/chromium.mjs";
import { run, seconds, step, Trouble } from "../bootstrap/step.mjs";
import { bootstrapVscode } from "../bootstrap/vscode.mjs";
import { copySample } from "../sample.mjs";
import { testFiles } from "./nodeTests.mjs";

/** "stable" or a version, which is then downloaded. There is a stand-in on Linux alone. */
const version = process.env.VSCODE_VERSION ?? (process.platform === "linux" ? undefined : "stable");

export async function host(filter) {
  const files = testFiles("host").filter((path) => path.includes(filter ?? ""));
  if (files.length === 0) throw new Trouble(`There is no test/**/*${filter ?? ""}*.host.test.ts.`);
  if (version === undefined) {
    await bootstrapVscode();
    await bootstrapChromium();
  }
  await step("Building", () => run(process.execPath, ["esbuild.mjs", `--tests=${filter ?? ""}`], { cwd: root }));
  const { runTests } = await import("@vscode/test-electron");
  const scratch = mkdtempSync(join(tmpdir(), "mlh-"));
  const results = join(scratch, "results.jsonl");
  let output = "";
  try {
    await runTests({
      ...(version === undefined
        ? { vscodeExecutablePath: join(root, "scripts", "vscode", "executable.mjs") }
        : { version, cachePath: join(cache, "vscode-test") }),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, "dist", "hostTests.cjs"),
      extensionTestsEnv: { HOST_RESULTS: results },
      launchArgs: [
        await copySample(join(scratch, "workspace")),
        `--user-data-dir=${join(scratch, "data")}`,
        "--disable-extensions",
      ],
      stdout: new Writable({ write: (data, _encoding, done) => void ((output += data), done()) }),
      stderr: new Writable({ write: (data, _encoding, done) => void ((output += data), done()) }),
    }).catch((error) => {
      // Failed tests are read from their results; what is left is a VS Code that did not run them to their end.
      output += `\n${error.message}`;
    });
    return report(results, output);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The lines that test/host/index.ts wrote: one a test, and one at the end. */
function report(file, output) {
  const lines = existsSync(file)
    ? readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
    : [];
  const tests = lines.filter(({ title }) => title !== undefined);
  for (const { title, error, duration } of tests) {
    console.log(`  ${error === undefined ? "✓" : "✗"} ${title}, ${seconds(duration ?? 0)}`);
  }
  for (const { title, error } of tests.filter(({ error }) => error !== undefined))
    console.log(`\n✗ ${title}\n${error.replace(/^/gm, "    ")}`);
  const failed = tests.filter(({ error }) => error !== undefined).length;
  const ended = lines.some(({ ended }) => ended);
  if (!ended) console.log(`  ✗ VS Code ended before its tests did:\n${output}`);
  return { passed: tests.length - failed, failed: failed + (ended ? 0 : 1) };
}
