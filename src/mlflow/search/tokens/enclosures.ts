import { isWhitespace, reads, type GroupKind, type Token, type TokenType } from "./token.ts";
import { replaceByGroup } from "./tokenList.ts";

// Groups that begin and end with words or brackets of their own.

interface Enclosure {
  kind: GroupKind;
  type: TokenType;
  opening: readonly string[];
  closing: string;
}

const enclosures: readonly Enclosure[] = [
  { kind: "SquareBrackets", type: "Punctuation", opening: ["["], closing: "]" },
  { kind: "Parenthesis", type: "Punctuation", opening: ["("], closing: ")" },
  { kind: "Case", type: "Keyword", opening: ["CASE"], closing: "END" },
  { kind: "If", type: "Keyword", opening: ["IF"], closing: "END IF" },
  { kind: "For", type: "Keyword", opening: ["FOR", "FOREACH"], closing: "END LOOP" },
  { kind: "Begin", type: "Keyword", opening: ["BEGIN"], closing: "END" },
];

const kinds: ReadonlySet<GroupKind | undefined> = new Set(enclosures.map(({ kind }) => kind));

/** What sqlparse refuses to group, which it does to bound its work. */
export class GroupingError extends Error {}

/** @throws GroupingError beyond sqlparse's limits of depth and of tokens */
export function checkLimits(list: Token, depth: number): void {
  if (depth > 100) throw new GroupingError("Maximum grouping depth exceeded (100).");
  if (list.children.length > 10_000) throw new GroupingError("Maximum number of tokens exceeded (10000).");
}

export function groupEnclosures(list: Token): void {
  for (const enclosure of enclosures) enclose(list, enclosure, 0);
}

/** Whether a token opens or closes the group it is in: such a one never becomes part of an inner group. */
export function isDelimiter(list: Token, token: Token | undefined): boolean {
  return token !== undefined && kinds.has(list.kind) && (token === list.children[0] || token === list.children.at(-1));
}

function enclose(list: Token, enclosure: Enclosure, depth: number): void {
  checkLimits(list, depth);
  const opened: number[] = [];
  let removed = 0;
  for (const [index, token] of [...list.children].entries()) {
    const at = index - removed;
    if (isWhitespace(token)) continue;
    if (token.kind !== undefined && token.kind !== enclosure.kind) enclose(token, enclosure, depth + 1);
    else if (reads(token, enclosure.type, ...enclosure.opening)) opened.push(at);
    else if (reads(token, enclosure.type, enclosure.closing)) {
      const open = opened.pop();
      if (open === undefined) continue;
      replaceByGroup(list, enclosure.kind, open, at);
      removed += at - open;
    }
  }
}
