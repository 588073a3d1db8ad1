// Databases, against MLflow's client on the same file and what SQLite itself needs for it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { python, pythonEnvironment } from "../bootstrap/python.mjs";
import { run, step } from "../bootstrap/step.mjs";
import { defaults, makeSqliteStore, sqliteExperimentId } from "./bigStore.mjs";
import { askLens, askMlflow, askOpenLens, askSqlite, takeTurns } from "./measure.mjs";
import { below, ofLimit, timesFaster } from "./table.mjs";

const longSteps = 1_000_000;
/** Of what takes us milliseconds, so many turns tell. */
const shortRounds = 5;

/** A database of that name below `folder`, made where it is not there. */
export async function bigDatabase(folder, name, options) {
  const file = join(folder, `${name}.db`);
  if (existsSync(file)) return file;
  const empty = join(folder, "empty.db");
  if (!existsSync(empty)) {
    await step("Making an empty database with MLflow", () =>
      run(python("3.17"), ["-m", "mlflow", "db", "upgrade", `sqlite:///${empty}`], {
        ...{ cwd: folder, quiet: true, env: { ...process.env, ...pythonEnvironment } },
      }),
    );
  }
  await step(`Writing a database of ${options.runs} runs`, () => makeSqliteStore(file, empty, options));
  return file;
}

export async function* measureSqliteStore({ folder, rounds, runs }) {
  const file = await bigDatabase(folder, `sqlite-${runs}`, { ...defaults, runs, long: longSteps });
  const many = await bigDatabase(folder, `sqlite-${runs * 10}`, { ...defaults, runs: runs * 10, steps: 1 });
  const runId = await longRun(file);
  const question = (name, path = file) => ({
    ...{ case: name, uri: `sqlite:///${path}`, experimentId: sqliteExperimentId, runId },
  });
  const withMlflow = (name, turns) =>
    takeTurns({ mlflow: () => askMlflow(question(name)), lens: () => askLens(question(name)) }, turns);
  const withSqlite = (name, bare, path = file) =>
    takeTurns({ limit: () => askSqlite(bare, path), lens: () => askOpenLens(question(name, path)) }, shortRounds);
  // Warms the disk's cache.
  for (const path of [file, many]) await askSqlite("allCells", path);

  const first = await withMlflow("firstRows", shortRounds);
  yield timesFaster("first 100 rows", first.lens, first.mlflow, 4);
  const ofMany = await withSqlite("firstRows", "scanRuns", many);
  yield ofLimit(`first 100 rows of ${runs * 10} runs, of a bare scan of runs`, ofMany.lens, ofMany.limit, 1.5);
  const filtered = await withMlflow("filterOrder", shortRounds);
  yield timesFaster("filter + order, 100", filtered.lens, filtered.mlflow, 20);
  const all = await withMlflow("allRuns", rounds);
  yield timesFaster("all runs", all.lens, all.mlflow, 25);
  const cells = await withSqlite("allRuns", "allCells");
  yield ofLimit("all runs, of the work inside SQL", cells.lens, cells.limit, 10);
  // Half a minute a turn of theirs: one of them tells.
  const once = await withMlflow("history", 1);
  const more = await takeTurns({ lens: () => askLens(question("history")) }, shortRounds);
  const points = await withSqlite("history", "sumHistory");
  yield timesFaster("history of 1,000,000 steps", [...once.lens, ...more.lens], once.mlflow, 80);
  yield ofLimit("history of 1,000,000 steps, of sum(value)", points.lens, points.limit, 4);
  const { picture } = await takeTurns({ picture: () => askOpenLens(question("firstPicture")) }, shortRounds);
  yield below(
    "first picture of 1,000,000 steps",
    picture.map(({ ms }) => ms),
    50,
    "ms",
  );
}

/** The run that has the long metric. */
export async function longRun(file) {
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(file, { readOnly: true });
  const row = database.prepare("SELECT run_uuid FROM latest_metrics WHERE key = 'long'").get();
  database.close();
  return row.run_uuid;
}
