import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { before, test } from "node:test";
import { openStoreHere } from "../../../../src/mlflow/open.ts";
import { type Store } from "../../../../src/mlflow/store.ts";
import { temporaryFolder } from "../../../fixtures.ts";

const python = join(import.meta.dirname, "../../../../.cache/python/3.17/bin/python");
/** MLflow 1.30's, the oldest that is written. */
const oldest = "97727af70f4d";

const folder = temporaryFolder();
let revisions: string[];
before(() => {
  const script = join(import.meta.dirname, "revisions.py");
  revisions = execFileSync(python, [script, folder], { encoding: "utf8", cwd: folder }).trim().split("\n");
});

/** Every write there is, each on what those before it left. */
async function writeAll(store: Store, { hasAliases, hasTraces, hasAssessments }: Record<string, boolean>) {
  const { runId } = await store.createRun({ experimentId: "0", runName: "a", tags: { a: "b" } });
  await store.setTag(runId, "k", "v");
  await store.deleteTag(runId, "a");
  await store.updateRun(runId, { name: "b", status: "FAILED" });
  await store.setTerminated(runId);
  await store.deleteRun(runId);
  await store.restoreRun(runId);
  const { experimentId } = await store.createExperiment("new", { tags: { a: "b" } });
  await store.renameExperiment(experimentId, "renamed");
  await store.setExperimentTag(experimentId, "a", "c");
  await store.setExperimentTag(experimentId, "b", "c");
  await store.deleteExperimentTag(experimentId, "b");
  await store.deleteExperiment(experimentId);
  await store.restoreExperiment(experimentId);
  await store.createRegisteredModel({ name: "m", tags: { a: "b" }, description: "d" });
  await store.createModelVersion({ name: "m", source: "/x", runId, tags: { a: "b" } });
  await store.setModelVersionTag("m", "1", "k", "v");
  await store.deleteModelVersionTag("m", "1", "a");
  await store.setRegisteredModelTag("m", "k", "v");
  await store.deleteRegisteredModelTag("m", "a");
  await store.transitionModelVersionStage({
    name: "m",
    version: "1",
    stage: "Production",
    archiveExistingVersions: true,
  });
  await store.updateModelVersion({ name: "m", version: "1", description: "e" });
  await store.updateRegisteredModel({ name: "m", description: "e" });
  if (hasAliases) {
    await store.setRegisteredModelAlias("m", "best", "1");
    await store.registerPrompt({ name: "p", template: "x", tags: { a: "b" } });
    await store.registerPrompt({ name: "p", template: "y" });
    assert.equal((await store.searchPrompts()).prompts[0]?.versions.length, 2);
  }
  await store.renameRegisteredModel("m", "n");
  const version = await store.getModelVersion("n", "1");
  assert.deepEqual(
    [version.currentStage, version.tags, version.aliases],
    ["Production", { k: "v" }, hasAliases ? ["best"] : []],
  );
  if (hasAliases) await store.deleteRegisteredModelAlias("n", "best");
  await store.deleteModelVersion("n", "1");
  await store.deleteRegisteredModel("n");
  if (hasTraces) await store.setTraceTag("t", "k", "v");
  if (hasAssessments) await store.logAssessment("t", { name: "f", value: 0.5, kind: "feedback" });
  const run = await store.getRun(runId);
  assert.deepEqual([run.runName, run.status, run.tags], ["b", "FINISHED", { k: "v", "mlflow.runName": "b" }]);
}

test("every write is taken by a database of every revision from MLflow 1.30's on, and by none before", async () => {
  const written = revisions.slice(revisions.indexOf(oldest));
  assert.ok(written.length > 40);
  for (const revision of revisions) {
    const path = join(folder, `${revision}.db`);
    const database = new DatabaseSync(path);
    const has = (table: string) =>
      database.prepare("SELECT 1 FROM sqlite_master WHERE name = ?").get(table) !== undefined;
    const knows = {
      hasAliases: has("registered_model_aliases"),
      hasTraces: has("trace_info"),
      hasAssessments: has("assessments"),
    };
    database.exec("INSERT INTO experiments (experiment_id, name, lifecycle_stage) VALUES (0, 'Default', 'active')");
    if (knows.hasTraces) {
      database.exec(
        "INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, status) VALUES ('t', 0, 1, 'OK')",
      );
    }
    database.close();
    const store = await openStoreHere(`sqlite:///${path}`);
    try {
      if (written.includes(revision)) await writeAll(store, knows);
      else await assert.rejects(store.createRun({ experimentId: "0" }), { errorCode: "PERMISSION_DENIED" });
    } catch (error) {
      throw new Error(`revision ${revision}`, { cause: error });
    } finally {
      await store.close();
    }
  }
});
