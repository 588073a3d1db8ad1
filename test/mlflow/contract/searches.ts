import type { SearchQuery, Store } from "../../../src/mlflow/store.ts";
import type { Answer, Oracle } from "../oracle.ts";
import type { Question } from "./questions.ts";

/** Every search of the oracle, valid and broken: the ids of its first page in order, or the refusal. */
export function searchQuestions(oracle: Oracle, store: Store): Question[] {
  return oracle.searches.map(({ call, args, ...expected }): Question => {
    const ask = async () => (await search(store, call, args)).ids;
    return { title: titleOf(call, args), expected, ask, call: [call, args] };
  });
}

/** Searches of many pages: the ids of each page. */
export function walkQuestions(oracle: Oracle, store: Store): Question[] {
  return (oracle.walks ?? []).map(({ call, args, pages }): Question => {
    return {
      title: titleOf(call, args),
      expected: { result: pages },
      ask: async () => {
        const found = [];
        let token: string | undefined;
        do {
          const page = await search(store, call, { ...args, page_token: token });
          found.push(page.ids);
          token = page.nextPageToken;
        } while (token !== undefined && found.length < 1_000);
        return found;
      },
    };
  });
}

/** MLflow 2 and 3 name the experiments of traces otherwise, and spans are never asked for. */
function titleOf(call: string, { experiment_ids, locations, include_spans, ...args }: Answer): string {
  if (include_spans === true) throw new Error("The contract asks for spans by trace, not by search.");
  return `${call} ${JSON.stringify({ ...args, where: experiment_ids ?? locations })}`;
}

interface FoundIds {
  ids: unknown[];
  nextPageToken?: string | undefined;
}

/** A search as MLflow's client names it and its arguments, asked of a store: what stands for an entity in an oracle. */
export async function search(store: Store, call: string, args: Answer): Promise<FoundIds> {
  const query = queryOf(args);
  switch (call) {
    case "search_runs": {
      const page = await store.searchRuns({ ...query, experimentIds: args["experiment_ids"] as string[] });
      return { ids: page.runs.map((run) => run.runId), nextPageToken: page.nextPageToken };
    }
    case "search_experiments": {
      const page = await store.searchExperiments(query);
      return { ids: page.experiments.map((found) => found.experimentId), nextPageToken: page.nextPageToken };
    }
    case "search_registered_models": {
      const page = await store.searchRegisteredModels(query);
      return { ids: page.registeredModels.map((model) => model.name), nextPageToken: page.nextPageToken };
    }
    case "search_model_versions": {
      const page = await store.searchModelVersions(query);
      return { ids: page.modelVersions.map((v) => [v.name, v.version]), nextPageToken: page.nextPageToken };
    }
    case "search_traces": {
      const locations = (args["locations"] ?? args["experiment_ids"]) as string[];
      const page = await store.searchTraces({ ...query, locations });
      return { ids: page.traces.map((trace) => trace.traceId), nextPageToken: page.nextPageToken };
    }
    case "search_logged_models": {
      const page = await store.searchLoggedModels({ ...query, experimentIds: args["experiment_ids"] as string[] });
      return { ids: page.loggedModels.map((model) => model.modelId), nextPageToken: page.nextPageToken };
    }
  }
  throw new Error(`The contract knows no call ${call}.`);
}

/** How MLflow's client takes the order of logged models. */
interface FieldOrder {
  field_name: string;
  ascending: boolean;
}

function queryOf(args: Answer): SearchQuery {
  const query: Record<string, unknown> = {
    filter: args["filter_string"],
    orderBy: (args["order_by"] as (string | FieldOrder)[] | undefined)?.map((order) =>
      typeof order === "string" ? order : `${order.field_name} ${order.ascending ? "ASC" : "DESC"}`,
    ),
    viewType: args["run_view_type"] ?? args["view_type"],
    maxResults: args["max_results"],
    pageToken: args["page_token"],
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}
