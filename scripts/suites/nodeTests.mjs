// The suites that node --test runs: TypeScript as it is.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cache, root } from "../bootstrap/cache.mjs";
import { pythonEnvironment } from "../bootstrap/python.mjs";
import { Trouble } from "../bootstrap/step.mjs";

const windows = process.platform === "win32";

/**
 * The test files of a suite, told apart by the end of their names, relative to the repository and in order.
 *
 * @param kind "parity", "live", "host" or "ui" for NAME.KIND.test.ts; "unit" for those without a kind
 */
export function testFiles(kind) {
  return readdirSync(join(root, "test"), { recursive: true })
    .map((path) => join("test", path))
    .filter(
      (path) =>
        (/(?:\.(parity|live|host|ui))?\.test\.tsx?$/.exec(path) ?? [])[1] === (kind === "unit" ? undefined : kind),
    )
    .filter((path) => path.endsWith(".test.ts") || path.endsWith(".test.tsx"))
    .sort();
}

/**
 * Runs the test files of a suite.
 *
 * @param kind as `testFiles` has it
 * @param filter part of a path; when no path has it, part of a test's name
 * @param processes how many at once
 * @param sharing whether the files share them; otherwise each file has a process of its own
 * @param testMinutes after which a test has failed
 * @param suiteMinutes after which what still runs is ended, and counts as a failure
 * @returns how many tests passed and failed
 */
export async function runNodeTests({ kind, filter, processes, sharing = false, environment = {}, ...limits }) {
  const all = testFiles(kind);
  const matching = all.filter((path) => path.includes(filter ?? ""));
  const byName = filter !== undefined && matching.length === 0;
  const files = byName ? all : matching;
  if (files.length === 0) throw new Trouble(`There is no test file for the suite ${kind}.`);
  const args = [
    ...["--test", `--test-timeout=${limits.testMinutes * 60_000}`, "--disable-warning=ExperimentalWarning"],
    ...["--test-reporter", new URL("reporter.mjs", import.meta.url).href],
    sharing ? "--test-isolation=none" : `--test-concurrency=${processes}`,
    ...(byName ? ["--test-name-pattern", filter] : []),
  ];
  const groups = sharing ? dealt(files, processes) : [files];
  const counts = await Promise.all(
    groups.map((group) => runFiles([...args, ...group], { ...process.env, ...environment }, limits.suiteMinutes)),
  );
  const total = { passed: 0, failed: 0 };
  for (const { passed, failed } of counts) {
    total.passed += passed;
    total.failed += failed;
  }
  if (total.passed + total.failed === 0) throw new Trouble(`No test of the suite ${kind} is called like ${filter}.`);
  return total;
}

/** Files in as many groups as there are processes, as from a pack of cards. */
function dealt(files, processes) {
  const groups = Array.from({ length: Math.min(processes, files.length) }, () => []);
  files.forEach((file, place) => groups[place % groups.length].push(file));
  return groups;
}

async function runFiles(args, env, suiteMinutes) {
  const scratch = mkdtempSync(join(tmpdir(), "mlflow-lens-counts-"));
  const countsFile = join(scratch, "counts.json");
  try {
    // Each process would compile the sources anew, which is a third of the time of a short file.
    const compiled = join(cache, "compiled");
    const isGood = await runGroup(
      args,
      { ...env, TEST_COUNTS: countsFile, NODE_COMPILE_CACHE: compiled, ...pythonEnvironment },
      suiteMinutes,
    );
    if (!existsSync(countsFile)) return { passed: 0, failed: isGood ? 0 : 1 };
    const { passed, failed, ended } = JSON.parse(readFileSync(countsFile, "utf8"));
    if (!ended)
      console.log(`  ✗ ended too early, or not within ${suiteMinutes} minutes: files that have no line above`);
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
