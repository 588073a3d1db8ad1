import type { LoggedModel } from "../../../src/mlflow/entities.ts";
import type { Store } from "../../../src/mlflow/store.ts";
import type { Answer, Oracle } from "../oracle.ts";
import { tree } from "./artifacts.ts";
import { allPages, once } from "./pages.ts";
import type { Question } from "./questions.ts";

/** Logged models in MLflow's order, each as searched and by id, and the files of each. */
export function loggedModelQuestions(oracle: Oracle, store: Store): Question[] {
  if (oracle.logged_models === undefined) return [];
  const active = oracle.experiments.filter((experiment) => experiment.lifecycle_stage === "active");
  const experimentIds = active.map((experiment) => experiment.experiment_id);
  const models = once(() =>
    allPages((pageToken) => store.searchLoggedModels({ experimentIds, pageToken }), "loggedModels"),
  );
  return [
    {
      title: "searchLoggedModels, all",
      expected: { result: oracle.logged_models.map((model) => model.model_id) },
      ask: async () => (await models()).map((model) => model.modelId),
    },
    ...oracle.logged_models.flatMap(({ artifacts, ...model }): Question[] => {
      const expected = { result: withSortedMetrics(model) };
      const id = model.model_id;
      return [
        {
          title: `searchLoggedModels, ${id}`,
          ...{ expected, isEntity: true },
          ask: async () => answerOf((await models()).find((found) => found.modelId === id)),
        },
        {
          title: `getLoggedModel, ${id}`,
          ...{ expected, isEntity: true },
          ask: async () => answerOf(await store.getLoggedModel(id)),
        },
        ...(artifacts === undefined
          ? []
          : [
              {
                title: `listLoggedModelArtifacts, ${id}`,
                expected: { result: artifacts },
                ask: () => tree((path) => store.listLoggedModelArtifacts(id, path)),
              },
            ]),
      ];
    }),
  ];
}

/** MLflow answers a model's metrics in the order in which the disk or the database has them. */
function withSortedMetrics(model: Answer): Answer {
  const details = model["metric_details"];
  return {
    ...model,
    metrics: sorted(model["metrics"]),
    ...(details === undefined ? {} : { metric_details: sorted(details) }),
  };
}

function sorted(rows: unknown): unknown[] {
  return (rows as unknown[][])
    .map((row) => row.map((cell) => cell ?? null))
    .sort((a, b) => (a.map(String).join(" ") < b.map(String).join(" ") ? -1 : 1));
}

function answerOf(model: LoggedModel | undefined): Answer {
  if (model === undefined) return {};
  return {
    model_id: model.modelId,
    name: model.name,
    experiment_id: model.experimentId,
    source_run_id: model.sourceRunId,
    status: model.status,
    artifact_location: model.artifactLocation,
    tags: model.tags,
    params: model.params,
    metrics: sorted(model.metrics.map((metric) => [metric.key, metric.value])),
    model_type: model.modelType,
    created: model.creationTimestamp,
    updated: model.lastUpdatedTimestamp,
    metric_details: sorted(
      model.metrics.map((m) => [m.key, m.value, m.timestamp, m.step, m.runId, m.datasetName, m.datasetDigest]),
    ),
  };
}
