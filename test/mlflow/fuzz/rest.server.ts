import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openStoreHere } from "../../../src/mlflow/open.ts";
import { fixtures, temporaryFolder, unpack } from "../../fixtures.ts";
import { type RealMlflow, startMlflow } from "../realMlflow.ts";
import { type MlflowServer, startServer } from "../rest/server.ts";
import { fillDatabase } from "./database.ts";
import { fuzz, searches, seed } from "./fuzz.ts";
import { generateStore } from "./generatedStore.ts";

// One store for all searches: a server takes long to start.
describe(`${searches} searches through a server (STORE_FUZZ_SEED=${seed})`, () => {
  let mlflow: RealMlflow;
  let server: MlflowServer;
  before(async () => {
    const fixture = fixtures("sqlite").find(({ major }) => major === "3");
    assert(fixture, "a fixture of a database is missing: node scripts/fixtures/make.mjs");
    const folder = unpack(fixture.archive);
    const database = join(folder, "mlflow.db");
    fillDatabase(generateStore(seed), database);
    server = await startServer("3.17", { backend: `sqlite:///${database}`, artifacts: temporaryFolder() });
    mlflow = await startMlflow("3.17", server.url, folder);
  });
  after(async () => {
    await mlflow?.close();
    await server?.stop();
  });

  test("are answered as MLflow's client of 3.17 is answered", async () => {
    const report = await fuzz(mlflow, async () => {
      return { uri: server.url, stores: { rest: await openStoreHere(server.url) } };
    });
    assert.ok(report === "", report);
  });
});
