import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { artifactFileSystem } from "../../src/artifacts/fileSystem.ts";
import { artifactUri, parseArtifactUri } from "../../src/stores/artifactUri.ts";
import type { ArtifactOwner } from "../../src/mlflow/store.ts";
import { withStores } from "../stores/opened.ts";

const runId = "0123456789abcdef0123456789abcdef";

describe("the file system of artifacts", () => {
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), "lens-artifacts-"));
    const run = join(root, "mlruns", "0", runId);
    mkdirSync(join(run, "artifacts", "plots"), { recursive: true });
    writeFileSync(
      join(root, "mlruns", "0", "meta.yaml"),
      "artifact_location: file:///gone/mlruns/0\nexperiment_id: '0'\nlifecycle_stage: active\nname: Default\n",
    );
    writeFileSync(
      join(run, "meta.yaml"),
      `artifact_uri: file:///gone/mlruns/0/${runId}/artifacts\nexperiment_id: '0'\nlifecycle_stage: active\n` +
        `run_id: ${runId}\nrun_name: one\nstart_time: 1\nend_time: 2\nstatus: 3\nuser_id: ada\n`,
    );
    writeFileSync(join(run, "artifacts", "a b#c?.txt"), "text\n");
    writeFileSync(join(run, "artifacts", "plots", "grün.csv"), "a,b\n");
    symlinkSync("/etc/hostname", join(run, "artifacts", "outside"));
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  async function withFiles(
    action: (files: vscode.FileSystemProvider, uri: (path: string) => vscode.Uri) => Promise<void>,
  ): Promise<void> {
    await withStores({ stores: [join(root, "mlruns")] }, async (stores) => {
      const files = artifactFileSystem(stores);
      const store = stores.all.find(({ label }) => label.endsWith("mlruns"));
      assert.ok(store);
      try {
        await action(files, (path) => artifactUri({ storeId: store.id, owner: { runId }, path }));
      } finally {
        files.dispose();
      }
    });
  }

  it("lists, tells sizes and reads, whatever the names", async () => {
    await withFiles(async (files, uri) => {
      const names = (await files.readDirectory(uri(""))).map(([name]) => name);
      assert.ok(names.includes("a b#c?.txt") && names.includes("plots"), names.join());
      assert.equal((await files.stat(uri("a b#c?.txt"))).size, 5);
      assert.equal(Buffer.from(await files.readFile(uri("plots/grün.csv"))).toString(), "a,b\n");
    });
  });

  it("tells a missing file from a failure", async () => {
    await withFiles(async (files, uri) => {
      await assert.rejects(async () => files.stat(uri("missing.txt")), { code: "FileNotFound" });
    });
  });

  it("reads nothing outside the artifacts", async () => {
    await withFiles(async (files, uri) => {
      for (const path of ["outside", "../meta.yaml", "plots/../../meta.yaml"]) {
        await assert.rejects(async () => files.readFile(uri(path)), path);
      }
    });
  });

  it("refuses every change", async () => {
    await withFiles(async (files, uri) => {
      const options = { create: true, overwrite: true };
      await assert.rejects(async () => files.writeFile(uri("new.txt"), new Uint8Array(), options), {
        code: "NoPermissions",
      });
      await assert.rejects(async () => files.delete(uri("plots"), { recursive: true }), { code: "NoPermissions" });
    });
  });
});

describe("the URI of an artifact", () => {
  it("names what it was made of", () => {
    const owners: ArtifactOwner[] = [{ runId }, { modelId: "m-1" }, { name: "a b/c%", version: "2" }];
    for (const owner of owners) {
      for (const path of ["", "plots/roc curve.png", "100%.txt", "ü/#?.json"]) {
        const address = { storeId: "0123abcdef", owner, path };
        assert.deepEqual(parseArtifactUri(vscode.Uri.parse(artifactUri(address).toString())), address);
      }
    }
  });
});
