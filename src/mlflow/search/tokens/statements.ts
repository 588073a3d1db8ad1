import { GroupingError } from "./enclosures.ts";
import { groupTokens } from "./grouping.ts";
import { lex } from "./lexer.ts";
import { group, isWhitespace, reads, type Token } from "./token.ts";

/**
 * The statements of a text as sqlparse 0.6.1 divides and groups them: a filter that MLflow accepts is exactly one.
 * Of SQL's blocks only `BEGIN … END` is followed, which nobody filters by.
 *
 * @returns none for blank text; `undefined` for what sqlparse gives up on: nested too deeply, or too many tokens
 */
export function parseStatements(text: string): Token[] | undefined {
  try {
    return [...divide(lex(text))].map((tokens) => groupTokens(group("Statement", tokens)));
  } catch (error) {
    // A RangeError: the stack of a regular expression has an end, too.
    if (error instanceof GroupingError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function* divide(tokens: Iterable<Token>): Generator<Token[]> {
  let statement: Token[] = [];
  let depth = 0;
  let blocks = 0;
  let isComplete = false;
  for (const token of tokens) {
    if (isComplete && token.type !== "Whitespace" && token.type !== "Comment.Single") {
      yield statement;
      statement = [];
      depth = 0;
      blocks = 0;
      isComplete = false;
    }
    statement.push(token);
    if (reads(token, "Punctuation", "(")) depth++;
    else if (reads(token, "Punctuation", ")")) depth--;
    else if (reads(token, "Keyword", "BEGIN")) [depth, blocks] = [depth + 1, blocks + 1];
    else if (reads(token, "Keyword", "END")) [depth, blocks] = [depth - 1, Math.max(0, blocks - 1)];
    else if (reads(token, "Punctuation", ";")) isComplete = depth <= 0 && blocks === 0;
    else if (token.type === "Keyword" && /^GO\b/.test(token.text)) isComplete = true;
  }
  if (!statement.every(isWhitespace)) yield statement;
}
