import { wordType } from "./keywords.ts";
import { leaf, type Token, type TokenType } from "./token.ts";

// The leaves, by the rules of sqlparse 0.6.1: at each place the first rule that matches. Python's classes of characters are
// written out, since JavaScript's differ: `\w` and `\d` know all scripts, `\s` knows other blanks, `.` stops at \n alone, and
// without regard to case an I is also ı and İ.

/** The classes of characters that the rules name. */
interface Classes {
  W: string;
  D: string;
  S: string;
  LETTER: string;
  flags: string;
}

const unicode: Classes = {
  W: String.raw`[\p{L}\p{N}_]`,
  D: String.raw`\p{Nd}`,
  S: String.raw`[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`,
  LETTER: "[A-ZÀ-Üıİ]",
  flags: "iuy",
};

/** The same for texts of ASCII alone, which nearly all are: compiling classes of all scripts takes milliseconds. */
const ascii: Classes = {
  W: "[0-9A-Z_]",
  D: String.raw`\d`,
  S: String.raw`[\t-\r\x1c-\x20]`,
  LETTER: "[A-Z]",
  flags: "iy",
};

const TO_END_OF_LINE = String.raw`[^\n]*?(?:\r\n|\r|\n|$)`;

/** A place's rules; `undefined`: whatever the word means in SQL. */
interface Rules {
  leaves: readonly (readonly [RegExp, TokenType | undefined])[];
  /** `$tag$`, where it may open a literal. */
  dollarQuote: RegExp;
}

function rulesOf({ W, D, S, LETTER, flags }: Classes): Rules {
  const NO_LETTER_OR_UNDERSCORE = `(?!_|${LETTER})`;
  const END_OF_WORD = `(?!${W})`;
  /** Words of SQL with `_` for blanks between them, as one alternative of a rule. */
  const words = (pattern: string) => pattern.replaceAll("I", "[Iıİ]").replaceAll("_", `${S}+`);
  const leaves = [
    [String.raw`(?:--|#\x20)\+${TO_END_OF_LINE}`, "Comment.Single.Hint"],
    [String.raw`(?:--|#\x20)${TO_END_OF_LINE}`, "Comment.Single"],
    [String.raw`\r\n|\r|\n`, "Whitespace.Newline"],
    [S, "Whitespace"],
    [":=", "Assignment"],
    ["::", "Punctuation"],
    [String.raw`\*`, "Wildcard"],
    ["`(?:``|[^`])*`", "Name"],
    ["´(?:´´|[^´])*´", "Name"],
    [String.raw`\?`, "Name.Placeholder"],
    [String.raw`%(?:\(${W}+\))?s`, "Name.Placeholder"],
    [`(?<!${W})[$:?]${W}+`, "Name.Placeholder"],
    [String.raw`\\${W}+`, "Command"],
    [words("(?:CASE|IN|VALUES|USING|FROM|AS)") + END_OF_WORD, "Keyword"],
    [`(?:@|##|#)${LETTER}${W}+`, "Name"],
    [String.raw`${LETTER}${W}*(?=${S}*\.(?!${D}))`, "Name"],
    [String.raw`(?<=\.)${LETTER}${W}*`, "Name"],
    [String.raw`${LETTER}${W}*(?=\()`, "Name"],
    [`-?0x[${D}A-F]+`, "Number.Hexadecimal"],
    [String.raw`-?${D}+(?:\.${D}+)?E-?${D}+`, "Number.Float"],
    [String.raw`${NO_LETTER_OR_UNDERSCORE}-?(?:${D}+(?:\.${D}*)|\.${D}+)${NO_LETTER_OR_UNDERSCORE}`, "Number.Float"],
    [`${NO_LETTER_OR_UNDERSCORE}-?${D}+${NO_LETTER_OR_UNDERSCORE}`, "Number.Integer"],
    [String.raw`'(?:''|\\'|[^'])*'`, "String.Single"],
    [String.raw`"(?:""|\\"|[^"])*"`, "String.Symbol"],
    [String.raw`""|"[^\n]*?[^\\]"`, "String.Symbol"],
    [String.raw`(?<!${W}|[\])])\[[^\]\[]+\]`, "Name"],
    [
      words("(?:(?:LEFT_|RIGHT_|FULL_)?(?:INNER_|OUTER_|STRAIGHT_)?|(?:CROSS_|NATURAL_)?)?JOIN") + END_OF_WORD,
      "Keyword",
    ],
    [words("END(?:_IF|_LOOP|_WHILE|_FOR|_CASE)?") + END_OF_WORD, "Keyword"],
    [words("IF_(?:NOT_)?EXISTS") + END_OF_WORD, "Keyword"],
    [words("NOT_NULL") + END_OF_WORD, "Keyword"],
    [words("(?:ASC|DESC)(?:_NULLS_(?:FIRST|LAST))?") + END_OF_WORD, "Keyword.Order"],
    [words("NULLS_(?:FIRST|LAST)") + END_OF_WORD, "Keyword.Order"],
    [words("UNION_ALL") + END_OF_WORD, "Keyword"],
    [words("CREATE(?:_OR_REPLACE)?") + END_OF_WORD, "Keyword.DDL"],
    [words("DOUBLE_PRECISION") + END_OF_WORD, "Name.Builtin"],
    [words("(?:GROUP_BY|ORDER_BY|PRIMARY_KEY|HANDLER_FOR)") + END_OF_WORD, "Keyword"],
    [`GO${S}${D}+${END_OF_WORD}`, "Keyword"],
    [words("LATERAL_VIEW_(?:EXPLODE|INLINE|PARSE\\x5fURL\\x5fTUPLE|POSEXPLODE|STACK)") + END_OF_WORD, "Keyword"],
    [words("(?:AT|WITH')_TIME_ZONE_'[^']+'"), "Keyword.TZCast"],
    [words("(?:NOT_)?(?:LIKE|ILIKE|RLIKE)") + END_OF_WORD, "Operator.Comparison"],
    [words("(?:NOT_)?REGEXP(?:_BINARY)?") + END_OF_WORD, "Operator.Comparison"],
    [String.raw`${W}(?:[$#]|${W})*`, undefined],
    [String.raw`[;:()\[\],.]`, "Punctuation"],
    [String.raw`->>?|#>>?|@>|<@|\?\|?|\?&|-|#-`, "Operator"],
    ["[<>=~!]+", "Operator.Comparison"],
    ["[+\\/@#%^&|\\x2d]+", "Operator"],
  ] as const;
  return {
    leaves: leaves.map(([source, type]) => [new RegExp(source, flags), type]),
    dollarQuote: new RegExp(String.raw`(?<!${W}|["$])\$(?:(?:_|${LETTER})${W}*)?\$`, flags),
  };
}

let asciiRules: Rules | undefined;
let unicodeRules: Rules | undefined;

function rulesFor(text: string): Rules {
  // eslint-disable-next-line no-control-regex -- all of ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return (asciiRules ??= rulesOf(ascii));
  return (unicodeRules ??= rulesOf(unicode));
}

/** The leaves of a text, which together are the text. */
export function* lex(text: string): Generator<Token> {
  const rules = rulesFor(text);
  let at = 0;
  while (at < text.length) {
    const token =
      delimited(rules, text, at) ??
      ruled(rules, text, at) ??
      leaf("Error", String.fromCodePoint(text.codePointAt(at)!), at);
    yield token;
    at += token.text.length;
  }
}

/** A comment of several lines or a dollar-quoted literal, if it is closed. */
function delimited({ dollarQuote }: Rules, text: string, at: number): Token | undefined {
  if (text.startsWith("/*", at)) {
    const isHint = text[at + 2] === "+";
    const end = text.indexOf("*/", at + (isHint ? 3 : 2));
    if (end >= 0) return leaf(isHint ? "Comment.Multiline.Hint" : "Comment.Multiline", text.slice(at, end + 2), at);
  } else if (text[at] === "$") {
    dollarQuote.lastIndex = at;
    const tag = dollarQuote.exec(text)?.[0];
    const end = tag === undefined ? -1 : text.indexOf(tag, at + tag.length);
    if (end >= 0) return leaf("Literal", text.slice(at, end + tag!.length), at);
  }
  return undefined;
}

function ruled({ leaves }: Rules, text: string, at: number): Token | undefined {
  for (const [pattern, type] of leaves) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return leaf(type ?? wordType(found), found, at);
  }
  return undefined;
}
