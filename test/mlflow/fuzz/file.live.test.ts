import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openStoreHere } from "../../../src/mlflow/open.ts";
import { temporaryFolder } from "../../fixtures.ts";
import { type RealMlflow, startMlflow } from "../realMlflow.ts";
import { keptCases } from "./cases.ts";
import { writeFileStore } from "./fileStore.ts";
import { fuzz, searches, seed } from "./fuzz.ts";

describe(`${searches} searches of generated file stores (STORE_FUZZ_SEED=${seed})`, () => {
  let mlflow: RealMlflow;
  before(async () => {
    const folder = temporaryFolder();
    mlflow = await startMlflow("3.17", `file://${folder}/mlruns`, folder);
  });
  after(() => mlflow?.close());

  test("are answered as MLflow 3.17 answers them", async () => {
    const report = await fuzz(
      mlflow,
      async (generated) => {
        const root = join(temporaryFolder(), "mlruns");
        writeFileStore(generated, root);
        const uri = `file://${root}`;
        return { uri, stores: { file: await openStoreHere(uri) } };
      },
      keptCases.file,
    );
    assert.ok(report === "", report);
  });
});
