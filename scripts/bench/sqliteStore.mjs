// Databases, against MLflow's client on the same file and what SQLite itself needs for it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { python } from "../bootstrap/python.mjs";
import { run, step } from "../bootstrap/step.mjs";
import { defaults, makeSqliteStore, sqliteExperimentId } from "./bigStore.mjs";
import { askLens, askMlflow, askSqlite, below, ofLimit, sideBySide, timesFaster } from "./measure.mjs";

const longSteps = 1_000_000;

/** A database of that name below `folder`, made where it is not there. */
export async function bigDatabase(folder, name, options) {
  const file = join(folder, `${name}.db`);
  if (existsSync(file)) return file;
  const empty = join(folder, "empty.db");
  if (!existsSync(empty)) {
    await step("Making an empty database with MLflow", () =>
      run(python("3.17"), ["-m", "mlflow", "db", "upgrade", `sqlite:///${empty}`], { quiet: true }),
    );
  }
  await step(`Writing a database of ${options.runs} runs`, () => makeSqliteStore(file, empty, options));
  return file;
}

export async function measureSqliteStore({ folder, rounds, runs }) {
  const file = await bigDatabase(folder, `sqlite-${runs}`, { ...defaults, runs, long: longSteps });
  const many = await bigDatabase(folder, `sqlite-${runs * 10}`, { ...defaults, runs: runs * 10, steps: 1 });
  const runId = await longRun(file);
  const question = (name, path = file) => ({
    ...{ case: name, uri: `sqlite:///${path}`, experimentId: sqliteExperimentId, runId },
  });
  const pair = (name) => ({ lens: () => askLens(question(name)), peer: () => askMlflow(question(name)), rounds });
  // The start of our thread is no work on the database.
  const limit = (name, bare, path) => ({
    lens: async () => ({ ms: (await askLens(question(name, path))).answered }),
    peer: () => askSqlite(bare, path ?? file),
    rounds: Math.max(rounds, 5),
  });
  return [
    timesFaster("first 100 rows", await sideBySide(pair("firstRows")), 4),
    ofLimit(
      `first 100 rows of ${runs * 10} runs, of a bare scan of runs`,
      await sideBySide(limit("firstRows", "scanRuns", many)),
      1.5,
    ),
    timesFaster("filter + order, 100", await sideBySide(pair("filterOrder")), 20),
    timesFaster("all runs, as columns", await sideBySide(pair("allRuns")), 25),
    ofLimit("all runs, as columns, of the work inside SQL", await sideBySide(limit("allRuns", "allCells")), 10),
    timesFaster("history of 1,000,000 steps", await sideBySide({ ...pair("history"), rounds: 1 }), 80),
    ofLimit("history of 1,000,000 steps, of sum(value)", await sideBySide(limit("history", "sumHistory")), 4),
    below("first picture of 1,000,000 steps", (await sideBySide(limit("firstPicture", "scanRuns"))).lens, 50, "ms"),
  ];
}

async function longRun(file) {
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(file, { readOnly: true });
  const row = database.prepare("SELECT run_uuid FROM latest_metrics WHERE key = 'long'").get();
  database.close();
  return row.run_uuid;
}
