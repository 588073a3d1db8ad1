import { invalidParameter } from "../errors.ts";
import { type Comparator, type Comparison, type IdentifierType } from "./ast.ts";
import { divideClauses, type Clause } from "./clauses.ts";
import { parseLiteral, reprLiteral } from "./python/literal.ts";
import { reprString, reprTuple } from "./python/repr.ts";
import { failAt, refuseAt } from "./span.ts";
import { parseStatements } from "./tokens/statements.ts";
import { type Token } from "./tokens/token.ts";
import { asciiDigits } from "./value.ts";

// The SQL store searches logged models by a grammar of its own (`mlflow/utils/search_logged_model_utils.py`).

const entities: ReadonlyMap<string, IdentifierType> = new Map([
  ["attributes", "attribute"],
  ["metrics", "metric"],
  ["params", "parameter"],
  ["tags", "tag"],
]);

const numericColumns: ReadonlySet<string> = new Set(["creation_timestamp_ms", "last_updated_timestamp_ms"]);

/** The columns of the table `logged_models`, which all may be named. */
export const modelColumns: ReadonlySet<string> = new Set([
  ...["model_id", "experiment_id", "name", "artifact_location", ...numericColumns, "status", "lifecycle_stage"],
  ...["model_type", "source_run_id", "status_message"],
]);

export const modelColumnAliases: ReadonlyMap<string, string> = new Map([
  ["creation_time", "creation_timestamp_ms"],
  ["creation_timestamp", "creation_timestamp_ms"],
  ["last_updated_timestamp", "last_updated_timestamp_ms"],
]);

// In the order of MLflow's message.
const numericNames = ["<", "<=", ">", ">=", "=", "!="];
const textNames = ["=", "!=", "LIKE", "ILIKE", "IN", "NOT IN"];

/** As `parseFilter`; an attribute's key is the name of its column. */
export function parseLoggedModelFilter(text: string): Comparison[] {
  const statements = parseStatements(text);
  const invalid = `Invalid filter string: ${reprString(text)}.`;
  if (statements?.length !== 1) throw invalidParameter(`${invalid} Expected a single SQL expression.`);
  const { clauses, invalid: others } = divideClauses(statements[0]!, { ofTraces: false });
  const wrong = others.find((token) => token.text.trim().toUpperCase() !== "AND");
  const readable = wrong === undefined ? clauses : clauses.filter(({ left }) => left.start < wrong.start);
  const comparisons = readable.map(readClause);
  if (wrong === undefined) return comparisons.map(checkColumn);
  const example = "(e.g. 'metrics.loss > 0.1 AND params.lr = 0.01')";
  throw refuseAt(wrong, `${invalid} Expected a list of comparisons separated by 'AND' ${example}.`);
}

function readClause({ left, comparator, right, parts }: Clause): Comparison {
  if (right === undefined || parts.length !== 3) {
    const clause = right === undefined ? left.text + comparator : parts.map((part) => part.text).join("");
    throw refuseAt(left, `Invalid comparison: ${clause}. Expected a comparison with 3 tokens.`);
  }
  const { type, key } = readEntity(left);
  const isNumeric =
    type === "metric" || (type === "attribute" && numericColumns.has(modelColumnAliases.get(key) ?? key));
  const valid = isNumeric ? numericNames : textNames;
  const upper = comparator.toUpperCase();
  if (!valid.includes(upper)) {
    const expected = reprTuple(valid.map(reprString));
    const entity = [...entities].find(([, entityType]) => entityType === type)![0];
    throw refuseAt(
      left,
      `Invalid comparison operator for ${entity}.${key}: ${reprString(upper)}. Expected one of ${expected}.`,
    );
  }
  const value = isNumeric ? readNumber(right) : readText(right);
  return { type, key, comparator: upper as Comparator, value };
}

function readEntity(token: Token): { type: IdentifierType; key: string } {
  const parts = /^([a-z]+)\.([^\n]+)\n?$/.exec(token.text);
  if (parts === null) {
    const column = modelColumnAliases.get(token.text) ?? token.text;
    return { type: "attribute", key: trim(column, "`") };
  }
  const [, entity, key] = parts as unknown as [string, string, string];
  const type = entities.get(entity);
  if (type !== undefined) return { type, key: trim(key, "`") };
  const valid = [...entities.keys()].map(reprString).join(", ");
  throw refuseAt(token, `Invalid entity type: ${reprString(entity)}. Expected one of [${valid}].`);
}

/** Python's float(), whose words MLflow lets through. */
function readNumber(token: Token): number {
  const text = asciiDigits(token.text.trim()).replace(/(?<=\d)_(?=\d)/g, "");
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  const word = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (word?.[2]?.toLowerCase() === "nan") return NaN;
  if (word) return word[1] === "-" ? -Infinity : Infinity;
  throw failAt(token, `could not convert string to float: ${reprString(token.text)}`);
}

/** A list in parentheses, or a text without the single quotes around it; double quotes stay. */
function readText(token: Token): string | readonly string[] {
  const { text } = token;
  if (!(text.startsWith("(") && text.endsWith(")"))) return trim(text, "'");
  const literal = parseLiteral(text);
  if (literal === undefined) throw failAt(token, `Expected a list of quoted values. Got value ${text}`);
  if (!("members" in literal) && !("text" in literal)) return literal.repr;
  const members = "members" in literal ? literal.members : [literal];
  return members.map((member) => ("text" in member ? member.text : reprLiteral(member)));
}

function checkColumn(comparison: Comparison): Comparison {
  const { type, key, comparator, value } = comparison;
  if (type === "attribute" && !modelColumns.has(key)) {
    throw failAt(undefined, `type object 'SqlLoggedModel' has no attribute '${key}'`);
  }
  const isList = comparator === "IN" || comparator === "NOT IN";
  if (Array.isArray(value) === isList) return comparison;
  throw invalidParameter(`Comparator '${comparator}' does not take a list of values, only 'IN' and 'NOT IN' do`);
}

/** Python's `strip`: all such characters at both ends. */
function trim(text: string, char: string): string {
  let [start, end] = [0, text.length];
  while (start < end && text[start] === char) start++;
  while (end > start && text[end - 1] === char) end--;
  return text.slice(start, end);
}
