import { invalidParameter } from "../../errors.ts";
import { raw, type Sql, sql } from "../../search/sqlText.ts";

/**
 * An experiment id as databases number them. Ids that a file store gave have 18 digits, more than a number keeps.
 *
 * @throws MlflowError INVALID_PARAMETER_VALUE as `_parse_experiment_id` (`mlflow/utils/validation.py`)
 */
export function experimentNumber(experimentId: string): bigint {
  const digits = experimentId.trim().replace(/(?<=\d)_(?=\d)/g, "");
  const number = /^[+-]?\d+$/.test(digits) ? BigInt(digits.replace("+", "")) : undefined;
  if (number !== undefined && BigInt.asIntN(64, number) === number) return number;
  throw invalidParameter(`Invalid experiment ID '${experimentId}'. Experiment ID must be a valid integer.`);
}

/**
 * Whether a column is one of these experiments.
 *
 * @throws MlflowError INVALID_PARAMETER_VALUE for an id that is not an integer
 */
export function isOfExperiments(column: string, experimentIds: readonly string[]): Sql {
  const numbers = experimentIds.map(experimentNumber);
  if (numbers.length === 1) return sql`${raw(column)} = ${numbers[0] as bigint}`;
  const list = JSON.stringify(numbers.map(String));
  return sql`${raw(column)} IN (SELECT CAST(value AS INTEGER) FROM json_each(${list}))`;
}
