import type { Query } from "./queries.ts";

/** A search that once was answered otherwise than by MLflow, on the generated store of that seed. */
export interface KeptCase extends Query {
  storeSeed: number;
}

/** Asked again before anything is generated. What a fuzz prints of a failure is a line of this table. */
export const keptCases: Record<"file" | "sqlite" | "rest", KeptCase[]> = {
  file: [],
  sqlite: [
    {
      storeSeed: 1058,
      call: "search_logged_models",
      args: {
        filter_string: "`source_run_id` NOT IN ('%a%', nan)",
        order_by: [{ field_name: "metrics.loss", ascending: true }],
        experiment_ids: ["0", "1", "2"],
      },
    },
    {
      storeSeed: 1098,
      call: "search_traces",
      args: {
        filter_string: "attributes.`request_id` IN (nan) AND metadata.`mlflow.trace.session` = 's1'",
        order_by: ["execution_time_ms"],
        max_results: 2,
        locations: ["1"],
        include_spans: false,
      },
    },
  ],
  rest: [
    {
      storeSeed: 715243,
      call: "search_traces",
      args: { filter_string: "", order_by: [], max_results: 1000, locations: [], include_spans: false },
    },
  ],
};
