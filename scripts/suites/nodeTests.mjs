// The suites that node --test runs: TypeScript as it is.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../bootstrap/cache.mjs";
import { Trouble } from "../bootstrap/step.mjs";

const windows = process.platform === "win32";

/**
 * The test files of a suite, told apart by the end of their names, relative to the repository and in order.
 *
 * @param kind "live", "host" or "ui" for NAME.KIND.test.ts; "unit" for those without a kind
 */
export function testFiles(kind) {
  return readdirSync(join(root, "test"), { recursive: true })
    .map((path) => join("test", path))
    .filter(
      (path) => (/(?:\.(live|host|ui))?\.test\.tsx?$/.exec(path) ?? [])[1] === (kind === "unit" ? undefined : kind),
    )
    .filter((path) => path.endsWith(".test.ts") || path.endsWith(".test.tsx"))
    .sort();
}

/**
 * Runs test files, each in a process of its own.
 *
 * @param filter part of a path; when no path has it, part of a test's name
 * @param concurrency how many files at once
 * @param testMinutes after which a test has failed
 * @param suiteMinutes after which what still runs is ended, and counts as one failure
 * @returns how many tests passed and failed
 */
export async function runNodeTests({ kind, filter, concurrency, testMinutes, suiteMinutes, environment = {} }) {
  const all = testFiles(kind);
  const matching = all.filter((path) => path.includes(filter ?? ""));
  const byName = filter !== undefined && matching.length === 0;
  const files = byName ? all : matching;
  if (files.length === 0) throw new Trouble(`There is no test file for the suite ${kind}.`);
  const scratch = mkdtempSync(join(tmpdir(), "mlflow-lens-counts-"));
  const countsFile = join(scratch, "counts.json");
  try {
    const args = [
      ...["--test", `--test-concurrency=${concurrency}`, `--test-timeout=${testMinutes * 60_000}`],
      ...["--test-reporter", new URL("reporter.mjs", import.meta.url).href],
      ...(byName ? ["--test-name-pattern", filter] : []),
      ...["--disable-warning=ExperimentalWarning", ...files],
    ];
    const isGood = await runGroup(args, { ...process.env, ...environment, TEST_COUNTS: countsFile }, suiteMinutes);
    const { passed, failed, ended } = JSON.parse(readFileSync(countsFile, "utf8"));
    if (passed + failed === 0) throw new Trouble(`No test of the suite ${kind} is called like ${filter}.`);
    if (!ended)
      console.log(`  ✗ not ended after ${suiteMinutes} minutes: the files that have no line of their own above`);
    return { passed, failed: ended ? Math.max(failed, isGood ? 0 : 1) : failed + 1 };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Runs Node with children that none of them outlives: as a process group of its own. */
async function runGroup(args, env, minutes) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env,
    stdio: ["ignore", "inherit", "inherit"],
    detached: !windows,
  });
  const end = (signal) => {
    try {
      process.kill(windows ? child.pid : -child.pid, signal);
    } catch {
      // They have all ended.
    }
  };
  const endAll = () => {
    end("SIGTERM");
    // Whoever has processes of its own gets the time to end them.
    setTimeout(() => end("SIGKILL"), 5_000).unref();
  };
  const interrupted = () => {
    end("SIGTERM");
    process.exit(130);
  };
  const deadline = setTimeout(endAll, minutes * 60_000);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, interrupted);
  const code = await new Promise((resolve) => child.once("close", resolve));
  for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, interrupted);
  clearTimeout(deadline);
  end("SIGKILL");
  return code === 0;
}
