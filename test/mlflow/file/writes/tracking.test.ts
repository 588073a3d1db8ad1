import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileTrackingWrites } from "../../../../src/mlflow/file/writes/tracking.ts";
import { contentsOf } from "../../folderContents.ts";
import { madeFolder } from "../../madeFolder.ts";
import { experimentMeta, folderStore, runMeta } from "../folderStore.ts";

// That all of it equals MLflow's own writes is tested against MLflow; here is what it does where MLflow fails or differs.

const files = {
  "7/meta.yaml": experimentMeta("7", "seven"),
  "7/abc/meta.yaml": runMeta("7", "abc"),
};
const textOf = (store: { root: string }, path: string) => readFileSync(join(store.root, path), "utf8");

test("a run whose folders Git lost is written, and gets those it needs", async () => {
  const store = folderStore(files);
  const writes = fileTrackingWrites(store);
  await writes.setTag("abc", "note/long", "text");
  await writes.setTerminated("abc", "FAILED", 1795452099999);
  assert.equal(textOf(store, "7/abc/tags/note/long"), "text");
  assert.equal(textOf(store, "7/abc/meta.yaml"), runMeta("7", "abc", { end_time: "1795452099999", status: "4" }));
  assert.deepEqual(readdirSync(join(store.root, "7/abc")).sort(), ["meta.yaml", "tags"]);
});

test("keys that no MLflow knows, or only MLflow 1, stay in a run's meta file", async () => {
  const extra = { run_uuid: "abc", x_team: "vision" };
  const store = folderStore({ ...files, "7/abc/meta.yaml": runMeta("7", "abc", extra) });
  await fileTrackingWrites(store).updateRun("abc", { name: "second: one" });
  assert.equal(textOf(store, "7/abc/meta.yaml"), runMeta("7", "abc", { ...extra, run_name: "'second: one'" }));
  assert.equal(textOf(store, "7/abc/tags/mlflow.runName"), "second: one");
});

test("a meta file with the line ends of Windows keeps them", async () => {
  const text = runMeta("7", "abc").replaceAll("\n", "\r\n");
  const store = folderStore({ ...files, "7/abc/meta.yaml": text });
  await fileTrackingWrites(store).setTerminated("abc", "FINISHED", 1795452099999);
  assert.equal(
    textOf(store, "7/abc/meta.yaml"),
    text.replace("end_time: null", "end_time: 1795452099999").replace("status: 1", "status: 3"),
  );
});

test("each write tells what it changed", async () => {
  const store = folderStore(files);
  const writes = fileTrackingWrites(store);
  await writes.setTag("abc", "k", "v");
  const run = await writes.createRun({ experimentId: "7" });
  await writes.setExperimentTag("7", "k", "v");
  assert.deepEqual(store.changes, [
    { kind: "runs", experimentId: "7", runIds: ["abc"] },
    { kind: "runs", experimentId: "7", runIds: [run.runId] },
    { kind: "experiments" },
  ]);
});

test("a run that is refused is not half made", async () => {
  const store = folderStore(files);
  const before = contentsOf(store.root);
  await assert.rejects(fileTrackingWrites(store).createRun({ experimentId: "7", tags: { "a//b": "x" } }), {
    errorCode: "INVALID_PARAMETER_VALUE",
  });
  assert.deepEqual(contentsOf(store.root), before);
});

describe("a damaged run is refused in words and not written", () => {
  const cases: [what: string, meta: string, errorCode: string, words: RegExp][] = [
    ["an empty meta file", "", "INVALID_STATE", /is empty: another process may be writing it/],
    ["no YAML", "a: [", "INVALID_STATE", /is not YAML/],
    ["another experiment", runMeta("8", "abc"), "INVALID_STATE", /^Run 'abc' metadata is in invalid state.$/],
    ["another run", runMeta("7", "xyz"), "INVALID_STATE", /^Run 'abc' metadata is in invalid state.$/],
  ];
  for (const [what, meta, errorCode, message] of cases) {
    test(what, async () => {
      const store = folderStore({ ...files, "7/abc/meta.yaml": meta });
      await assert.rejects(fileTrackingWrites(store).setTag("abc", "k", "v"), { errorCode, message });
      assert.deepEqual(readdirSync(join(store.root, "7/abc")), ["meta.yaml"]);
    });
  }
});

describe("an experiment and the trash", () => {
  test("deleting takes the active runs along, restoring brings all back", async () => {
    const store = folderStore({ ...files, "7/bad/meta.yaml": "a: [", "7/tags/k": "v" });
    const writes = fileTrackingWrites(store);
    await writes.deleteExperiment("7");
    assert(!existsSync(join(store.root, "7")));
    assert.match(textOf(store, ".trash/7/abc/meta.yaml"), /^deleted_time: \d+$[^]*^lifecycle_stage: deleted$/m);
    assert.match(textOf(store, ".trash/7/meta.yaml"), /^lifecycle_stage: deleted$[^]*^tags:\n {2}k: v$/m);
    assert.equal(textOf(store, ".trash/7/bad/meta.yaml"), "a: [");
    await writes.restoreExperiment("7");
    assert.equal(textOf(store, "7/abc/meta.yaml"), runMeta("7", "abc"));
  });

  test("one that MLflow 1 trashed as active is restored, and is not written before", async () => {
    const store = folderStore({ ".trash/7/meta.yaml": experimentMeta("7", "seven") });
    const writes = fileTrackingWrites(store);
    await assert.rejects(writes.setExperimentTag("7", "k", "v"), {
      message: "The experiment 7 must be in the 'active' lifecycle_stage to set tags",
    });
    await assert.rejects(writes.createRun({ experimentId: "7" }), { errorCode: "INVALID_STATE" });
    await writes.restoreExperiment("7");
    assert.deepEqual(readdirSync(store.root).sort(), [".trash", "7"]);
  });

  test("one whose id the trash holds already stays where it is", async () => {
    const store = folderStore({ ...files, ".trash/7/meta.yaml": experimentMeta("7", "other") });
    const before = contentsOf(store.root);
    await assert.rejects(fileTrackingWrites(store).deleteExperiment("7"), {
      errorCode: "RESOURCE_ALREADY_EXISTS",
      message: /The trash holds an experiment with the same ID/,
    });
    assert.deepEqual(contentsOf(store.root), before);
  });

  test("a thousand runs go along", async () => {
    const runs = Array.from({ length: 1_000 }, (_, i) => `run${i}`);
    const metas = runs.map((runId) => [`7/${runId}/meta.yaml`, runMeta("7", runId)] as const);
    const store = folderStore({ ...files, ...Object.fromEntries(metas) });
    await fileTrackingWrites(store).deleteExperiment("7");
    for (const runId of runs) assert.match(textOf(store, `.trash/7/${runId}/meta.yaml`), /lifecycle_stage: deleted/);
  });
});

test("a new experiment's artifacts go below the store, its folder encoded as Python does", async () => {
  const store = folderStore({ "a (b)'s ü/x": "" });
  const root = join(store.root, "a (b)'s ü");
  const made = await fileTrackingWrites({ ...store, root }).createExperiment("new");
  assert.equal(made.artifactLocation, `file://${store.root}/a%20%28b%29%27s%20%C3%BC/${made.experimentId}`);
  assert.match(made.experimentId, /^[1-9]\d{17}$/);
});

test("an experiment's relative place is made absolute beside the store", async () => {
  const store = folderStore({ "mlruns/x": "" });
  const writes = fileTrackingWrites({ ...store, root: join(store.root, "mlruns") });
  const { artifactLocation } = await writes.createExperiment("new", { artifactLocation: "./artifacts" });
  assert.equal(artifactLocation, join(store.root, "artifacts"));
});

test("what another process wrote a moment ago stays", async () => {
  const store = folderStore(files);
  const writes = fileTrackingWrites(store);
  await writes.setTag("abc", "k", "v");
  madeFolder({ "7/abc/meta.yaml": runMeta("7", "abc", { run_name: "renamed meanwhile" }) }, store.root);
  await writes.setTerminated("abc", "FINISHED", 1795452099999);
  const expected = { run_name: "renamed meanwhile", end_time: "1795452099999", status: "3" };
  assert.equal(textOf(store, "7/abc/meta.yaml"), runMeta("7", "abc", expected));
});

test("an unknown status is refused", async () => {
  const store = folderStore(files);
  await assert.rejects(fileTrackingWrites(store).setTerminated("abc", "DONE" as "FAILED"), {
    message:
      "Could not get run status corresponding to string DONE. Valid run status strings: ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']",
  });
});
