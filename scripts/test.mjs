// Installs what is missing and runs all tests:  npm test  ·  npm test -- --only unit,host  ·  npm test -- --only unit search
import { bootstrapDependencies } from "./bootstrap/dependencies.mjs";
import { inNode24 } from "./bootstrap/node.mjs";
import { inWords, seconds, Trouble } from "./bootstrap/step.mjs";

/** The suites in their order: what is quick fails first. Each takes a filter and answers how many tests passed and failed. */
const suites = {
  check: async () => (await import("./suites/check.mjs")).check(),
  unit: async (filter) => (await import("./suites/inMemory.mjs")).unit(filter),
  parity: async (filter) => (await import("./suites/inMemory.mjs")).parity(filter),
  live: async (filter) => (await import("./suites/live.mjs")).live(filter),
  host: async (filter) => (await import("./suites/host.mjs")).host(filter),
  ui: async (filter) => (await import("./suites/ui.mjs")).ui(filter),
};

/**
 * Which suites run where. On macOS and Windows VS Code itself differs, which these tests see; the real MLflow
 * and the browser answer the same on all three, so Linux alone asks them.
 */
const platforms = {
  linux: ["check", "unit", "parity", "live", "host", "ui"],
  darwin: ["unit", "parity", "host"],
  win32: ["unit", "parity", "host"],
};

await inWords(() =>
  inNode24(async () => {
    const { only, filter } = parse(process.argv.slice(2));
    const declared = platforms[process.platform] ?? platforms.linux;
    const chosen = only ?? declared;
    const left = Object.keys(suites).filter((name) => !declared.includes(name));
    if (!only && left.length > 0)
      console.log(`On ${process.platform} these suites are declared not to run: ${left.join(", ")}.`);
    await bootstrapDependencies();
    const total = { passed: 0, failed: 0 };
    for (const name of Object.keys(suites).filter((suite) => chosen.includes(suite))) {
      const { passed, failed } = await runSuite(name, filter);
      total.passed += passed;
      total.failed += failed;
    }
    console.log(`\n${total.passed} passed, ${total.failed} failed`);
    if (total.failed > 0) process.exitCode = 1;
  }),
);

async function runSuite(name, filter) {
  const start = performance.now();
  console.log(`\n== ${name}`);
  let counts;
  try {
    counts = await suites[name](filter);
  } catch (error) {
    console.log(`  ✗ the suite ${name} could not run: ${error instanceof Trouble ? error.message : error.stack}`);
    counts = { passed: 0, failed: 1 };
  }
  console.log(`== ${name}: ${counts.passed} passed, ${counts.failed} failed in ${seconds(performance.now() - start)}`);
  return counts;
}

function parse(words) {
  if (words.length === 0) return {};
  const [flag, list, filter] = words;
  const only = list?.split(",");
  const unknown = only?.find((name) => !(name in suites));
  if (flag !== "--only" || !only || unknown !== undefined || words.length > 3) {
    throw new Trouble(`Usage: npm test [-- --only ${Object.keys(suites).join(",")} [PART OF A PATH OR NAME]]`);
  }
  return { only, filter };
}
