import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openStoreHere } from "../../../src/mlflow/open.ts";
import { fixtures, temporaryFolder, unpack } from "../../fixtures.ts";
import { type RealMlflow, startMlflow } from "../realMlflow.ts";
import { keptCases } from "./cases.ts";
import { fillDatabase } from "./database.ts";
import { fuzz, searches, seed } from "./fuzz.ts";

describe(`${searches} searches of generated databases (STORE_FUZZ_SEED=${seed})`, () => {
  let mlflow: RealMlflow;
  let schema: string;
  before(async () => {
    const fixture = fixtures("sqlite").find(({ major }) => major === "3");
    assert(fixture, "a fixture of a database is missing: node scripts/fixtures/make.mjs");
    const folder = unpack(fixture.archive);
    schema = join(folder, "mlflow.db");
    mlflow = await startMlflow("3.17", `sqlite:///${schema}`, folder);
  });
  after(() => mlflow?.close());

  test("are answered as MLflow 3.17 answers them, by node:sqlite and by sql.js", async () => {
    const report = await fuzz(
      mlflow,
      async (generated) => {
        const file = join(temporaryFolder(), "mlflow.db");
        cpSync(schema, file);
        fillDatabase(generated, file);
        const uri = `sqlite:///${file}`;
        const [native, inMemory] = [await openStoreHere(uri), await openStoreHere(uri, { sqlite: "sql.js" })];
        return { uri, stores: { "node:sqlite": native, "sql.js": inMemory } };
      },
      keptCases.sqlite,
    );
    assert.ok(report === "", report);
  });
});
