import type { Experiment } from "../mlflow/entities.ts";
import type { Store, ViewType } from "../mlflow/store.ts";

/** Every experiment of a store that the view type shows, in MLflow's order, page by page. */
export async function allExperiments(store: Store, viewType: ViewType): Promise<Experiment[]> {
  const experiments: Experiment[] = [];
  let pageToken: string | undefined;
  do {
    const page = await store.searchExperiments({ viewType, pageToken });
    experiments.push(...page.experiments);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return experiments;
}
