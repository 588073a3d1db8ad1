import assert from "node:assert/strict";
import { test } from "node:test";
import { assertUntouched, fixtures, storeUri, unpacked } from "../../fixtures.ts";
import { localContract } from "../contract.ts";

for (const { name, archive, oracles } of fixtures("sqlite")) {
  for (const sqlite of ["native", "sql.js"] as const) {
    localContract(`the database ${name}, moved, read by ${sqlite}`, oracles, () => ({
      uri: storeUri(unpacked(archive), "sqlite"),
      options: { sqlite },
    }));
  }

  test(`reading the database ${name} left its folder as it was`, () => assertUntouched(archive));
}

test("there are fixtures of databases", () => {
  assert.notEqual(fixtures("sqlite").length, 0, "make them: node scripts/fixtures/make.mjs");
});
