import type { Experiment } from "../../../src/mlflow/entities.ts";
import type { Store } from "../../../src/mlflow/store.ts";
import type { Answer, Oracle } from "../oracle.ts";
import { allPages } from "./pages.ts";
import type { Question } from "./questions.ts";

/** All experiments in MLflow's order, and each of them by id and by name. */
export function experimentQuestions(oracle: Oracle, store: Store): Question[] {
  const all = () => allPages((pageToken) => store.searchExperiments({ viewType: "ALL", pageToken }), "experiments");
  return [
    {
      title: "searchExperiments, all",
      expected: { result: oracle.experiments.map((experiment) => experiment.experiment_id) },
      ask: async () => (await all()).map((experiment) => experiment.experimentId),
    },
    ...oracle.experiments.flatMap((expected): Question[] => [
      {
        title: `searchExperiments, ${expected.name}`,
        expected: { result: expected },
        isEntity: true,
        ask: async () => answerOf((await all()).find((found) => found.experimentId === expected.experiment_id)),
      },
      {
        title: `getExperiment, ${expected.name}`,
        expected: { result: expected },
        isEntity: true,
        ask: async () => answerOf(await store.getExperiment(expected.experiment_id)),
      },
      {
        title: `getExperimentByName, ${expected.name}`,
        expected: { result: expected },
        isEntity: true,
        ask: async () => answerOf(await store.getExperimentByName(expected.name)),
      },
    ]),
  ];
}

function answerOf(experiment: Experiment | undefined): Answer {
  return {
    experiment_id: experiment?.experimentId,
    name: experiment?.name,
    lifecycle_stage: experiment?.lifecycleStage,
    artifact_location: experiment?.artifactLocation,
    tags: experiment?.tags,
    creation_time: experiment?.creationTime,
    last_update_time: experiment?.lastUpdateTime,
  };
}
