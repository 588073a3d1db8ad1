import assert from "node:assert/strict";
import { readdirSync, realpathSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileArtifacts } from "../../../src/mlflow/file/artifacts.ts";
import { openStore } from "../../../src/mlflow/index.ts";
import { temporaryFolder } from "../../fixtures.ts";
import { experimentMeta, folderStore, modelMeta, runMeta, versionMeta } from "./folderStore.ts";

const runId = "0123456789abcdef0123456789abcdef";
const modelId = "m-0123456789abcdef0123456789abcdef";
const old = `/gone/mlruns/7/${runId}/artifacts`;

const files = {
  "7/meta.yaml": experimentMeta("7", "seven"),
  [`7/${runId}/meta.yaml`]: runMeta("7", runId),
  [`7/${runId}/artifacts/plot.png`]: "png",
  [`7/${runId}/outputs/${modelId}/meta.yaml`]: `destination_id: ${modelId}\ndestination_type: MODEL_OUTPUT\n`,
  [`7/models/${modelId}/meta.yaml`]: `artifact_location: /gone/mlruns/7/models/${modelId}/artifacts\nexperiment_id: '7'\nmodel_id: ${modelId}\nname: best\n`,
  [`7/models/${modelId}/artifacts/MLmodel`]: "flavors: {}",
  "models/a/meta.yaml": modelMeta("a"),
  "models/a/aliases/champion": "1",
  "models/a/version-1/meta.yaml": versionMeta("a", "1", {
    source: `${old}/best`,
    storage_location: `${old}/best`,
    current_stage: "Staging",
  }),
  "models/a/version-2/meta.yaml": versionMeta("a", "2", { source: "s3://gone", storage_location: "s3://gone" }),
};

async function namesOf(listed: Promise<{ path: string }[]>): Promise<string[]> {
  return (await listed).map(({ path }) => path);
}

test("a run's artifacts lie beside its meta file, wherever the store was moved", async () => {
  const store = folderStore(files);
  const artifacts = fileArtifacts(store);
  assert.deepEqual(await namesOf(artifacts.listArtifacts(runId)), ["plot.png"]);
  const path = join(realpathSync(store.root), "7", runId, "artifacts", "plot.png");
  assert.equal(await artifacts.localArtifactPath({ runId }, "plot.png"), path);
  assert.equal(await artifacts.localArtifactPath({ runId }, "none"), undefined);
});

test("a trashed run's artifacts are found in the trash", async () => {
  const trashed = Object.fromEntries(Object.entries(files).map(([path, text]) => [`.trash/${path}`, text]));
  assert.deepEqual(await namesOf(fileArtifacts(folderStore(trashed)).listArtifacts(runId)), ["plot.png"]);
});

test("a run without its folders, as Git leaves it, has no artifacts", async () => {
  const store = folderStore({ "7/meta.yaml": experimentMeta("7", "s"), "7/abc/meta.yaml": runMeta("7", "abc") });
  assert.deepEqual(await fileArtifacts(store).listArtifacts("abc"), []);
});

test("a logged model's artifacts lie beside its meta file", async () => {
  const artifacts = fileArtifacts(folderStore(files));
  assert.deepEqual(await namesOf(artifacts.listLoggedModelArtifacts(modelId)), ["MLmodel"]);
  const bytes = await artifacts.readLoggedModelArtifact(modelId, "MLmodel", { length: 7 });
  assert.equal(new TextDecoder().decode(bytes), "flavors");
});

test("a version whose source is in a run means the run's model of that name", async () => {
  const artifacts = fileArtifacts(folderStore(files));
  assert.deepEqual(await namesOf(artifacts.listModelVersionArtifacts("a", "1")), ["MLmodel"]);
});

const sources = ["models:/a/1", "models:/a@champion", "models:/a/staging", `models:/${modelId}`, `runs:/${runId}/best`];
for (const source of sources) {
  test(`a version of ${source} has its artifacts`, async () => {
    const version = versionMeta("b", "1", { source, storage_location: "null" });
    const store = folderStore({
      ...files,
      "models/b/meta.yaml": modelMeta("b"),
      "models/b/version-1/meta.yaml": version,
    });
    assert.deepEqual(await namesOf(fileArtifacts(store).listModelVersionArtifacts("b", "1")), ["MLmodel"]);
  });
}

test("artifacts in the cloud are named with what to do; no path is known of them", async () => {
  const artifacts = fileArtifacts(folderStore(files));
  const refusal = { errorCode: "IO_ERROR", message: /'s3:\/\/gone'/ };
  await assert.rejects(artifacts.listModelVersionArtifacts("a", "2"), refusal);
  assert.equal(await artifacts.localArtifactPath({ name: "a", version: "2" }, "x"), undefined);
});

test("who is not there has no artifacts, in MLflow's words", async () => {
  const artifacts = fileArtifacts(folderStore(files));
  await assert.rejects(artifacts.listArtifacts("nope"), { message: "Run 'nope' not found" });
  await assert.rejects(artifacts.listLoggedModelArtifacts("m-x"), { message: "Model 'm-x' not found" });
  await assert.rejects(artifacts.listModelVersionArtifacts("a", "9"), {
    message: "Model Version (name=a, version=9) not found",
  });
});

test("a download behind the store's thread is told of and cancelled", async () => {
  const { root } = folderStore(files);
  truncateSync(join(root, "7", runId, "artifacts", "plot.png"), 2 ** 30);
  const store = await openStore(root);
  const destination = temporaryFolder();
  const controller = new AbortController();
  const { signal } = controller;
  const download = store.downloadArtifacts(runId, "", destination, { signal, onProgress: () => controller.abort() });
  await assert.rejects(download, { name: "MlflowError", errorCode: "CANCELLED" });
  assert.deepEqual(readdirSync(destination), []);
  await store.close();
});
