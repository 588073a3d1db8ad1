// Measures the core side by side with MLflow and with what the machine can do at most:  npm run bench
//   -- --only file,sqlite,memory,live,server,editor,pages,answers   some parts     --rounds 3   repetitions of each pair
//   -- --runs 10000   runs of the big stores           --keep   leaves the stores in .cache/bench for the next time
// Prints ratios and writes bench/results.json. Machines are small and noisy: what counts is the ratio of two figures
// that were measured next to each other, never a second figure of another day.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cache, root } from "./bootstrap/cache.mjs";
import { bootstrapDependencies } from "./bootstrap/dependencies.mjs";
import { inNode24 } from "./bootstrap/node.mjs";
import { bootstrapPython } from "./bootstrap/python.mjs";
import { inWords, npm, step, Trouble } from "./bootstrap/step.mjs";

const parts = {
  file: async () => (await import("./bench/fileStore.mjs")).measureFileStore,
  sqlite: async () => (await import("./bench/sqliteStore.mjs")).measureSqliteStore,
  memory: async () => (await import("./bench/memory.mjs")).measureMemory,
  live: async () => (await import("./bench/live.mjs")).measureLive,
  server: async () => (await import("./bench/server.mjs")).measureServer,
  editor: async () => (await import("./bench/editor.mjs")).measureEditor,
  pages: async () => (await import("./bench/pages.mjs")).measurePages,
  answers: async () => (await import("./bench/answers.mjs")).measureAnswers,
};

await inWords(() =>
  inNode24(async () => {
    const { values } = parseArgs({
      options: {
        only: { type: "string", default: Object.keys(parts).join(",") },
        rounds: { type: "string", default: "3" },
        runs: { type: "string", default: "10000" },
        keep: { type: "boolean", default: false },
      },
    });
    const chosen = values.only.split(",");
    const unknown = chosen.find((name) => !(name in parts));
    if (unknown !== undefined) throw new Trouble(`There is no part ${unknown}, only ${Object.keys(parts).join(", ")}.`);
    await bootstrapDependencies();
    await bootstrapPython("3.17");
    await step("Building", () => npm(["run", "build", "--silent"], { cwd: root }));
    const { printRow, printTable } = await import("./bench/table.mjs");
    const folder = join(cache, "bench");
    if (!values.keep) rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const options = { folder, rounds: Number(values.rounds), runs: Number(values.runs) };
    const rows = [];
    for (const name of chosen) {
      const measure = await parts[name]();
      await step(`Measuring: ${name}`, async () => {
        for await (const row of measure(options)) {
          printRow(row);
          rows.push({ part: name, load: loadavg()[0], ...row });
          writeResults(options, rows);
        }
      });
    }
    printTable(rows);
    if (!values.keep) rmSync(folder, { recursive: true, force: true });
    const missed = rows.filter((row) => row.holds === false);
    const goals = rows.filter((row) => row.holds !== undefined).length;
    const load = loadavg().map((part) => part.toFixed(1));
    console.log(`\n${goals - missed.length} of ${goals} hold on ${cpus().length} cores; load ${load.join(" ")}`);
    for (const row of missed) console.log(`  falls short: ${row.part}: ${row.name}`);
  }),
);

/** After every row: what was measured is not lost when the rest is stopped. */
function writeResults({ rounds, runs }, rows) {
  const machine = { cores: cpus().length, memory: totalmem(), load: loadavg(), node: process.version };
  mkdirSync(join(root, "bench"), { recursive: true });
  const results = { machine, rounds, runs, rows };
  writeFileSync(join(root, "bench", "results.json"), `${JSON.stringify(results, null, 2)}\n`);
}
