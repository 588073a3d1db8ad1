import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "node:test";
import { openStoreHere } from "../../../src/mlflow/open.ts";
import { unpacked } from "../../fixtures.ts";
import { madeFolder } from "../madeFolder.ts";
import { id } from "../wild/metas.ts";
import { proxiedForms, uriForms } from "../wild/uris.ts";

const revisions = unpacked(resolve(import.meta.dirname, "../../fixtures/revisions/workspace.tar.gz"));

/** A workspace whose database has one run with these artifacts. */
function workspaceOf(database: string, uri: string, place: string): string {
  const workspace = madeFolder({ [`${place}/plots/curve.txt`]: "a curve", [`${database}/../`]: "" });
  const file = join(workspace, database);
  cpSync(join(revisions, "97727af70f4d.db"), file);
  const connection = new DatabaseSync(file);
  connection.exec("DELETE FROM latest_metrics; DELETE FROM metrics; DELETE FROM params; DELETE FROM tags");
  connection.exec("DELETE FROM runs WHERE name != 'forest'");
  connection.prepare("UPDATE runs SET run_uuid = ?, artifact_uri = ?").run(id(1), uri);
  connection.close();
  return file;
}

describe("the artifacts that came along with a database are found, whatever it calls them", () => {
  for (const { uri, place } of [...uriForms, ...proxiedForms]) {
    for (const database of ["mlflow.db", "database/backend.sqlite"]) {
      if (database.includes("/") && uri.startsWith("mlflow-artifacts")) continue; // a server's folder is beside its database
      test(`${uri} for ${database}`, async () => {
        const store = await openStoreHere(`sqlite:///${workspaceOf(database, uri, place)}`);
        try {
          assert.equal((await store.getRun(id(1))).artifactUri, uri);
          assert.deepEqual(await store.listArtifacts(id(1)), [{ path: "plots", isDir: true }]);
        } finally {
          await store.close();
        }
      });
    }
  }
});
