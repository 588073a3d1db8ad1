// The suites that node --test runs: TypeScript as it is.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { root } from "../bootstrap/cache.mjs";
import { Trouble } from "../bootstrap/step.mjs";

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
 * @returns how many tests passed and failed
 */
export async function runNodeTests({ kind, filter, concurrency, environment = {} }) {
  const all = testFiles(kind);
  const matching = all.filter((path) => path.includes(filter ?? ""));
  const byName = filter !== undefined && matching.length === 0;
  const files = byName ? all : matching;
  if (files.length === 0) throw new Trouble(`There is no test file for the suite ${kind}.`);
  const scratch = mkdtempSync(join(tmpdir(), "mlflow-lens-counts-"));
  const counts = join(scratch, "counts.json");
  try {
    const args = [
      ...[
        "--test",
        `--test-concurrency=${concurrency}`,
        "--test-reporter",
        new URL("reporter.mjs", import.meta.url).href,
      ],
      ...(byName ? ["--test-name-pattern", filter] : []),
      ...["--disable-warning=ExperimentalWarning", ...files.map((file) => relative(root, join(root, file)))],
    ];
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...environment, TEST_COUNTS: counts },
    });
    const code = await new Promise((resolve) => child.once("close", resolve));
    const { passed, failed } = JSON.parse(readFileSync(counts, "utf8"));
    if (passed + failed === 0) throw new Trouble(`No test of the suite ${kind} is called like ${filter}.`);
    return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
