import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { temporaryFolder } from "../../fixtures.ts";
import { type SchemaVersion } from "./madeStore.ts";

/**
 * A database with MLflow's tables and its default experiment, closed again, in a folder of its own.
 *
 * @param fill statements that put something in
 * @param last a statement outside the transaction of the others
 */
export function madeDatabase(version: SchemaVersion, fill = "", last = ""): { folder: string; path: string } {
  const folder = temporaryFolder();
  const path = join(folder, "mlflow.db");
  const database = emptyDatabase(version, path);
  database.exec(`BEGIN; ${fill}; COMMIT; ${last}`);
  database.close();
  return { folder, path };
}

/** A connection to a new database with MLflow's tables and its default experiment. */
export function emptyDatabase(version: SchemaVersion, path: string): DatabaseSync {
  let made = templates.get(version);
  if (made === undefined) {
    made = join(temporaryFolder(), "mlflow.db");
    const template = new DatabaseSync(made);
    const schema = readFileSync(join(import.meta.dirname, "schemas", `${version}.sql`), "utf8");
    template.exec(`PRAGMA synchronous = OFF; BEGIN; ${schema}; COMMIT`);
    template.close();
    templates.set(version, made);
  }
  copyFileSync(made, path);
  const database = new DatabaseSync(path);
  // Nothing is lost if the machine stops meanwhile.
  database.exec("PRAGMA synchronous = OFF");
  return database;
}

/** One of each version, whose tables took their time to make. */
const templates = new Map<SchemaVersion, string>();
