import { type IdentifierType, type SearchKind } from "./ast.ts";
import { numericAssessmentComparators } from "./comparators.ts";
import { grammars } from "./grammar.ts";
import { type Identifier, unquoted } from "./identifier.ts";
import { parseLiteral, type PythonLiteral, reprLiteral } from "./python/literal.ts";
import { reprSet, reprTuple } from "./python/repr.ts";
import { refuseAt } from "./span.ts";
import { type Token } from "./tokens/token.ts";

/** A number and whether it was written as an integer, which some refusals turn upon. */
export interface ParsedNumber {
  number: number;
  isInteger: boolean;
}

export type ParsedValue = string | ParsedNumber | readonly string[];

/**
 * The value that is compared with what `identifier` names.
 *
 * @throws MlflowError where MLflow does not take a value of this form there
 */
export function parseValue(kind: SearchKind, { type, key }: Identifier, token: Token): ParsedValue {
  if (kind === "traces") return traceValue(type, key, token);
  if (kind === "registeredModels" || kind === "modelVersions") return registryValue(kind, type, key, token);
  return runValue(kind, type, key, token);
}

function runValue(kind: SearchKind, type: IdentifierType, key: string, token: Token): ParsedValue {
  if (type === "metric") {
    if (isNumber(token)) return parseNumber(token);
    throw refuseAt(token, `Expected numeric value type for metric. Found ${token.text}`);
  }
  if (type === "parameter" || type === "tag") return quotedValue(type, token);
  if (type === "dataset") {
    if (isText(token)) return parseText(token);
    if (token.kind === "Parenthesis") return parseList(token);
    throw refuseAt(token, `Expected a quoted string value for dataset attributes. Got value ${token.text}`);
  }
  if (grammars[kind].numericKeys.has(key)) {
    if (isNumber(token)) return parseNumber(token);
    throw refuseAt(token, `Expected numeric value type for numeric attribute: ${key}. Found ${token.text}`);
  }
  if (isText(token)) return parseText(token);
  if (token.kind === "Parenthesis") return attributeList(kind, key, token);
  throw refuseAt(token, `Expected a quoted string value for attributes. Got value ${token.text}`);
}

function registryValue(kind: SearchKind, type: IdentifierType, key: string, token: Token): ParsedValue {
  if (type === "tag") return quotedValue(type, token);
  if (isText(token)) return parseText(token);
  if (token.kind === "Parenthesis") return attributeList(kind, key, token);
  if (kind === "modelVersions" && isNumber(token)) return attributeNumber(kind, key, token);
  throw refuseAt(token, expectedTextOrList(token));
}

function traceValue(type: IdentifierType, key: string, token: Token): ParsedValue {
  if (isText(token)) return parseText(token);
  const isList = token.kind === "Parenthesis";
  if (type === "attribute") {
    if (isList && grammars.traces.listKeys!.has(key)) return parseList(token);
    if (isList) {
      const keys = reprSet(grammars.traces.listKeys!);
      throw refuseAt(token, `Only attributes in ${keys} supports comparison with a list of quoted string values.`);
    }
    if (isNumber(token)) return attributeNumber("traces", key, token);
    throw refuseAt(token, expectedTextOrList(token));
  }
  if (isList && (type === "tag" || type === "span")) return parseList(token);
  if (isNumber(token) && (type === "feedback" || type === "expectation")) return parseNumber(token);
  return quotedValue(type, token);
}

/**
 * Whether an assessment may be compared with a value of this form by this comparator.
 *
 * @throws MlflowError
 */
export function checkAssessmentValue({ type }: Identifier, comparator: string, token: Token): void {
  if (type !== "feedback" && type !== "expectation") return;
  const isNumeric = numericAssessmentComparators.has(comparator);
  if (isNumeric ? isNumber(token) : isText(token)) return;
  throw refuseAt(
    token,
    isNumeric
      ? `Expected a numeric value for ${type} when using comparator '${comparator}'. Got value ${token.text}`
      : expectedText(type, token),
  );
}

function attributeList(kind: SearchKind, key: string, token: Token): readonly string[] {
  const { listKeys } = grammars[kind];
  if (listKeys === undefined || listKeys.has(key)) return parseList(token);
  const keys = [...listKeys].sort().map((name) => `'${name}'`);
  throw refuseAt(token, `Only [${keys.join(", ")}] attributes support comparison with a list of quoted string values.`);
}

function attributeNumber(kind: SearchKind, key: string, token: Token): ParsedNumber {
  const { numericKeys } = grammars[kind];
  if (numericKeys.has(key)) return parseNumber(token);
  throw refuseAt(token, `Only the '${reprSet(numericKeys)}' attributes support comparison with numeric values.`);
}

function quotedValue(type: IdentifierType, token: Token): string {
  if (isText(token)) return parseText(token);
  throw refuseAt(token, expectedText(type, token));
}

function expectedText(type: IdentifierType, token: Token): string {
  return `Expected a quoted string value for ${type} (e.g. 'my-value'). Got value ${token.text}`;
}

function expectedTextOrList(token: Token): string {
  return `Expected a quoted string value or a list of quoted string values for attributes. Got value ${token.text}`;
}

function isNumber({ type }: Token): boolean {
  return type === "Number.Integer" || type === "Number.Float";
}

function isText({ type, kind }: Token): boolean {
  return type === "String.Single" || kind === "Identifier";
}

/** A name in place of a value is taken for a text that lacks its quotes. */
function parseText(token: Token): string {
  const text = unquoted(token.text);
  if (text !== undefined) return text;
  throw refuseAt(
    token,
    "Parameter value is either not quoted or unidentified quote types used for string value " +
      `${token.text}. Use either single or double quotes.`,
  );
}

function parseNumber(token: Token): ParsedNumber {
  return { number: Number(asciiDigits(token.text)), isInteger: token.type === "Number.Integer" };
}

/** Python reads the digits of all scripts. */
export function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    let zero = digit.codePointAt(0)!;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
    return String((digit.codePointAt(0)! - zero) % 10);
  });
}

function parseList(token: Token): readonly string[] {
  const refusal = "While parsing a list in the query, expected ";
  const literal = parseLiteral(token.text);
  if (literal === undefined) {
    throw refuseAt(token, `${refusal}a non-empty list of string values, but got ill-formed list.`);
  }
  const members: PythonLiteral[] = "members" in literal ? literal.members : [literal];
  if (members.length === 0) {
    throw refuseAt(token, `${refusal}a non-empty list of string values, but got empty list`);
  }
  return members.map((member) => {
    if ("text" in member) return member.text;
    const printed = reprTuple(members.map(reprLiteral));
    throw refuseAt(
      token,
      `${refusal}string value, punctuation, or whitespace, but got different type in list: ${printed}`,
    );
  });
}
