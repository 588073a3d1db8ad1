import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openStoreHere } from "../../../src/mlflow/open.ts";
import { fixtures, storeUri, unpack } from "../../fixtures.ts";
import { contract } from "../contract.ts";
import { contentsOf } from "../folderContents.ts";
import { readOracle } from "../oracle.ts";

for (const { name, archive, oracles } of fixtures("sqlite")) {
  for (const sqlite of ["native", "sql.js"] as const) {
    describe(`the database ${name}, moved, by ${sqlite}`, () => {
      let folder: string;
      let before: Map<string, string>;

      contract(
        "read",
        () => oracles.map(readOracle),
        () => {
          folder = unpack(archive);
          before = contentsOf(folder);
          return openStoreHere(storeUri(folder, "sqlite"), { sqlite });
        },
      );

      test("reading left the folder as it was", () => {
        assert.deepEqual(contentsOf(folder), before);
      });
    });
  }
}

test("there are fixtures of databases", () => {
  assert.notEqual(fixtures("sqlite").length, 0, "make them: node scripts/fixtures/make.mjs");
});
