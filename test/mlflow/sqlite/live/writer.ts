// A program of its own that writes to a database as a training does: node writer.ts FILE COMMITS
import { DatabaseSync } from "node:sqlite";

const [, , path = "", commits = "0"] = process.argv;
const database = new DatabaseSync(path, { timeout: 5000 });
const insert = database.prepare(
  "INSERT INTO metrics (run_uuid, key, step, timestamp, value, is_nan) VALUES ('r1', 'm', ?, ?, ?, 0)",
);
for (let step = 0; step < Number(commits); step++) {
  database.exec("BEGIN IMMEDIATE");
  insert.run(step, Date.now(), Math.random());
  // A commit that fails for a reader's lock ends the program with an error.
  database.exec("COMMIT");
}
database.close();
