import { checkLimits, isDelimiter } from "./enclosures.ts";
import { isIn, isWhitespace, reads, type GroupKind, type Token, type TokenType } from "./token.ts";
import { afterBlank, extendGroup, findFrom, replaceByGroup } from "./tokenList.ts";

// Groups around a middle token: `a.b`, `a > b`, `a AS b`, `a, b`.

type Place = readonly [first: number, last: number];

export interface Join {
  kind: GroupKind;
  isMiddle(token: Token): boolean;
  mayPrecede(token: Token): boolean;
  mayFollow(token: Token | undefined): boolean;
  /** From where to where the group is; from the token before to the one after if absent. `next` is -1 at the end. */
  place?(list: Token, previous: number, middle: number, next: number): Place;
  /** A group of this kind on the left takes in the rest instead of becoming part of a new one. */
  extends?: boolean;
  /** Only at the top. */
  isShallow?: boolean;
}

const numbers: readonly TokenType[] = ["Number.Integer", "Number.Float"];
const values = new Set<TokenType | undefined>([
  ...numbers,
  "String.Single",
  "String.Symbol",
  "Name",
  "Name.Placeholder",
]);

const isPresent = (token: Token | undefined): token is Token => token !== undefined;
const isKind = (token: Token | undefined, ...kinds: GroupKind[]): boolean =>
  token?.kind !== undefined && kinds.includes(token.kind);
const isNull = (token: Token): boolean => isIn(token.type, "Keyword") && token.text.toUpperCase() === "NULL";

export const typecasts: Join = {
  kind: "Identifier",
  isMiddle: (token) => reads(token, "Punctuation", "::"),
  mayPrecede: isPresent,
  mayFollow: isPresent,
  extends: true,
};

export const timeZoneCasts: Join = {
  kind: "Identifier",
  isMiddle: (token) => token.type === "Keyword.TZCast",
  mayPrecede: isPresent,
  mayFollow: (token) =>
    isPresent(token) && (isWhitespace(token) || reads(token, "Keyword", "AS") || token.type === "String.Single"),
  extends: true,
};

export const typedLiterals: Join = {
  kind: "TypedLiteral",
  isMiddle: (token) => token.type === "Name.Builtin" || reads(token, "Keyword", "TIMESTAMP"),
  mayPrecede: isPresent,
  mayFollow: (token) => token?.type === "String.Single",
  place: (_list, _previous, middle, next) => [middle, next],
};

export const typedLiteralUnits: Join = {
  kind: "TypedLiteral",
  isMiddle: (token) => token.kind === "TypedLiteral",
  mayPrecede: isPresent,
  mayFollow: (token) => isPresent(token) && reads(token, "Keyword", "DAY", "HOUR", "MINUTE", "MONTH", "SECOND", "YEAR"),
  place: (_list, _previous, middle, next) => [middle, next],
  extends: true,
};

export const periods: Join = {
  kind: "Identifier",
  isMiddle: (token) => reads(token, "Punctuation", ".") || reads(token, "Operator", "->", "->>"),
  mayPrecede: (token) =>
    isKind(token, "SquareBrackets", "Identifier") || token.type === "Name" || token.type === "String.Symbol",
  mayFollow: () => true,
  place(list, previous, middle, next) {
    const token = list.children[next];
    const isName =
      isKind(token, "SquareBrackets", "Function") ||
      (token?.type !== undefined && ["Name", "String.Symbol", "Wildcard", "String.Single"].includes(token.type));
    return [previous, isName ? next : middle];
  },
  extends: true,
};

export const arrays: Join = {
  kind: "Identifier",
  isMiddle: (token) => token.kind === "SquareBrackets",
  mayPrecede: (token) =>
    isKind(token, "SquareBrackets", "Identifier", "Function") ||
    token.type === "Name" ||
    token.type === "String.Symbol",
  mayFollow: () => true,
  place: (_list, previous, middle) => [previous, middle],
  extends: true,
  isShallow: true,
};

const operand = (token: Token | undefined): boolean =>
  isPresent(token) &&
  (values.has(token.type) ||
    isKind(token, "SquareBrackets", "Parenthesis", "Function", "Identifier", "Operation", "TypedLiteral") ||
    reads(token, "Keyword", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP"));

export const operations: Join = {
  kind: "Operation",
  isMiddle: (token) => token.type === "Operator" || token.type === "Wildcard",
  mayPrecede: operand,
  mayFollow: operand,
  place(list, previous, middle, next) {
    list.children[middle]!.type = "Operator";
    return [previous, next];
  },
};

const comparable = (token: Token | undefined): boolean =>
  isPresent(token) &&
  (values.has(token.type) ||
    isKind(token, "Parenthesis", "Function", "Identifier", "Operation", "TypedLiteral") ||
    isNull(token));

export const comparisons: Join = {
  kind: "Comparison",
  isMiddle: (token) => token.type === "Operator.Comparison",
  mayPrecede: comparable,
  mayFollow: comparable,
};

export const aliases: Join = {
  kind: "Identifier",
  isMiddle: (token) => isIn(token.type, "Keyword") && token.text.toUpperCase() === "AS",
  mayPrecede: (token) => isNull(token) || !isIn(token.type, "Keyword"),
  mayFollow: (token) =>
    isPresent(token) && token.type !== "Keyword.DML" && token.type !== "Keyword.DDL" && token.type !== "Keyword.CTE",
  extends: true,
};

export const assignments: Join = {
  kind: "Assignment",
  isMiddle: (token) => reads(token, "Assignment", ":="),
  mayPrecede: (token) => token.type !== "Keyword",
  mayFollow: (token) => isPresent(token) && token.type !== "Keyword",
  place(list, previous, _middle, next) {
    const semicolon = findFrom(list, next + 1, (token) => reads(token, "Punctuation", ";"));
    return [previous, semicolon >= 0 ? semicolon : next];
  },
  extends: true,
};

const listed = (token: Token | undefined): boolean =>
  isPresent(token) &&
  (values.has(token.type) ||
    isKind(token, "Function", "Case", "Identifier", "Comparison", "IdentifierList", "Operation") ||
    token.type === "Keyword" ||
    token.type === "Wildcard");

export const lists: Join = {
  kind: "IdentifierList",
  isMiddle: (token) => reads(token, "Punctuation", ","),
  mayPrecede: listed,
  mayFollow: listed,
  extends: true,
};

/** Groups every such join in a list and in the groups below it. */
export function joinTokens(list: Token, join: Join, depth = 0): void {
  checkLimits(list, depth);
  let removed = 0;
  let previous = -1;
  let before: Token | undefined;
  for (const [index, token] of [...list.children].entries()) {
    const at = index - removed;
    if (at < 0 || isWhitespace(token)) continue;
    if (!join.isShallow && token.kind !== undefined && token.kind !== join.kind) joinTokens(token, join, depth + 1);
    if (before !== undefined && join.isMiddle(token) && join.mayPrecede(before)) {
      const next = afterBlank(list, at);
      const after = list.children[next];
      if (join.mayFollow(after) && !isDelimiter(list, before) && !isDelimiter(list, after)) {
        const [first, last] = join.place?.(list, previous, at, next) ?? [previous, next];
        const mayExtend = join.extends === true && list.children[first]?.kind === join.kind;
        before = mayExtend ? extendGroup(list, first, last) : replaceByGroup(list, join.kind, first, last);
        removed += last - first;
        previous = first;
        continue;
      }
    }
    previous = at;
    before = token;
  }
}
