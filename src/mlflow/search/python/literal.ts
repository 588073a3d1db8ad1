import { reprBytes, reprFloat, reprString, reprTuple } from "./repr.ts";

/** A value of Python: a string by itself, anything else by how Python prints it, and the members of a tuple. */
export type PythonLiteral = { text: string } | { repr: string } | { repr: string; members: PythonLiteral[] };

export function reprLiteral(literal: PythonLiteral): string {
  return "text" in literal ? reprString(literal.text) : literal.repr;
}

/**
 * What `ast.literal_eval` makes of the text of a parenthesis: strings in all their forms, numbers, tuples, lists and the
 * constants. Not the rest (complex numbers, sets, dictionaries), of which no filter can make use.
 *
 * @returns `undefined` for what is no literal, or none of these
 */
export function parseLiteral(source: string): PythonLiteral | undefined {
  try {
    const reader = new LiteralReader(source);
    const literal = reader.value();
    reader.end();
    return literal;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const constants = new Set(["None", "True", "False"]);
const number =
  /(?:0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d(?:_?\d)*)?\.?(?:\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?)/y;
const blank = /(?:[ \t\f\r\n]|\\\r?\n|#[^\r\n]*)*/y;
const stringStart = /(u|b|br|rb|r)?("""|'''|"|')/iy;

class LiteralReader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
    this.#skipBlank();
  }

  value(): PythonLiteral {
    if (this.#take(stringStart, { peek: true }) !== undefined) return this.#strings();
    if (this.#takeChar("(")) return this.#parenthesized();
    if (this.#takeChar("[")) {
      const { members } = this.#members("]");
      return { repr: `[${members.map(reprLiteral).join(", ")}]` };
    }
    const sign = this.#take(/[+-]/y);
    if (sign !== undefined) this.#skipBlank();
    const name = sign === undefined ? this.#take(/[A-Za-z_]\w*/y) : undefined;
    if (name !== undefined && !constants.has(name)) throw new SyntaxError();
    const printed = name ?? reprNumber(this.#digits());
    this.#skipBlank();
    return { repr: sign === "-" && printed !== "0" ? `-${printed}` : printed };
  }

  end(): void {
    if (this.#at < this.#source.length) throw new SyntaxError();
  }

  #digits(): string {
    const digits = this.#take(number);
    const isNumber = digits !== undefined && /\d/.test(digits) && !/\w/.test(this.#source[this.#at] ?? "");
    if (!isNumber) throw new SyntaxError();
    return digits.replaceAll("_", "");
  }

  #parenthesized(): PythonLiteral {
    const { members, hasComma } = this.#members(")");
    if (members.length === 1 && !hasComma) return members[0]!;
    return { repr: reprTuple(members.map(reprLiteral)), members };
  }

  #members(closing: string): { members: PythonLiteral[]; hasComma: boolean } {
    const members: PythonLiteral[] = [];
    let hasComma = false;
    while (!this.#takeChar(closing)) {
      if (members.length > 0 && !hasComma) throw new SyntaxError();
      members.push(this.value());
      hasComma = this.#takeChar(",");
    }
    return { members, hasComma };
  }

  /** Neighbouring strings are one. */
  #strings(): PythonLiteral {
    const parts: (string | Uint8Array)[] = [];
    while (this.#take(stringStart, { peek: true }) !== undefined) parts.push(this.#string());
    if (parts.every((part) => typeof part === "string")) return { text: parts.join("") };
    if (parts.some((part) => typeof part === "string")) throw new SyntaxError();
    return { repr: reprBytes(Buffer.concat(parts as Uint8Array[])) };
  }

  #string(): string | Uint8Array {
    const start = this.#take(stringStart)!;
    const prefix = start.replace(/["']+$/, "").toLowerCase();
    const quote = start.slice(prefix.length);
    const bodyStart = this.#at;
    let at = bodyStart;
    while (!this.#source.startsWith(quote, at)) {
      const char = this.#source[at];
      if (char === undefined || (quote.length === 1 && (char === "\n" || char === "\r"))) throw new SyntaxError();
      at += char === "\\" ? (this.#source.startsWith("\r\n", at + 1) ? 3 : 2) : 1;
    }
    const body = this.#source.slice(bodyStart, at).replace(/\r\n?/g, "\n");
    this.#at = at + quote.length;
    this.#skipBlank();
    const isBytes = prefix.includes("b");
    const text = prefix.includes("r") ? body : unescape(body, { isBytes });
    if (!isBytes) return text;
    // eslint-disable-next-line no-control-regex -- bytes are written in ASCII
    if (/[^\x00-\x7f]/.test(body)) throw new SyntaxError();
    return Buffer.from(text, "latin1");
  }

  #takeChar(char: string): boolean {
    if (this.#source[this.#at] !== char) return false;
    this.#at++;
    this.#skipBlank();
    return true;
  }

  #take(pattern: RegExp, options?: { peek: boolean }): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source)?.[0];
    if (!options?.peek) this.#at += found?.length ?? 0;
    return found;
  }

  #skipBlank(): void {
    this.#take(blank);
  }
}

/** @throws SyntaxError for an integer that starts with 0 */
function reprNumber(text: string): string {
  if (/^0[xob]/i.test(text)) return String(BigInt(text));
  if (/[.e]/i.test(text)) return reprFloat(Number(text));
  if (/^0+[1-9]/.test(text)) throw new SyntaxError();
  return String(BigInt(text));
}

const escapes: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** @throws SyntaxError for an escape cut short, and for characters by their name */
function unescape(body: string, { isBytes }: { isBytes: boolean }): string {
  return body.replace(/\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{1,3}|[^])/gu, (all, code: string) => {
    const simple = escapes[code];
    if (simple !== undefined) return simple;
    if (/^[0-7]/.test(code)) return String.fromCharCode(parseInt(code, 8) & (isBytes ? 0xff : 0x1ff));
    if (!/^[xuUN]/.test(code) || (isBytes && code[0] !== "x")) return all;
    if (code.length === 1) throw new SyntaxError();
    const point = parseInt(code.slice(1), 16);
    if (point > 0x10ffff) throw new SyntaxError();
    return String.fromCodePoint(point);
  });
}
