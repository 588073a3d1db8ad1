// What stores that were committed, copied and merged look like (mlflow-formats.md, part 8): each row of its table as a
// small store, with the fact that a reader must get right.
import type { Store } from "../../../src/mlflow/store.ts";
import { experimentMeta, id, runMeta } from "./metas.ts";

export interface Surprise {
  /** As the name of a test: what holds. */
  fact: string;
  /** Files of the workspace by path; a path that ends with `/` is a folder. The store is `mlruns`. */
  files: Record<string, string>;
  /** Asks the store; the answer is compared with `expected`. */
  ask: (store: Store) => Promise<unknown>;
  expected: unknown;
}

const run = id(1);
const other = id(2);
const viewTypes = ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"] as const;

const runIds = async (store: Store, experimentId = "7", viewType: (typeof viewTypes)[number] = "ALL") =>
  (await store.searchRuns({ experimentIds: [experimentId], viewType })).runs.map((found) => found.runId).sort();

const paths = async (store: Store, runId = run) => (await store.listArtifacts(runId)).map((file) => file.path);

export const surprises: Surprise[] = [
  {
    fact: "a run without metrics/, params/, tags/ and artifacts/ is listed, opened and empty, and has no problem",
    files: { "mlruns/7/meta.yaml": experimentMeta("7"), [`mlruns/7/${run}/meta.yaml`]: runMeta(run, "7") },
    ask: async (store) => {
      const { metrics, params, tags, problems } = await store.getRun(run);
      const history = await store.getMetricHistory(run, "loss");
      return [await runIds(store), metrics, params, tags, problems ?? [], history.values.length, await paths(store)];
    },
    expected: [[run], {}, {}, {}, [], 0, []],
  },
  {
    fact: "an experiment that is in the root and in the trash is shown with the runs of both",
    files: {
      "mlruns/7/meta.yaml": experimentMeta("7"),
      [`mlruns/7/${run}/meta.yaml`]: runMeta(run, "7"),
      "mlruns/.trash/7/meta.yaml": experimentMeta("7", { lifecycle_stage: "deleted" }),
      [`mlruns/.trash/7/${other}/meta.yaml`]: runMeta(other, "7", { lifecycle_stage: "deleted" }),
    },
    ask: async (store) => [await runIds(store), (await store.getRun(run)).runId, (await store.getRun(other)).runId],
    expected: [[run, other], run, other],
  },
  {
    fact: "an experiment in the trash whose meta file says active is deleted",
    files: { "mlruns/.trash/7/meta.yaml": experimentMeta("7") },
    ask: async (store) =>
      Promise.all(
        viewTypes.map(async (viewType) =>
          (await store.searchExperiments({ viewType })).experiments.map((found) => found.lifecycleStage),
        ),
      ),
    expected: [[], ["deleted"], ["deleted"]],
  },
  {
    fact: "the artifacts of an experiment in the trash are found there, though the URI says otherwise",
    files: {
      "mlruns/.trash/7/meta.yaml": experimentMeta("7", { lifecycle_stage: "deleted" }),
      [`mlruns/.trash/7/${run}/meta.yaml`]: runMeta(run, "7", { lifecycle_stage: "deleted" }),
      [`mlruns/.trash/7/${run}/artifacts/plot.txt`]: "plot",
    },
    ask: (store) => paths(store),
    expected: ["plot.txt"],
  },
  {
    fact: "a store without experiment 0 has none, and none is made",
    files: { "mlruns/7/meta.yaml": experimentMeta("7") },
    ask: async (store) =>
      (await store.searchExperiments({ viewType: "ALL" })).experiments.map((found) => found.experimentId),
    expected: ["7"],
  },
  {
    fact: "experiment 0 may be in the trash",
    files: { "mlruns/.trash/0/meta.yaml": experimentMeta("0") },
    ask: async (store) =>
      (await store.searchExperiments({ viewType: "DELETED_ONLY" })).experiments.map((found) => found.experimentId),
    expected: ["0"],
  },
  {
    fact: "a newline that a hook put behind every value stays in it, but is no part of ids, names and numbers",
    files: {
      "mlruns/7/meta.yaml": experimentMeta("7"),
      [`mlruns/7/${run}/meta.yaml`]: runMeta(run, "7", { run_name: "''" }),
      [`mlruns/7/${run}/tags/mlflow.runName`]: "forest\n",
      [`mlruns/7/${run}/params/user`]: "x\n",
      [`mlruns/7/${other}/meta.yaml`]: runMeta(other, "7"),
      [`mlruns/7/${other}/tags/mlflow.parentRunId`]: `${run}\n`,
      [`mlruns/7/${other}/metrics/loss`]: "1 0.5 0\n\n",
    },
    ask: async (store) => {
      const { params, tags, runName } = await store.getRun(run);
      const exactly = await store.searchRuns({ experimentIds: ["7"], filter: "params.user = 'x'" });
      const children = await store.summarizeChildRuns({ experimentIds: ["7"], runIds: [run] });
      return [params["user"], tags["mlflow.runName"], runName, exactly.runs.length, children.map(({ total }) => total)];
    },
    expected: ["x\n", "forest\n", "forest", 0, [1]],
  },
  {
    fact: "Windows' ends of lines are read in meta and metric files, and stay in params",
    files: {
      "mlruns/7/meta.yaml": experimentMeta("7").replaceAll("\n", "\r\n"),
      [`mlruns/7/${run}/meta.yaml`]: runMeta(run, "7", { run_name: "windows" }).replaceAll("\n", "\r\n"),
      [`mlruns/7/${run}/metrics/loss`]: "1 0.5 0\r\n2 0.25 1\r\n",
      [`mlruns/7/${run}/params/text`]: "a\r\nb\r\n",
    },
    ask: async (store) => {
      const { runName, metrics, params, problems } = await store.getRun(run);
      return [(await store.getExperiment("7")).name, runName, metrics["loss"], params["text"], problems ?? []];
    },
    expected: ["wild", "windows", { value: 0.25, timestamp: 2, step: 1 }, "a\r\nb\r\n", []],
  },
  {
    fact: "a plain scalar that was folded over two lines is unfolded",
    files: {
      "mlruns/7/meta.yaml": experimentMeta("7"),
      [`mlruns/7/${run}/meta.yaml`]: runMeta(run, "7", {
        artifact_uri: `file:///Users/ada lovelace/Documents/Machine Learning/projects and notes/flowers\n  of spring/mlruns/7/${run}/artifacts`,
      }),
      [`mlruns/7/${run}/artifacts/plot.txt`]: "plot",
    },
    ask: async (store) => [(await store.getRun(run)).artifactUri, await paths(store)],
    expected: [
      `file:///Users/ada lovelace/Documents/Machine Learning/projects and notes/flowers of spring/mlruns/7/${run}/artifacts`,
      ["plot.txt"],
    ],
  },
  {
    fact: "an experiment's place that was folded over two lines is unfolded",
    files: {
      "mlruns/7/meta.yaml": experimentMeta("7", {
        artifact_location:
          "file:///Users/ada lovelace/Documents/Machine Learning/projects and notes/flowers\n  of spring/mlruns/7",
      }),
    },
    ask: async (store) => (await store.getExperiment("7")).artifactLocation,
    expected: "file:///Users/ada lovelace/Documents/Machine Learning/projects and notes/flowers of spring/mlruns/7",
  },
  {
    fact: "what an early MLflow 1 wrote has its name in a tag, and neither times nor tags of experiments",
    files: {
      "mlruns/7/meta.yaml":
        "artifact_location: file:///old/mlruns/7\nexperiment_id: 7\nlifecycle_stage: active\nname: wild\n",
      [`mlruns/7/${run}/meta.yaml`]: runMeta(run, "7", { run_name: undefined, name: "''", deleted_time: "null" }),
      [`mlruns/7/${run}/tags/mlflow.runName`]: "early",
    },
    ask: async (store) => {
      const { creationTime, lastUpdateTime, tags } = await store.getExperiment("7");
      const { runName, lifecycleStage, problems } = await store.getRun(run);
      return [creationTime, lastUpdateTime, tags, runName, lifecycleStage, problems ?? []];
    },
    expected: [undefined, undefined, {}, "early", "active", []],
  },
  {
    fact: "a run that nobody ended is RUNNING for years",
    files: {
      "mlruns/7/meta.yaml": experimentMeta("7"),
      [`mlruns/7/${run}/meta.yaml`]: runMeta(run, "7", { status: "1", end_time: "null" }),
    },
    ask: async (store) => {
      const { status, endTime, problems } = await store.getRun(run);
      return [status, endTime, problems ?? []];
    },
    expected: ["RUNNING", undefined, []],
  },
  {
    fact: "folders without a meta file and what editors leave behind are no runs and hide none",
    files: {
      "mlruns/7/meta.yaml": experimentMeta("7"),
      [`mlruns/7/${run}/meta.yaml`]: runMeta(run, "7"),
      [`mlruns/7/${other}/artifacts/plot.txt`]: "plot",
      "mlruns/7/.ipynb_checkpoints/notes.txt": "notes",
      "mlruns/.DS_Store": "",
      [`mlruns/.trash/8/${id(3)}/artifacts/plot.txt`]: "plot",
      "mlruns/.ipynb_checkpoints/": "",
    },
    ask: async (store) => [
      await runIds(store),
      (await store.searchExperiments({ viewType: "ALL" })).experiments.map((found) => found.experimentId),
    ],
    expected: [[run], ["7"]],
  },
  {
    fact: "meta files of old and new form in one store are read",
    files: {
      "mlruns/7/meta.yaml": experimentMeta("7"),
      [`mlruns/7/${run}/meta.yaml`]: runMeta(run, "7", { run_uuid: run, run_name: undefined, name: "old" }),
      [`mlruns/7/${other}/meta.yaml`]: runMeta(other, "7", { run_name: "new" }),
    },
    ask: async (store) => [await runIds(store), (await store.getRun(other)).runName],
    expected: [[run, other], "new"],
  },
];
