import assert from "node:assert/strict";
import { test } from "node:test";
import { openStoreHere } from "../../../src/mlflow/open.ts";
import { assertUntouched, fixtures, storeUri, unpacked } from "../../fixtures.ts";
import { contract } from "../contract.ts";
import { readOracle } from "../oracle.ts";

for (const { name, archive, oracles } of fixtures("sqlite")) {
  for (const sqlite of ["native", "sql.js"] as const) {
    contract(
      `the database ${name}, moved, read by ${sqlite}`,
      () => oracles.map(readOracle),
      () => openStoreHere(storeUri(unpacked(archive), "sqlite"), { sqlite }),
    );
  }

  test(`reading the database ${name} left its folder as it was`, () => assertUntouched(archive));
}

test("there are fixtures of databases", () => {
  assert.notEqual(fixtures("sqlite").length, 0, "make them: node scripts/fixtures/make.mjs");
});
