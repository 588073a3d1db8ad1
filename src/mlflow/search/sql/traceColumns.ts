/**
 * The metadata of traces that the present schema keeps in several columns of `trace_info`: JSON key → column, in the order
 * in which MLflow writes them (`store/tracking/utils/trace_analytics.py`).
 */
export const tokenAndCostColumns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "mlflow.trace.tokenUsage": {
    input_tokens: "input_tokens",
    output_tokens: "output_tokens",
    total_tokens: "total_tokens",
    cache_read_input_tokens: "cache_read_input_tokens",
    cache_creation_input_tokens: "cache_creation_input_tokens",
    cache_creation_input_tokens_above_1hr: "cache_creation_input_tokens_above_1hr",
  },
  "mlflow.trace.cost": { input_cost: "input_cost", output_cost: "output_cost", total_cost: "total_cost" },
};
