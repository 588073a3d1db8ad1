import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { unpackSample } from "../../src/sample/unpack.ts";
import { withStores } from "./opened.ts";

const extensionRoot = vscode.extensions.getExtension("mlflow-lens.mlflow-lens")?.extensionPath ?? "";

describe("stores that are opened anew, as when the workspace is trusted", () => {
  let sample: string;
  let scratch: string;
  before(async () => {
    scratch = mkdtempSync(join(tmpdir(), "lens-host-"));
    sample = await unpackSample(join(extensionRoot, "media", "sample", "workspace.tar.gz"), scratch);
  });
  after(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));

  it("answer all the time", async () => {
    await withStores({ stores: [join(sample, "mlruns")] }, async (stores) => {
      const { id } = stores.all[0]!;
      const before = stores.get(id);
      let isReopened = false;
      const reopened = stores.reopen().then(() => (isReopened = true));
      while (!isReopened) {
        const { experiments } = await stores.get(id).searchExperiments();
        assert.ok(experiments.some(({ name }) => name === "iris"));
      }
      await reopened;
      assert.notEqual(stores.get(id), before);
      assert.ok(await stores.get(id).getExperimentByName("iris"));
    });
  });
});
