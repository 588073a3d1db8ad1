// The file store, against MLflow's client on the same store and a C program that only reads.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { firstThatRuns, run, step } from "../bootstrap/step.mjs";
import { defaults, fileExperimentId, makeFileStore } from "./bigStore.mjs";
import { askLens, askMlflow, below, measured, ofLimit, sideBySide, timesFaster } from "./measure.mjs";

const longSteps = 1_000_000;

/** A store of that name below `folder`, made where it is not there. */
export async function bigFolder(folder, name, options) {
  const root = join(folder, name);
  if (!existsSync(root)) await step(`Writing a file store of ${options.runs} runs`, () => makeFileStore(root, options));
  return root;
}

export async function measureFileStore({ folder, rounds, runs }) {
  const root = await bigFolder(folder, `file-${runs}`, { ...defaults, runs });
  const longRoot = await bigFolder(folder, "file-long", { runs: 1, metrics: 1, params: 1, steps: 1, long: longSteps });
  const question = (name, options = {}) => ({
    ...{ case: name, uri: `file://${root}`, experimentId: fileExperimentId, options },
  });
  const pair = (name, options) => ({
    ...{ lens: () => askLens(question(name, options)), peer: () => askMlflow(question(name)), rounds },
  });
  /** The start of our thread is no work on the store. */
  const answered = async (name, options) => ({ ms: (await askLens(question(name, options))).answered });

  const rows = [];
  rows.push(timesFaster("first 100 rows, no index", await sideBySide(pair("firstRows")), 50));
  const indexDir = join(folder, "index");
  rmSync(indexDir, { recursive: true, force: true });
  await askLens(question("allRuns", { indexDir }));
  rows.push(timesFaster("first 100 rows, index valid", await sideBySide(pair("firstRows", { indexDir })), 150));
  rows.push(timesFaster("filter + order on two keys, no index", await sideBySide(pair("filterOrder")), 50));
  rows.push(timesFaster("all runs, warm, as columns", await sideBySide(pair("allRuns")), 9));
  const asEntities = { ...pair("allRuns"), lens: () => askLens(question("allEntities")), rounds: 1 };
  rows.push({ ...timesFaster("all runs, warm, as entities", await sideBySide(asEntities), 0), goal: undefined });

  const verify = { lens: () => answered("verify", { indexDir }), peer: () => answered("allRuns"), rounds };
  rows.push(ofLimit("verify unchanged runs, of a full scan", await sideBySide(verify), 1 / 15));
  const reader = await compileReader(folder);
  if (reader !== undefined) {
    const read = (processes) => () => measured(reader, [join(root, fileExperimentId), String(processes)]);
    const warm = { lens: () => answered("allRuns"), peer: read(1), rounds };
    rows.push(ofLimit("all runs, warm, of C on one core", await sideBySide(warm), 1.3));
    const cold = { lens: () => answered("allRuns"), peer: read(16), rounds: 1, warm: false, before: read("drop") };
    rows.push(ofLimit("all runs, nothing in the page cache, of C with 16 readers", await sideBySide(cold), 1.6));
  }

  const runId = readdirSync(join(longRoot, fileExperimentId)).find((name) => name !== "meta.yaml");
  const long = { case: "history", uri: `file://${longRoot}`, experimentId: fileExperimentId, runId };
  const history = { lens: () => askLens(long), peer: () => askMlflow(long), rounds: 1 };
  rows.push(timesFaster("history of 1,000,000 steps", await sideBySide(history), 300));
  const pictures = [];
  for (let round = 0; round < Math.max(rounds, 5); round++)
    pictures.push((await askLens({ ...long, case: "firstPicture" })).answered);
  rows.push(below("first picture of 1,000,000 steps", pictures, 15, "ms"));
  return rows;
}

/** @returns undefined where there is no compiler: then the limit is not measured */
async function compileReader(folder) {
  const compiler = firstThatRuns("cc", "gcc", "clang");
  if (compiler === undefined) {
    console.log("  There is no C compiler: the limit is not measured.");
    return undefined;
  }
  const program = join(folder, "readStore");
  await run(compiler, ["-O2", "-o", program, join(import.meta.dirname, "readStore.c")]);
  return program;
}
