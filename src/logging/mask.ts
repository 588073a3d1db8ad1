/** A Python string in a text: where it begins and ends, quotes and prefix included. */
export interface PythonString {
  start: number;
  end: number;
  /** What is between the quotes, as written. */
  content: string;
}

export interface Masked {
  /** As long as the text; what is in strings and comments is blank, line breaks stay. */
  code: string;
  strings: PythonString[];
}

/** Takes strings and comments out of a Python text, so that what is left can be searched for code. */
export function mask(text: string): Masked {
  const strings: PythonString[] = [];
  let code = "";
  let index = 0;
  const skip = (end: number) => {
    code += text.slice(index, end).replaceAll(/[^\r\n]/g, " ");
    index = end;
  };
  while (index < text.length) {
    if (text[index] === "#") {
      skip(lineEnd(text, index));
      continue;
    }
    const opening = openingAt(text, index);
    if (opening === undefined) {
      code += text[index++];
      continue;
    }
    const contentStart = index + opening.prefix.length + opening.quote.length;
    const contentEnd = closing(text, contentStart, opening);
    const end = Math.min(text.length, contentEnd + opening.quote.length);
    strings.push({ start: index, end, content: text.slice(contentStart, contentEnd) });
    // Quotes stay: what is between brackets is told from an empty pair of them.
    code += opening.prefix + opening.quote;
    index = contentStart;
    skip(contentEnd);
    code += text.slice(contentEnd, end);
    index = end;
  }
  return { code, strings };
}

interface Opening {
  prefix: string;
  quote: string;
}

const opening = /([rbuft]{0,2})('''|"""|'|")/iy;

function openingAt(text: string, index: number): Opening | undefined {
  // A letter before it belongs to a name: `for"x"` begins no string with a prefix.
  if (/\w/.test(text[index - 1] ?? "")) return undefined;
  opening.lastIndex = index;
  const [, prefix, quote] = opening.exec(text) ?? [];
  return prefix === undefined || quote === undefined ? undefined : { prefix, quote };
}

/** Where a string's content ends: at its closing quote, or for want of one at the end of its line or of the text. */
function closing(text: string, start: number, { prefix, quote }: Opening): number {
  const isFormatted = /[ft]/i.test(prefix);
  for (let index = start; index < text.length; index++) {
    const char = text[index]!;
    if (char === "\\") index++;
    else if (text.startsWith(quote, index)) return index;
    else if (quote.length === 1 && (char === "\n" || char === "\r")) return index;
    else if (isFormatted && char === "{") {
      if (text[index + 1] === "{") index++;
      else index = afterExpression(text, index + 1, quote) - 1;
    }
  }
  return text.length;
}

/** After the expression in an f-string, whose strings may, since Python 3.12, have the f-string's own quotes. */
function afterExpression(text: string, start: number, quote: string): number {
  for (let index = start; index < text.length; index++) {
    const char = text[index]!;
    if (char === "}") return index + 1;
    if (quote.length === 1 && (char === "\n" || char === "\r")) return index;
    if (text.startsWith(quote, index) && !closesWithin(text, index, quote)) return index;
    const inner = openingAt(text, index);
    if (inner !== undefined) {
      const end = closing(text, index + inner.prefix.length + inner.quote.length, inner);
      index = end + inner.quote.length - 1;
    }
  }
  return text.length;
}

/** Whether a quote inside of an expression opens a string there that ends before the expression's brace does. */
function closesWithin(text: string, index: number, quote: string): boolean {
  const rest = text.slice(index + quote.length, lineEnd(text, index));
  const brace = rest.indexOf("}");
  const close = rest.indexOf(quote);
  return close !== -1 && brace !== -1 && close < brace;
}

function lineEnd(text: string, index: number): number {
  const found = /[\r\n]/.exec(text.slice(index));
  return found === null ? text.length : index + found.index;
}
