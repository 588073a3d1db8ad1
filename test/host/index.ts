/** Runs inside VS Code's extension host: the tests of scripts/suites/host.mjs's bundle, by mocha, their results into a file. */
import { appendFileSync } from "node:fs";
import { inspect } from "node:util";
import Mocha from "mocha";

/**
 * @param load calls `describe` and `it` of all test files
 * @throws when a test failed, which VS Code turns into its exit code
 */
export async function runMocha(load: () => void): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 30_000 });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  load();
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      write({ ended: true });
      if (failures > 0) reject(new Error(`${failures} tests failed`));
      else resolve();
    });
    runner.on("pass", (test) => write({ title: test.fullTitle(), duration: test.duration }));
    // A hook that fails is reported here too, as a test of its own.
    runner.on("fail", (test, error) =>
      write({ title: test.fullTitle(), duration: test.duration, error: inspect(error) }),
    );
    runner.on("pending", (test) => write({ title: test.fullTitle(), error: "Skipped: a test runs or is deleted." }));
  });
}

/** The file grows a line a test: of a VS Code that crashes, what ran before is known. */
function write(line: object): void {
  const file = process.env["HOST_RESULTS"];
  if (file) appendFileSync(file, `${JSON.stringify(line)}\n`);
}
