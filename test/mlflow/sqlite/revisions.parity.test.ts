import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { unpacked } from "../../fixtures.ts";
import { localContract } from "../contract.ts";

// Databases of older schema revisions, as MLflow's own migrations leave them: read as they are, they answer what MLflow 3.17
// answers after it has upgraded them.

const folder = unpacked(resolve(import.meta.dirname, "../../fixtures/revisions/workspace.tar.gz"));

for (const file of readdirSync(folder).filter((name) => name.endsWith(".db"))) {
  const database = join(folder, file);
  for (const sqlite of ["native", "sql.js"] as const) {
    localContract(
      `a database of revision ${file.slice(0, -3)}, by ${sqlite}`,
      [database.replace(/db$/, "json")],
      () => ({
        uri: `sqlite:///${database}`,
        options: { sqlite },
      }),
    );
  }
}
