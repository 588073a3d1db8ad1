import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { openStoreHere } from "../../src/mlflow/open.ts";
import type { Store } from "../../src/mlflow/store.ts";
import { copySample, sampleArchive } from "./copy.ts";

const viewType = "ALL" as const;

describe("the sample workspace shows everything that the pages show", () => {
  let files: Store;
  let database: Store;
  before(async () => {
    const workspace = await copySample();
    files = await openStoreHere(join(workspace, "mlruns"));
    database = await openStoreHere(`sqlite:///${join(workspace, "mlflow.db")}`);
  });
  after(() => Promise.all([files.close(), database.close()]));

  const runsOf = async (name: string) => {
    const experiment = await files.getExperimentByName(name);
    assert(experiment, `no experiment ${name}`);
    return (await files.searchRuns({ experimentIds: [experiment.experimentId], viewType })).runs;
  };

  test("its archive is below 400 kB", () => {
    assert(statSync(sampleArchive).size < 400_000);
  });

  test("it tells nothing of the machine that it was made on", () => {
    const bytes = gunzipSync(readFileSync(sampleArchive)).toString("latin1");
    assert.deepEqual(
      bytes
        .match(/[^\0\n]{0,40}(?:\/site-packages\/|scripts\/sample)[^\0\n]{0,40}/g)
        ?.filter((text) => !text.includes("/home/ada/")) ?? [],
      [],
    );
  });

  test("forests with models, data, plots and the commits of a repository; one failed, one deleted", async () => {
    const runs = await runsOf("iris");
    const withModels = runs.filter((run) => run.modelOutputs.length > 0 && run.datasets.length > 0);
    assert.equal(withModels.length, 4);
    assert.equal(new Set(withModels.map((run) => run.tags["mlflow.source.git.commit"])).size, 3);
    assert(runs.some((run) => run.status === "FAILED") && runs.some((run) => run.lifecycleStage === "deleted"));
    const [{ runId } = { runId: "" }] = withModels;
    const plots = await files.listArtifacts(runId, "plots");
    assert.deepEqual(
      plots.map((file) => file.path),
      ["plots/confusion_matrix.png"],
    );
  });

  test("networks in every state, with curves of hundreds of steps, NaN, system metrics and pictures by step", async () => {
    const runs = await runsOf("flower-photos");
    assert.deepEqual(new Set(runs.map((run) => run.status)), new Set(["FINISHED", "FAILED", "KILLED", "RUNNING"]));
    const best = runs.find((run) => run.runName === "resnet50-augmented");
    assert(best);
    assert.equal((await files.getMetricHistory(best.runId, "train/loss")).values.length, 600);
    assert(Object.keys(best.metrics).some((key) => key.startsWith("system/")));
    assert.equal((await files.listArtifacts(best.runId, "images")).length, 24);
    assert(runs.some((run) => Number.isNaN(run.metrics["train/loss"]?.value)));
  });

  test("a sweep with two levels of nested runs", async () => {
    const runs = await runsOf("iris-sweep");
    const parents = new Map(runs.map((run) => [run.runId, run.tags["mlflow.parentRunId"]]));
    const depthOf = (id: string | undefined): number => (id === undefined ? -1 : 1 + depthOf(parents.get(id)));
    const depths = runs.map((run) => depthOf(run.runId)).sort();
    assert.deepEqual(depths, [0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
  });

  test("a registered model with a version in each stage, all of them with their files", async () => {
    const { modelVersions } = await files.searchModelVersions({ filter: "name = 'iris-forest'" });
    const stages = modelVersions.map((version) => version.currentStage).sort();
    assert.deepEqual(stages, ["Archived", "None", "Production", "Staging"]);
    for (const { name, version } of modelVersions) {
      const paths = (await files.listModelVersionArtifacts(name, version)).map((file) => file.path);
      assert(paths.includes("MLmodel"), `version ${version} has no MLmodel`);
    }
    assert.deepEqual((await files.getRegisteredModel("iris-forest")).aliases, {
      champion: "2",
      challenger: "3",
      herbarium: "2",
    });
  });

  test("an experiment in the trash", async () => {
    const { experiments } = await files.searchExperiments({ viewType: "DELETED_ONLY" });
    assert.deepEqual(
      experiments.map((experiment) => experiment.name),
      ["scratch"],
    );
  });

  test("prompts with versions; traces with tokens, cost, sessions, assessments and an error", async () => {
    const { prompts } = await database.searchPrompts();
    assert.deepEqual(
      prompts.map((prompt) => [prompt.name, prompt.versions.length]),
      [
        ["answer-question", 4],
        ["summarize-ticket", 3],
      ],
    );
    const experiment = await database.getExperimentByName("support-bot");
    const { traces } = await database.searchTraces({ locations: [experiment!.experimentId] });
    assert.equal(traces.length, 8);
    assert.equal(traces.filter((trace) => trace.status === "ERROR").length, 1);
    assert.equal(traces.filter((trace) => "mlflow.trace.cost" in trace.metadata).length, 7);
    assert.equal(new Set(traces.map((trace) => trace.metadata["mlflow.trace.session"])).size, 3);
    assert(traces.some((trace) => trace.assessments.some((assessment) => !assessment.valid)));
  });
});
