import type { MetricHistory, Store } from "../../../src/mlflow/store.ts";
import type { Oracle } from "../oracle.ts";
import type { Question } from "./questions.ts";

/** Every metric's points in MLflow's order, and all of a run's at once by step. */
export function historyQuestions(oracle: Oracle, store: Store): Question[] {
  return oracle.runs.flatMap((run): Question[] => {
    const keys = Object.keys(run.history);
    const alone = keys.map((key): Question => {
      return {
        title: `getMetricHistory, ${run.run_id} ${key}`,
        expected: { result: run.history[key] },
        ask: async () => pointsOf(await store.getMetricHistory(run.run_id, key)),
      };
    });
    if (keys.length === 0) return alone;
    const together: Question = {
      title: `getMetricHistories, ${run.run_id}`,
      expected: { result: Object.fromEntries(keys.map((key) => [key, byStep(run.history[key]!)])) },
      ask: async () => {
        const histories = await store.getMetricHistories([run.run_id], keys);
        return Object.fromEntries(histories.map((history) => [history.key, byStep(pointsOf(history))]));
      },
    };
    return [...alone, together];
  });
}

type Point = [step: number, timestamp: number, value: number];

function pointsOf({ steps, timestamps, values }: MetricHistory): Point[] {
  return Array.from(steps, (step, at): Point => [step, timestamps[at]!, values[at]!]);
}

/** Points of the same step in an order of their own: which comes first is no question here. */
function byStep(points: readonly Point[]): string[] {
  return points
    .toSorted((a, b) => a[0] - b[0] || a[1] - b[1] || (String(a[2]) < String(b[2]) ? -1 : 1))
    .map((point) => point.map((number) => (Object.is(number, -0) ? "-0" : String(number))).join(" "));
}
