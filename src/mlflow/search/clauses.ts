import { refuseAt } from "./span.ts";
import { numericComparators } from "./comparators.ts";
import { isIn, isWhitespace, reads, type Token } from "./tokens/token.ts";

/** A clause of a filter: `right` is absent for IS NULL. */
export interface Clause {
  left: Token;
  /** As written; IN, IS NULL and their negations in upper case where two words make them. */
  comparator: string;
  right?: Token;
  /** All there is of it, blanks excluded: a comment in a comparison makes more than three. */
  parts: readonly Token[];
}

/** What of a statement is a clause, and what besides is in it. */
export interface Clauses {
  clauses: Clause[];
  /** Neither a clause nor an AND. */
  invalid: Token[];
}

/**
 * Divides a statement as MLflow's `_join_in_comparison_tokens` does, which reads on in steps of three or four tokens
 * behind a name: what such a step takes in is not looked at again.
 */
export function divideClauses(statement: Token, { ofTraces }: { ofTraces: boolean }): Clauses {
  const tokens = statement.children.filter((token) => !isWhitespace(token));
  const found: Clauses = { clauses: [], invalid: [] };
  const keep = (...kept: Token[]): void => kept.forEach((token) => sort(token, found));
  let at = 0;
  while (at < tokens.length) {
    const first = tokens[at]!;
    if (tokens.length - at < 3) {
      keep(...tokens.slice(at));
      break;
    }
    at++;
    if (ofTraces && isTimestamp(first)) {
      const [second, third] = [tokens[at++]!, tokens[at++]!];
      if (isNumericComparison(second) && third.type === "Number.Integer") {
        found.clauses.push(clause([first, second, third], second.text));
        continue;
      }
      // MLflow then lists the first once more: its message names it twice.
      keep(first, second, third);
    }
    if (first.kind !== "Identifier") {
      keep(first);
      continue;
    }
    const [second, third, fourth] = [tokens[at]!, tokens[at + 1]!, tokens[at + 2]];
    at += 2;
    if (reads(second, "Keyword", "IN") && third.kind === "Parenthesis") {
      found.clauses.push(clause([first, second, third], second.text));
    } else if (reads(second, "Keyword", "IS") && reads(third, "Keyword", "NULL")) {
      found.clauses.push({ left: first, comparator: "IS NULL", parts: [first, second] });
    } else if (reads(second, "Keyword", "IS") && reads(third, "Keyword", "NOT NULL")) {
      found.clauses.push({ left: first, comparator: "IS NOT NULL", parts: [first, second] });
    } else if (fourth === undefined) {
      keep(first, second, third);
    } else {
      at++;
      const isNotIn = reads(second, "Keyword", "NOT") && reads(third, "Keyword", "IN");
      if (isNotIn && fourth.kind === "Parenthesis") found.clauses.push(clause([first, second, fourth], "NOT IN"));
      else keep(first, second, third, fourth);
    }
  }
  return found;
}

/**
 * Checks a clause's form.
 *
 * @throws MlflowError
 */
export function checkForm({ left, comparator, parts }: Clause, { ofTraces }: { ofTraces: boolean }): void {
  const isNullTest = parts.length === 2 && /^IS (NOT )?NULL$/.test(comparator.toUpperCase());
  if (ofTraces && parts.length === 3 && isTimestamp(left)) return;
  if (parts.length !== 3 && !isNullTest) {
    throw refuseAt(left, `Invalid comparison clause. Expected 3 tokens found ${parts.length}`);
  }
  if (left.kind !== "Identifier") {
    throw refuseAt(left, `Invalid comparison clause. Expected 'Identifier' found '${left.text}'`);
  }
}

function sort(token: Token, { clauses, invalid }: Clauses): void {
  if (token.kind === "Comparison") {
    const parts = token.children.filter((child) => !isWhitespace(child));
    clauses.push(clause(parts, parts[1]!.text));
  } else if (!reads(token, "Keyword", "AND")) invalid.push(token);
}

function clause(parts: readonly Token[], comparator: string): Clause {
  return { left: parts[0]!, comparator, right: parts[2], parts };
}

function isTimestamp(token: Token): boolean {
  return token.type === "Name.Builtin" && (token.text === "timestamp" || token.text === "timestamp_ms");
}

function isNumericComparison(token: Token): boolean {
  return isIn(token.type, "Operator.Comparison") && numericComparators.has(token.text);
}
