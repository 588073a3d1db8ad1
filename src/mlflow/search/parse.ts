import { invalidParameter } from "../errors.ts";
import { type Comparator, type Comparison, type Dialect, type IdentifierType, type SearchKind } from "./ast.ts";
import { checkForm, type Clause, divideClauses } from "./clauses.ts";
import { grammars, promptTag } from "./grammar.ts";
import { type Identifier, parseIdentifier } from "./identifier.ts";
import { parseLoggedModelFilter } from "./loggedModelFilter.ts";
import { reprString } from "./python/repr.ts";
import { listRefusal, refusalOf } from "./refusal.ts";
import { failAt, refuseAt } from "./span.ts";
import { parseStatements } from "./tokens/statements.ts";
import { type Token } from "./tokens/token.ts";
import { spanRefusal } from "./traceRefusal.ts";
import { checkAssessmentValue, type ParsedValue, parseValue } from "./value.ts";

/**
 * Parses a filter as MLflow 3.17 does, quirks of sqlparse included. Searches of registered models (and in the file store
 * of versions) hide prompts as MLflow's client does: a comparison of the tag `mlflow.prompt.is_prompt` is added where the
 * filter does not name it.
 *
 * @param filter none, or an empty one, is no comparison
 * @returns the comparisons in the order written, all of which must hold
 * @throws MlflowError with MLflow's code and message; a Python set inside the message is printed with sorted members.
 * `spanOf` says what part of the filter it is about
 */
export function parseFilter(kind: SearchKind, filter: string | undefined, dialect: Dialect): Comparison[] {
  const hidesPrompts = kind === "registeredModels" || (kind === "modelVersions" && dialect === "file");
  const text = hidesPrompts ? withPromptFilter(filter, { isPrompt: false }) : filter;
  if (!text) return [];
  if (kind === "loggedModels" && dialect === "sqlite") return parseLoggedModelFilter(text);
  const parsed = readClauses(kind, text).map((clause) => ({ clause, ...readClause(kind, clause) }));
  const comparisons = parsed.map(({ clause, ...comparison }) => finish(kind, dialect, comparison, clause));
  const refusal = dialect === "sqlite" ? comparisons.map(listRefusal).find((found) => found !== undefined) : undefined;
  if (refusal !== undefined) throw invalidParameter(refusal);
  return comparisons;
}

/** A filter of the registry that also asks for prompts, or for what is none, unless it names the tag itself. */
export function withPromptFilter(filter: string | undefined, { isPrompt }: { isPrompt: boolean }): string {
  if (filter?.includes(promptTag)) return filter;
  const added = `tag.\`${promptTag}\` ${isPrompt ? "=" : "!="} 'true'`;
  return filter ? `${filter} AND ${added}` : added;
}

/** What a clause says, before its key gets its first name. */
export interface ParsedComparison extends Identifier {
  /** As written. */
  comparator: string;
  /** Absent for IS NULL and IS NOT NULL. */
  value?: ParsedValue;
}

function readClauses(kind: SearchKind, text: string): Clause[] {
  const statement = onlyStatement(text);
  const { clauses, invalid } = divideClauses(statement, { ofTraces: kind === "traces" });
  if (invalid.length === 0) return clauses;
  const quote = grammars[kind].quotesClauses ? "'" : "";
  const names = invalid.map((token) => quote + token.text + quote);
  throw refuseAt(invalid[0], `Invalid clause(s) in filter string: ${names.join(", ")}`);
}

function onlyStatement(text: string): Token {
  const statements = parseStatements(text);
  if (statements === undefined) throw invalidParameter(`Error on parsing filter '${text}'`);
  const [statement] = statements;
  if (statement === undefined) throw invalidParameter(`Invalid filter '${text}'. Could not be parsed.`);
  if (statements.length === 1) return statement;
  const message = `Search filter contained multiple expression ${reprString(text)}. Provide AND-ed expression list.`;
  throw refuseAt(statements[1], message);
}

function readClause(kind: SearchKind, clause: Clause): ParsedComparison {
  checkForm(clause, { ofTraces: kind === "traces" });
  const { left, right, comparator } = clause;
  if (right === undefined && (kind === "registeredModels" || kind === "modelVersions")) {
    // The words of Python, which MLflow lets through.
    throw failAt(left, "not enough values to unpack (expected 3, got 2)");
  }
  const identifier = parseIdentifier(kind, left.text, grammars[kind].searchKeys, left);
  if (right === undefined) {
    checkNullTest(kind, identifier, left);
    return { ...identifier, comparator };
  }
  if (kind === "traces") checkAssessmentValue(identifier, comparator, right);
  const value = parseValue(kind, identifier, right);
  const refusal = identifier.type === "span" && kind === "traces" ? spanRefusal(identifier.key, comparator) : undefined;
  if (refusal !== undefined) throw refuseAt(left, refusal);
  return { ...identifier, comparator, value };
}

function checkNullTest(kind: SearchKind, { type, key }: Identifier, at: Token): void {
  if (kind === "traces" || type === "tag") return;
  if (kind === "experiments") {
    throw refuseAt(at, `IS NULL / IS NOT NULL is only supported for tags, not for attribute '${key}'`);
  }
  if (type === "parameter") return;
  throw refuseAt(at, `IS NULL / IS NOT NULL is only supported for tags and params, not for '${type}' '${key}'`);
}

function finish(kind: SearchKind, dialect: Dialect, parsed: ParsedComparison, clause: Clause): Comparison {
  const identifier = firstName(kind, parsed);
  const refusal = refusalOf(kind, dialect, { ...parsed, ...identifier });
  if (refusal !== undefined && dialect === "sqlite") throw refuseAt(clause.left, refusal);
  const { value } = parsed;
  return {
    ...identifier,
    comparator: parsed.comparator.toUpperCase() as Comparator,
    ...(value !== undefined && { value: typeof value === "object" && "number" in value ? value.number : value }),
    ...(refusal !== undefined && { refusal }),
  };
}

/** What a comparison or an order names, by the name that the stores know. */
export function firstName(kind: SearchKind, { type, key }: Identifier): { type: IdentifierType; key: string } {
  if (kind === "runs" || kind === "loggedModels") return { type, key: runAliases.get(key) ?? key };
  if (kind !== "traces" || type === "span") return { type, key };
  return { type, key, ...traceAliases.get(key.toLowerCase()) };
}

/** MLflow looks at the key alone: the tag `created` is searched by the name `start_time` too. */
const runAliases: ReadonlyMap<string, string> = new Map([
  ["created", "start_time"],
  ["Created", "start_time"],
  ["run name", "run_name"],
  ["Run name", "run_name"],
  ["Run Name", "run_name"],
]);

const traceAliases: ReadonlyMap<string, { type?: IdentifierType; key: string }> = new Map([
  ["name", { type: "tag", key: "mlflow.traceName" }],
  ["prompt", { type: "tag", key: "mlflow.linkedPrompts" }],
  ["run_id", { type: "request_metadata", key: "mlflow.sourceRun" }],
  ["text", { type: "span", key: "content" }],
  ["timestamp", { key: "timestamp_ms" }],
  ["execution_time", { key: "execution_time_ms" }],
  ["end_time", { key: "end_time_ms" }],
]);
