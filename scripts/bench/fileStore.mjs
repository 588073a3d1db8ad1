// The file store, against MLflow's client on the same store and a C program that only reads.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { firstThatRuns, run, step } from "../bootstrap/step.mjs";
import { defaults, fileExperimentId, makeFileStore } from "./bigStore.mjs";
import { askLens, askMlflow, askOpenLens, measured, takeTurns } from "./measure.mjs";
import { below, ofLimit, timesFaster } from "./table.mjs";

const longSteps = 1_000_000;
/** Of what takes us milliseconds, so many turns tell. */
const shortRounds = 5;

/** A store of that name below `folder`, made where it is not there. */
export async function bigFolder(folder, name, options) {
  const root = join(folder, name);
  if (!existsSync(root)) await step(`Writing a file store of ${options.runs} runs`, () => makeFileStore(root, options));
  return root;
}

export async function* measureFileStore({ folder, rounds, runs }) {
  const root = await bigFolder(folder, `file-${runs}`, { ...defaults, runs });
  const question = (name, options = {}) => ({
    ...{ case: name, uri: `file://${root}`, experimentId: fileExperimentId, options },
  });
  const indexDir = join(folder, "index");
  rmSync(indexDir, { recursive: true, force: true });
  // Also warms the disk's cache.
  await askLens(question("allRuns", { indexDir }));

  const first = await takeTurns(
    {
      mlflow: () => askMlflow(question("firstRows")),
      without: () => askLens(question("firstRows")),
      indexed: () => askLens(question("firstRows", { indexDir })),
    },
    rounds,
  );
  yield timesFaster("first 100 rows, no index", first.without, first.mlflow, 50);
  yield timesFaster("first 100 rows, index valid", first.indexed, first.mlflow, 150);

  const filtered = await takeTurns(
    { mlflow: () => askMlflow(question("filterOrder")), lens: () => askLens(question("filterOrder")) },
    rounds,
  );
  yield timesFaster("filter + order on two keys, no index", filtered.lens, filtered.mlflow, 50);

  const all = await takeTurns(
    {
      mlflow: () => askMlflow(question("allRuns")),
      columns: () => askLens(question("allRuns")),
      entities: () => askLens(question("allEntities")),
    },
    rounds,
  );
  yield timesFaster("all runs, warm", all.columns, all.mlflow, 9);
  yield timesFaster("all runs, warm, as entities", all.entities, all.mlflow);

  yield* measureLimits(folder, join(root, fileExperimentId), question, { indexDir, rounds });
  yield* measureHistory(folder);
}

async function* measureLimits(folder, experiment, question, { indexDir, rounds }) {
  const reader = await compileReader(folder);
  const scan = () => askOpenLens(question("allRuns"));
  const limit = (processes) => () => measured(reader, [experiment, String(processes)]);
  const turns = await takeTurns(
    {
      ...(reader === undefined ? {} : { limit: limit(1) }),
      scan,
      verify: () => askOpenLens(question("verify", { indexDir })),
    },
    shortRounds,
  );
  yield ofLimit("verify unchanged runs, of a full scan", turns.verify, turns.scan, 1 / 15);
  if (reader === undefined) return;
  yield ofLimit("all runs, warm, of C on one core", turns.scan, turns.limit, 1.3);
  const cold = await takeTurns({ limit: limit(16), scan }, rounds, limit("drop"));
  yield ofLimit("all runs, nothing in the page cache, of C with 16 readers", cold.scan, cold.limit, 1.6);
}

async function* measureHistory(folder) {
  const root = await bigFolder(folder, "file-long", { runs: 1, metrics: 1, params: 1, steps: 1, long: longSteps });
  const runId = readdirSync(join(root, fileExperimentId)).find((name) => name !== "meta.yaml");
  const question = (name) => ({ case: name, uri: `file://${root}`, experimentId: fileExperimentId, runId });
  const lens = () => askLens(question("history"));
  // Minutes a turn of theirs: one of them tells.
  const once = await takeTurns({ mlflow: () => askMlflow(question("history")), lens }, 1);
  const more = await takeTurns({ lens }, shortRounds);
  yield timesFaster("history of 1,000,000 steps", [...once.lens, ...more.lens], once.mlflow, 300);
  const { picture } = await takeTurns({ picture: () => askOpenLens(question("firstPicture")) }, shortRounds);
  yield below(
    "first picture of 1,000,000 steps",
    picture.map(({ ms }) => ms),
    15,
    "ms",
  );
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
