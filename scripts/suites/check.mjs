// Types, lint and format: each tool counts as one test.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../bootstrap/cache.mjs";
import { run, seconds } from "../bootstrap/step.mjs";

const tools = [
  { name: "types", program: "typescript/bin/tsc", args: ["--noEmit", "-p", "."] },
  {
    name: "types of the pages",
    program: "typescript/bin/tsc",
    args: ["--noEmit", "-p", "webview"],
    needs: "webview/tsconfig.json",
  },
  { name: "lint", program: "eslint/bin/eslint.js", args: ["."] },
  { name: "format", program: "prettier/bin/prettier.cjs", args: ["--check", "--log-level", "warn", "."] },
];

export async function check() {
  const outcomes = await Promise.all(
    tools
      .filter(({ needs }) => !needs || existsSync(join(root, needs)))
      .map(async ({ name, program, args }) => {
        const start = performance.now();
        try {
          await run(process.execPath, [join(root, "node_modules", program), ...args], { cwd: root, quiet: true });
          console.log(`  ✓ ${name}, ${seconds(performance.now() - start)}`);
          return true;
        } catch (error) {
          console.log(`  ✗ ${name}, ${seconds(performance.now() - start)}\n${error.message}`);
          return false;
        }
      }),
  );
  const passed = outcomes.filter(Boolean).length;
  return { passed, failed: outcomes.length - passed };
}
