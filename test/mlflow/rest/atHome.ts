import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Fixture, storeUri, unpack } from "../../fixtures.ts";
import { type Oracle, readOracle } from "../oracle.ts";

/** A store that names the folder where it lies, and what the MLflow that wrote it answers of it there. */
export interface StoreAtHome {
  uri: string;
  oracle: Oracle;
}

/** Unpacks a fixture as if it had been made where it is unpacked: a server, unlike us, looks for artifacts nowhere else. */
export function unpackAtHome({ archive, backend, oracles }: Fixture): StoreAtHome {
  const folder = unpack(archive);
  const madeAt = `/tmp/workspace/${basename(folder)}`;
  if (backend === "file") renameInFiles(join(folder, "mlruns"), madeAt, folder);
  else renameInDatabase(join(folder, "mlflow.db"), madeAt, folder);
  const oracle = join(folder, "oracle.json");
  writeFileSync(oracle, readFileSync(oracles[0]!, "utf8").replaceAll(madeAt, folder));
  return { uri: storeUri(folder, backend), oracle: readOracle(oracle) };
}

/** All but artifacts, whose sizes must stay. */
function renameInFiles(root: string, from: string, to: string): void {
  for (const path of readdirSync(root, { recursive: true, encoding: "utf8" })) {
    const file = join(root, path);
    if (path.includes("/artifacts/") || !statSync(file).isFile()) continue;
    const content = readFileSync(file, "utf8");
    if (content.includes(from)) writeFileSync(file, content.replaceAll(from, to));
  }
}

function renameInDatabase(file: string, from: string, to: string): void {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA foreign_keys = OFF; BEGIN");
  const columns = database
    .prepare("SELECT m.name AS t, c.name AS c FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'")
    .all();
  for (const { t, c } of columns) {
    const [table, column] = [`"${String(t)}"`, `"${String(c)}"`];
    database
      .prepare(`UPDATE ${table} SET ${column} = replace(${column}, ?, ?) WHERE instr(${column}, ?)`)
      .run(from, to, from);
  }
  database.exec("COMMIT");
  database.close();
}
