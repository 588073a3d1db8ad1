import { group, isWhitespace, type GroupKind, type Token } from "./token.ts";

// Where in a group the grouping finds its tokens, and how it replaces them. An index of -1 is none.

/** The first token from `from` on that `matches`. */
export function findFrom(list: Token, from: number, matches: (token: Token) => boolean): number {
  for (let i = from; i < list.children.length; i++) if (matches(list.children[i]!)) return i;
  return -1;
}

/** The next token that is not blank. */
export function afterBlank(list: Token, index: number): number {
  return findFrom(list, index + 1, (token) => !isWhitespace(token));
}

/** The token before that is not blank. */
export function beforeBlank(list: Token, index: number): number {
  let i = index - 1;
  while (i >= 0 && isWhitespace(list.children[i]!)) i--;
  return i;
}

/** Puts the tokens from `first` to `last`, both included, into a group in their place. */
export function replaceByGroup(list: Token, kind: GroupKind, first: number, last: number): Token {
  const made = group(kind, list.children.slice(first, last + 1));
  list.children.splice(first, last - first + 1, made);
  return made;
}

/** Moves the tokens after `first` up to `last` to the end of the group at `first`. */
export function extendGroup(list: Token, first: number, last: number): Token {
  const target = list.children[first]!;
  for (const token of list.children.splice(first + 1, last - first)) {
    target.children.push(token);
    target.text += token.text;
  }
  return target;
}
