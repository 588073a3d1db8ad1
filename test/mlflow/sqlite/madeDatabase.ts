import { readFileSync } from "node:fs";
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
  const database = new DatabaseSync(path);
  const schema = readFileSync(join(import.meta.dirname, "schemas", `${version}.sql`), "utf8");
  // Nothing is lost if the machine stops meanwhile.
  database.exec(`PRAGMA synchronous = OFF; BEGIN; ${schema} ${fill}; COMMIT; ${last}`);
  database.close();
  return { folder, path };
}
