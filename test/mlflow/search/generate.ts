import { type SearchKind } from "../../../src/mlflow/search/ast.ts";
import { grammars } from "../../../src/mlflow/search/grammar.ts";

// Filters and orders as people write them, and broken in the ways that they break.

/** Numbers from 0 (included) to 1, the same for the same seed (mulberry32). */
export type Random = () => number;

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)]!;
}

const entities: Readonly<Record<SearchKind, readonly string[]>> = {
  runs: ["metrics", "metric", "params", "param", "parameters", "tags", "tag", "attributes", "attr", "run", "datasets"],
  experiments: ["attribute", "tag", "tags", "attributes"],
  registeredModels: ["attribute", "tag", "tags", "attributes"],
  modelVersions: ["attribute", "tag", "tags", "attributes"],
  loggedModels: ["metrics", "params", "tags", "attributes", "metric", "datasets"],
  traces: [
    ...["tag", "tags", "attributes", "trace", "metadata", "request_metadata", "span", "feedback", "expectation"],
    ...["issue", "attribute"],
  ],
};

export const keys = ["a", "b", "loss", "val/acc", "f1 score", "mlflow.runName", "größe", "created", "order", "x-y"];
const spanKeys = ["name", "type", "status", "content", "attributes.model", "attributes.", "id"];
const comparators = ["=", "!=", ">", ">=", "<", "<=", "LIKE", "ILIKE", "like", "IN", "NOT IN", "RLIKE", "=="];
const numbers = ["1", "0.5", "-1", "1e3", "-1e-3", ".5", "1.", "1.7e+308", "0x1F", "007", "1_000", "٣", "1e400", "nan"];
/** Texts of tags and params. */
export const texts = [
  ...["a", "A", "b", "ab", "aa", "it", "İt", "ıT", "", " ", "ß", "SS", "é\u0301", "😀", "\uffee", "2", "10"],
  ...["a\nb", "a\n", "x/y", "a.b", "INFO\n"],
];
const patterns = [
  "%",
  "%a%",
  "a%",
  "%b",
  "_",
  "a_",
  "_%_",
  "%t",
  "i%",
  "I_",
  "%\n",
  "é_",
  "%ß%",
  "%.%",
  "(",
  "--",
  ";",
];
const words = [
  ...["AND", "OR", "NOT", "IS", "NULL", "NOT NULL", "IN", "AS", "BETWEEN", "WHERE", "LIKE", "timestamp", "DESC"],
  ...["ASC NULLS LAST", "CASE", "WHEN", "END", "IF", "FOR", "OVER", "VALUES", "date", "interval", "x", "GO", "JOIN"],
  ...["group by", "order by", "LIMIT", "current_date", "div", "double precision", "at time zone 'UTC'", "key", "İN"],
];
const marks = [
  ...["'", '"', "`", "´", "(", ")", "[", "]", "{", ",", ".", ";", "::", ":=", "*", "+", "-", "--", "# ", "/*", "*/"],
  ...[
    "$",
    "$$",
    "?",
    "%s",
    "@x",
    "##tmp",
    "\\d",
    "->",
    "->>",
    "=",
    "!",
    "~",
    "<>",
    "||",
    " ",
    "\t",
    "\n",
    "\u00a0",
    "😀",
  ],
];

function quotedKey(random: Random, key: string): string {
  const style = random();
  if (style < 0.5 && /^[\w.]+$/.test(key)) return key;
  return style < 0.85 ? `\`${key}\`` : `"${key}"`;
}

function identifier(random: Random, kind: SearchKind): string {
  if (random() < 0.45) {
    const name = pick(random, [...grammars[kind].searchKeys]);
    return name.includes(" ") || random() < 0.1 ? `\`${name}\`` : name;
  }
  const entity = pick(random, entities[kind]);
  const attributes = [...grammars[kind].searchKeys];
  if (entity.startsWith("attr") || entity === "run" || entity === "trace") {
    return `${entity}.${quotedKey(random, pick(random, attributes))}`;
  }
  if (entity === "datasets") return `datasets.${pick(random, ["name", "digest", "context", "source"])}`;
  if (entity === "span" || entity === "issue") return `${entity}.${pick(random, spanKeys)}`;
  return `${entity}.${quotedKey(random, pick(random, keys))}`;
}

function text(random: Random): string {
  const quote = random() < 0.8 ? "'" : '"';
  return quote + pick(random, random() < 0.7 ? texts : patterns) + quote;
}

function value(random: Random, comparator: string): string {
  if (comparator.endsWith("IN") ? random() < 0.9 : random() < 0.03) {
    const members = Array.from({ length: Math.floor(random() * 4) }, () =>
      random() < 0.9 ? text(random) : pick(random, numbers),
    );
    return `(${members.join(random() < 0.5 ? "," : ", ")})`;
  }
  return random() < 0.5 ? text(random) : pick(random, numbers);
}

export function clause(random: Random, kind: SearchKind): string {
  const name = identifier(random, kind);
  if (random() < 0.08) return `${name} ${pick(random, ["IS NULL", "IS NOT NULL", "is null", "IS  NOT NULL"])}`;
  const comparator = pick(random, comparators);
  const blank = /^\w/.test(comparator) || random() < 0.7 ? " " : "";
  return name + blank + comparator + blank + value(random, comparator);
}

/** A filter that may be right: one to three clauses. */
export function filter(random: Random, kind: SearchKind): string {
  const clauses = Array.from({ length: 1 + Math.floor(random() * 3) }, () => clause(random, kind));
  return clauses.join(pick(random, [" AND ", " and ", " AND\n", "  And ", " ", " OR "]));
}

/** The same with something cut out, put in, doubled or moved. */
export function broken(random: Random, source: string): string {
  let result = source;
  for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes--) {
    const at = Math.floor(random() * (result.length + 1));
    const end = at + Math.floor(random() * 6);
    const change = random();
    if (change < 0.25) result = result.slice(0, at) + result.slice(end);
    else if (change < 0.55) result = result.slice(0, at) + pick(random, marks) + result.slice(at);
    else if (change < 0.8) result = `${result.slice(0, at)} ${pick(random, words)} ${result.slice(at)}`;
    else if (change < 0.9) result = result.slice(0, end) + result.slice(at);
    else result = result.slice(at) + " " + result.slice(0, at);
  }
  return result.toWellFormed();
}

export function orderClause(random: Random, kind: SearchKind): string {
  const attributes = [...grammars[kind].orderKeys, "timestamp", "nope"];
  const isAttribute = random() < 0.5 || kind === "registeredModels";
  const name = isAttribute ? pick(random, attributes) : identifier(random, kind);
  return name + pick(random, ["", "", " ASC", " DESC", " desc", "  asc", " DESC NULLS LAST", " WRONG", "\tDESC"]);
}
