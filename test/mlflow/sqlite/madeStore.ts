import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SQLInputValue } from "node:sqlite";
import { type TestContext } from "node:test";
import { openSqliteStore } from "../../../src/mlflow/sqlite/store.ts";
import { type OpenOptions, type Store } from "../../../src/mlflow/store.ts";
import { emptyDatabase } from "./madeDatabase.ts";

/** Whose schema a database has. */
export type SchemaVersion = "1.30" | "2.22" | "3.17";

export interface MadeStore {
  store: Store;
  /** The database's folder. */
  folder: string;
  path: string;
  /** Runs a statement on a connection of its own, as another program does. */
  sql: (text: string, ...values: SQLInputValue[]) => Record<string, unknown>[];
  /** Every row of every table, as text. */
  dump: () => string;
}

/** A store in a new database with MLflow's tables and its default experiment; removed after the test. */
export async function madeStore(
  t: Pick<TestContext, "after">,
  version: SchemaVersion,
  { fill = "", ...options }: OpenOptions & { fill?: string } = {},
): Promise<MadeStore> {
  const folder = mkdtempSync(join(tmpdir(), "mlflow-lens-"));
  const path = join(folder, "mlflow.db");
  const database = emptyDatabase(version, path);
  database.exec(`BEGIN; ${fill}; COMMIT`);
  const store = await openSqliteStore(`sqlite:///${path}`, path, options);
  t.after(async () => {
    await store.close();
    database.close();
    rmSync(folder, { recursive: true });
  });
  const sql = (text: string, ...values: SQLInputValue[]) => database.prepare(text).all(...values);
  const dump = () => {
    const tables = sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
    return JSON.stringify(tables.map(({ name }) => [name, sql(`SELECT * FROM "${String(name)}"`)]));
  };
  return { store, folder, path, sql, dump };
}
