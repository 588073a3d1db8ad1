import { groupEnclosures } from "./enclosures.ts";
import * as join from "./joins.ts";
import { isIn, reads, type GroupKind, type Token } from "./token.ts";
import { afterBlank, beforeBlank, extendGroup, findFrom, replaceByGroup } from "./tokenList.ts";

/**
 * Groups the leaves of a statement in place, step by step in sqlparse's order.
 *
 * @throws GroupingError for text that is nested too deeply or has too many tokens
 */
export function groupTokens(statement: Token): Token {
  groupComments(statement);
  groupEnclosures(statement);
  below(statement, groupOver, "Over");
  below(statement, groupFunctions, "Function");
  below(statement, groupWhere, "Where");
  join.joinTokens(statement, join.periods);
  join.joinTokens(statement, join.arrays);
  below(statement, groupIdentifiers, "Identifier");
  below(statement, groupOrders, "Identifier");
  join.joinTokens(statement, join.typecasts);
  join.joinTokens(statement, join.timeZoneCasts);
  join.joinTokens(statement, join.typedLiterals);
  join.joinTokens(statement, join.typedLiteralUnits);
  join.joinTokens(statement, join.operations);
  join.joinTokens(statement, join.comparisons);
  join.joinTokens(statement, join.aliases);
  below(statement, groupAliased);
  join.joinTokens(statement, join.assignments);
  below(statement, alignComments);
  join.joinTokens(statement, join.lists);
  groupValues(statement);
  return statement;
}

/** Applies a step to the groups below, the innermost first, and then to the list; not inside of groups of `except`. */
function below(list: Token, step: (list: Token) => void, except?: GroupKind): void {
  for (const token of list.children) {
    if (token.kind !== undefined && token.kind !== except) below(token, step, except);
  }
  step(list);
}

/** Neighbouring comments and the line ends between them, unless nothing else follows. */
function groupComments(list: Token): void {
  const isComment = (token: Token): boolean => isIn(token.type, "Comment");
  for (let at = findFrom(list, 0, isComment); at >= 0; at = findFrom(list, at + 1, isComment)) {
    const end = findFrom(list, at, (token) => !isComment(token) && token.type !== "Whitespace.Newline");
    if (end < 0) return;
    replaceByGroup(list, "Comment", at, end - 1);
  }
}

function groupOver(list: Token): void {
  const isOver = (token: Token): boolean => reads(token, "Keyword", "OVER");
  for (let at = findFrom(list, 0, isOver); at >= 0; at = findFrom(list, at + 1, isOver)) {
    const next = afterBlank(list, at);
    const token = list.children[next];
    if (token?.kind === "Parenthesis" || isIn(token?.type, "Name")) replaceByGroup(list, "Over", at, next);
  }
}

/** A name with a parenthesis after it. */
function groupFunctions(list: Token): void {
  const has = (word: string): boolean => list.children.some((token) => token.text.toUpperCase() === word);
  if (has("CREATE") && has("TABLE") && !has("AS")) return;
  const isName = (token: Token): boolean => isIn(token.type, "Name");
  for (let at = findFrom(list, 0, isName); at >= 0; at = findFrom(list, at + 1, isName)) {
    const next = afterBlank(list, at);
    if (list.children[next]?.kind !== "Parenthesis") continue;
    const over = afterBlank(list, next);
    replaceByGroup(list, "Function", at, list.children[over]?.kind === "Over" ? over : next);
  }
}

const whereEnds = [
  ...["ORDER BY", "GROUP BY", "LIMIT", "UNION", "UNION ALL", "EXCEPT"],
  ...["INTERSECT", "HAVING", "RETURNING", "INTO"],
];

function groupWhere(list: Token): void {
  const isWhere = (token: Token): boolean => reads(token, "Keyword", "WHERE");
  const hasBrackets = list.kind === "Parenthesis" || list.kind === "SquareBrackets";
  for (let at = findFrom(list, 0, isWhere); at >= 0; at = findFrom(list, at + 1, isWhere)) {
    const end = findFrom(list, at + 1, (token) => reads(token, "Keyword", ...whereEnds));
    replaceByGroup(list, "Where", at, end >= 0 ? end - 1 : list.children.length - (hasBrackets ? 2 : 1));
  }
}

function groupIdentifiers(list: Token): void {
  for (const [at, token] of list.children.entries()) {
    if (token.type === "Name" || token.type === "String.Symbol") replaceByGroup(list, "Identifier", at, at);
  }
}

/** An identifier and its ASC or DESC. */
function groupOrders(list: Token): void {
  const isOrder = (token: Token): boolean => token.type === "Keyword.Order";
  for (let at = findFrom(list, 0, isOrder); at >= 0; at = findFrom(list, at + 1, isOrder)) {
    const previous = beforeBlank(list, at);
    const token = list.children[previous];
    if (token?.kind !== "Identifier" && !isIn(token?.type, "Number")) continue;
    replaceByGroup(list, "Identifier", previous, at);
    at = previous;
  }
}

const aliasable = new Set<GroupKind | undefined>([
  ...(["Parenthesis", "Function", "Case", "Identifier", "Operation", "Comparison"] as const),
]);

/** What is followed by a name without AS. */
function groupAliased(list: Token): void {
  const isAliasable = (token: Token): boolean => aliasable.has(token.kind) || isIn(token.type, "Number");
  for (let at = findFrom(list, 0, isAliasable); at >= 0; at = findFrom(list, at + 1, isAliasable)) {
    const next = afterBlank(list, at);
    if (list.children[next]?.kind !== "Identifier") continue;
    if (list.children[at]!.kind === "Identifier") extendGroup(list, at, next);
    else replaceByGroup(list, "Identifier", at, next);
  }
}

/** A comment goes into the group before it. */
function alignComments(list: Token): void {
  const isComment = (token: Token): boolean => token.kind === "Comment";
  for (let at = findFrom(list, 0, isComment); at >= 0; at = findFrom(list, at + 1, isComment)) {
    const previous = beforeBlank(list, at);
    if (list.children[previous]?.kind === undefined) continue;
    extendGroup(list, previous, at);
    at = previous;
  }
}

function groupValues(list: Token): void {
  const start = findFrom(list, 0, (token) => reads(token, "Keyword", "VALUES"));
  if (start < 0) return;
  const end = list.children.findLastIndex((token, at) => at > start && token.kind === "Parenthesis");
  if (end >= 0) replaceByGroup(list, "Values", start, end);
}
