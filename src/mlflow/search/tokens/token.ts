// The tree of tokens that sqlparse makes of a filter. MLflow judges a filter by the shape of this tree, so the shape is
// the grammar; its types bear sqlparse's names.

export type TokenType =
  | "Error"
  | "Whitespace"
  | "Whitespace.Newline"
  | "Comment.Single"
  | "Comment.Single.Hint"
  | "Comment.Multiline"
  | "Comment.Multiline.Hint"
  | "Keyword"
  | "Keyword.CTE"
  | "Keyword.DCL"
  | "Keyword.DDL"
  | "Keyword.DML"
  | "Keyword.Order"
  | "Keyword.TZCast"
  | "Name"
  | "Name.Builtin"
  | "Name.Placeholder"
  | "Literal"
  | "Number.Float"
  | "Number.Hexadecimal"
  | "Number.Integer"
  | "String.Single"
  | "String.Symbol"
  | "Assignment"
  | "Command"
  | "Operator"
  | "Operator.Comparison"
  | "Punctuation"
  | "Wildcard";

export type GroupKind =
  | "Statement"
  | "Assignment"
  | "Begin"
  | "Case"
  | "Comment"
  | "Comparison"
  | "For"
  | "Function"
  | "Identifier"
  | "IdentifierList"
  | "If"
  | "Operation"
  | "Over"
  | "Parenthesis"
  | "SquareBrackets"
  | "TypedLiteral"
  | "Values"
  | "Where";

/** A leaf has a type, a group has a kind and children. */
export interface Token {
  type: TokenType | undefined;
  kind: GroupKind | undefined;
  children: Token[];
  text: string;
  /** Offset in the filter, in UTF-16 units. */
  start: number;
}

export function leaf(type: TokenType, text: string, start: number): Token {
  return { type, kind: undefined, children: [], text, start };
}

/** @param children at least one */
export function group(kind: GroupKind, children: Token[]): Token {
  return {
    type: undefined,
    kind,
    children,
    text: children.map((child) => child.text).join(""),
    start: children[0]?.start ?? 0,
  };
}

/** Whether a type is `family` or below it: `Whitespace.Newline` is in `Whitespace`. */
export function isIn(type: TokenType | undefined, family: string): boolean {
  return type !== undefined && (type === family || type.startsWith(`${family}.`));
}

export function isWhitespace(token: Token): boolean {
  return isIn(token.type, "Whitespace");
}

/** Whether a leaf is exactly of a type and reads as one of `texts`; keywords in whatever case. */
export function reads(token: Token, type: TokenType, ...texts: readonly string[]): boolean {
  return token.type === type && texts.includes(isIn(type, "Keyword") ? token.text.toUpperCase() : token.text);
}
