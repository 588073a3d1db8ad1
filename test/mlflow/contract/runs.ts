import type { Run } from "../../../src/mlflow/entities.ts";
import type { Store } from "../../../src/mlflow/store.ts";
import type { Answer, Oracle, RunAnswer } from "../oracle.ts";
import { allPages, once } from "./pages.ts";
import type { Question } from "./questions.ts";

/** The runs of each experiment in MLflow's order, and each run as searched and by id. */
export function runQuestions(oracle: Oracle, store: Store): Question[] {
  return oracle.experiments.flatMap(({ experiment_id: experimentId, name }): Question[] => {
    const expected = oracle.runs.filter((run) => run.experiment_id === experimentId);
    const runs = once(() =>
      allPages((pageToken) => store.searchRuns({ experimentIds: [experimentId], viewType: "ALL", pageToken }), "runs"),
    );
    return [
      {
        title: `searchRuns, all of ${name}`,
        expected: { result: expected.map((run) => run.run_id) },
        ask: async () => (await runs()).map((run) => run.runId),
      },
      ...expected.flatMap((run): Question[] => [
        {
          title: `searchRuns, ${run.run_id}`,
          expected: { result: entityOf(run) },
          isEntity: true,
          ask: async () => answerOf((await runs()).find((found) => found.runId === run.run_id)),
        },
        {
          title: `getRun, ${run.run_id}`,
          expected: { result: entityOf(run) },
          isEntity: true,
          ask: async () => {
            const answer = answerOf(await store.getRun(run.run_id));
            // MLflow's SQL store tells the models that a run read to who asks for that run only; the oracles searched. So
            // does a server that keeps its runs in one.
            return store.kind !== "file" ? { ...answer, model_inputs: run.model_inputs } : answer;
          },
        },
      ]),
    ];
  });
}

/** Histories and artifacts are topics of their own. */
function entityOf(run: RunAnswer): Answer {
  return Object.fromEntries(Object.entries(run).filter(([key]) => key !== "history" && key !== "artifacts"));
}

function answerOf(run: Run | undefined): Answer {
  if (run === undefined) return {};
  const metrics = Object.entries(run.metrics);
  return {
    run_id: run.runId,
    run_name: run.runName,
    experiment_id: run.experimentId,
    status: run.status,
    start_time: run.startTime,
    end_time: run.endTime,
    lifecycle_stage: run.lifecycleStage,
    artifact_uri: run.artifactUri,
    user_id: run.userId,
    params: run.params,
    tags: run.tags,
    metrics: Object.fromEntries(metrics.map(([key, { value }]) => [key, value])),
    latest: Object.fromEntries(metrics.map(([key, { step, timestamp, value }]) => [key, [step, timestamp, value]])),
    datasets: run.datasets.map(({ name, digest, tags, ...dataset }) => ({
      ...{ name, digest, tags },
      source_type: dataset.sourceType,
      source: dataset.source,
      schema: dataset.schema,
      profile: dataset.profile,
    })),
    model_outputs: run.modelOutputs.map((output) => output.modelId),
    model_output_steps: run.modelOutputs.map((output) => output.step),
    model_inputs: run.modelInputs.map((input) => input.modelId),
  };
}
