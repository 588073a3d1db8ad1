import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openStoreHere } from "../../../src/mlflow/open.ts";
import { fixtures, temporaryFolder, unpack } from "../../fixtures.ts";
import { type RealMlflow, startMlflow } from "../realMlflow.ts";
import { type MlflowServer, startServer } from "../rest/server.ts";
import { keptCases } from "./cases.ts";
import { fillDatabase } from "./database.ts";
import { fuzz, searches, seed } from "./fuzz.ts";

// One server, whose database is filled anew for each generated store: a server takes long to start.
describe(`${searches} searches through a server (STORE_FUZZ_SEED=${seed})`, () => {
  let mlflow: RealMlflow;
  let server: MlflowServer;
  let database: string;
  before(async () => {
    const fixture = fixtures("sqlite").find(({ major }) => major === "3");
    assert(fixture, "a fixture of a database is missing: node scripts/fixtures/make.mjs");
    const folder = unpack(fixture.archive);
    database = join(folder, "mlflow.db");
    server = await startServer("3.17", { backend: `sqlite:///${database}`, artifacts: temporaryFolder() });
    mlflow = await startMlflow("3.17", `sqlite:///${database}`, folder);
  });
  after(async () => {
    await mlflow?.close();
    await server?.stop();
  });

  test("are answered as MLflow 3.17 answers them of the server's database, or its client of the server", async () => {
    const report = await fuzz(
      mlflow,
      async (generated) => {
        fillDatabase(generated, database);
        const stores = { rest: await openStoreHere(server.url) };
        return { uri: `sqlite:///${database}`, server: server.url, stores };
      },
      keptCases.rest,
    );
    assert.ok(report === "", report);
  });
});
