import { invalidParameter } from "../errors.ts";

/**
 * Experiments as a database numbers them.
 *
 * @throws MlflowError INVALID_PARAMETER_VALUE, as `_parse_experiment_ids` of MLflow's SQL store
 */
export function experimentNumbers(experimentIds: readonly string[]): number[] {
  return experimentIds.map((experimentId) => {
    if (/^\s*[+-]?\d+\s*$/.test(experimentId)) return Number(experimentId);
    throw invalidParameter(`Invalid experiment ID '${experimentId}'. Experiment ID must be a valid integer.`);
  });
}
