import type { Store } from "../../../src/mlflow/store.ts";
import type { Oracle } from "../oracle.ts";
import type { Question } from "./questions.ts";

/** What MLflow says of things that are not there, and of names that it does not take. */
export function refusalQuestions(oracle: Oracle, store: Store): Question[] {
  return (oracle.refusals ?? []).map(({ call, args, ...expected }): Question => {
    const [first, second = ""] = args as string[];
    const title = `${call} ${JSON.stringify(args)}`;
    return { title, expected, ask: () => ask(store, call, first ?? "", second), call: [call, ...args] };
  });
}

async function ask(store: Store, call: string, first: string, second: string): Promise<unknown> {
  switch (call) {
    case "get_experiment":
      return (await store.getExperiment(first)).experimentId;
    case "get_experiment_by_name":
      return (await store.getExperimentByName(first))?.experimentId ?? null;
    case "get_run":
      return store.getRun(first);
    case "get_metric_history":
      return [...(await store.getMetricHistory(first, second)).values];
    case "list_artifacts":
      return (await store.listArtifacts(first, second)).map((file) => file.path);
    case "get_registered_model":
      return (await store.getRegisteredModel(first)).name;
    case "get_model_version":
      return (await store.getModelVersion(first, second)).version;
    case "get_trace":
      return store.getTrace(first);
    case "get_logged_model":
      return store.getLoggedModel(first);
  }
  throw new Error(`The contract knows no call ${call}.`);
}
