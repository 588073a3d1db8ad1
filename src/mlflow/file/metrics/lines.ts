// A metric file holds a line a point: `timestamp value step`. Millions of them are read, so the usual line is read byte
// by byte; every other goes to `parseOddLine`, which follows Python to the letter.

export interface MetricPoint {
  timestamp: number;
  value: number;
  step: number;
}

const newline = 10;
const carriageReturn = 13;
const space = 32;
const minus = 45;
const zero = 48;
const nine = 57;

/** What reads the points of a file. */
export interface LineReader {
  /** A usual line; its value is the text in `valueStart..valueEnd`, a number that Python accepts. */
  point(timestamp: number, step: number, valueStart: number, valueEnd: number): void;
  /** Any other line, decoded and without its line end. */
  odd(line: string): void;
}

/**
 * Reads the lines in `start..end`; the last one may lack its line end.
 *
 * @returns how many lines there were
 */
export function readLines(bytes: Buffer, start: number, end: number, reader: LineReader): number {
  let count = 0;
  let at = start;
  while (at < end) {
    count++;
    const next = readUsualLine(bytes, at, end, reader);
    if (next !== -1) {
      at = next;
      continue;
    }
    let lineEnd = bytes.indexOf(newline, at);
    if (lineEnd === -1 || lineEnd > end) lineEnd = end;
    reader.odd(bytes.toString("utf8", at, lineEnd));
    at = lineEnd + 1;
  }
  return count;
}

/** @returns the start of the next line, or −1 for a line that is not `digits number [digits]` */
function readUsualLine(bytes: Buffer, start: number, end: number, reader: LineReader): number {
  let at = start;
  let timestamp = 0;
  let unit = bytes[at]!;
  while (at < end && unit >= zero && unit <= nine) {
    timestamp = timestamp * 10 + (unit - zero);
    unit = bytes[++at]!;
  }
  // Beyond 15 digits the sum would no longer be exact.
  if (at >= end || unit !== space || at === start || at - start > 15) return -1;
  const valueStart = ++at;
  let state = 0;
  for (; at < end; at++) {
    unit = bytes[at]!;
    if (unit === space || unit === newline || unit === carriageReturn) break;
    state = numberStates[state * 5 + numberClass(unit)]!;
  }
  if (!isWholeNumber[state]) return -1;
  const valueEnd = at;
  let step = 0;
  if (at < end && bytes[at] === space) {
    unit = bytes[++at]!;
    const isNegative = unit === minus;
    if (isNegative) unit = bytes[++at]!;
    const stepStart = at;
    while (at < end && unit >= zero && unit <= nine) {
      step = step * 10 + (unit - zero);
      unit = bytes[++at]!;
    }
    if (at === stepStart || at - stepStart > 15) return -1;
    if (isNegative) step = 0 - step;
  }
  if (at < end && bytes[at] === carriageReturn) at++;
  if (at < end && bytes[at] !== newline) return -1;
  reader.point(timestamp, step, valueStart, valueEnd);
  return at + 1;
}

// Which texts Python reads as a number, but for names and underscores: a table of states by class of character.
// States: 0 start, 1 sign, 2 digits, 3 lone dot, 4 digits with a dot, 5 e, 6 e and sign, 7 exponent, 8 none.
// Classes: digit, dot, e, sign, other.
const numberStates = Uint8Array.of(
  ...[2, 3, 8, 1, 8],
  ...[2, 3, 8, 8, 8],
  ...[2, 4, 5, 8, 8],
  ...[4, 8, 8, 8, 8],
  ...[4, 8, 5, 8, 8],
  ...[7, 8, 8, 6, 8],
  ...[7, 8, 8, 8, 8],
  ...[7, 8, 8, 8, 8],
  ...[8, 8, 8, 8, 8],
);
const isWholeNumber = Uint8Array.of(0, 0, 1, 0, 1, 0, 0, 1, 0);

function numberClass(unit: number): number {
  if (unit >= zero && unit <= nine) return 0;
  switch (unit) {
    case 46: // .
      return 1;
    case 69: // E
    case 101: // e
      return 2;
    case 43: // +
    case minus:
      return 3;
  }
  return 4;
}

/**
 * Reads a line as MLflow does: two fields are a point of step 0, three a point. Other than MLflow, which reads the step
 * of a point with a data set as 0, the step is the third field, and a data set's name may hold spaces.
 *
 * @returns the point, or what is wrong in words that follow "line 3 "
 */
export function parseOddLine(line: string): MetricPoint | string {
  const fields = trimAsPython(line).split(" ");
  if (fields.length !== 2 && fields.length !== 3 && fields.length < 5) {
    return fields.length === 1 && fields[0] === ""
      ? "is empty"
      : `has ${fields.length} field${fields.length === 1 ? "" : "s"}`;
  }
  const timestamp = pythonInt(fields[0]!);
  const value = pythonFloat(fields[1]!);
  const step = fields.length === 2 ? 0 : pythonInt(fields[2]!);
  if (timestamp === undefined) return `has no time, but ${quoted(fields[0]!)}`;
  if (value === undefined) return `has no number, but ${quoted(fields[1]!)}`;
  if (step === undefined) return `has no step, but ${quoted(fields[2]!)}`;
  return { timestamp, value, step };
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

/** Python's `float(text)`: any case of the names, underscores between digits. `undefined` where it raises. */
export function pythonFloat(text: string): number | undefined {
  const trimmed = trimAsPython(text);
  if (
    /^[+-]?(?:\d+(?:_\d+)*)?(?:\.(?:\d+(?:_\d+)*)?)?(?:e[+-]?\d+(?:_\d+)*)?$/i.test(trimmed) &&
    /^[+-]?\.?\d/.test(trimmed)
  ) {
    return Number(trimmed.replaceAll("_", ""));
  }
  const name = /^([+-]?)(nan|inf|infinity)$/i.exec(trimmed);
  if (name === null) return undefined;
  if (name[2]!.toLowerCase() === "nan") return NaN;
  return name[1] === "-" ? -Infinity : Infinity;
}

/** Python's `int(text)`; beyond 2^53 the nearest double. `undefined` where it raises. */
export function pythonInt(text: string): number | undefined {
  const trimmed = trimAsPython(text);
  return /^[+-]?\d+(?:_\d+)*$/.test(trimmed) ? Number(trimmed.replaceAll("_", "")) : undefined;
}

/** Python's `strip()` takes the separators U+001C to U+001F for white space, JavaScript's `trim()` the BOM. */
function trimAsPython(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g, "");
}

const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * The number in `start..end`, a text that `point` announced, exactly as Python reads it. Up to 2^53 and a power of ten
 * up to 22 both are exact doubles, so that one division or product rounds as it must.
 */
export function parseNumber(bytes: Buffer, start: number, end: number): number {
  let at = start;
  const isNegative = bytes[at] === minus;
  if (isNegative || bytes[at] === 43) at++;
  let mantissa = 0;
  let exponent = 0;
  for (; at < end; at++) {
    const unit = bytes[at]!;
    if (unit === 46) {
      exponent = at + 1;
    } else if (unit >= zero && unit <= nine) {
      mantissa = mantissa * 10 + (unit - zero);
    } else break;
  }
  // `exponent` was where the fraction began.
  exponent = exponent === 0 ? 0 : exponent - at;
  if (at < end) {
    const isSmall = bytes[++at] === minus;
    if (isSmall || bytes[at] === 43) at++;
    let power = 0;
    for (; at < end && power < 1000; at++) power = power * 10 + (bytes[at]! - zero);
    exponent += isSmall ? -power : power;
  }
  if (mantissa > Number.MAX_SAFE_INTEGER || exponent < -22 || exponent > 22) {
    return Number(bytes.toString("latin1", start, end));
  }
  const magnitude = exponent < 0 ? mantissa / powersOfTen[-exponent]! : mantissa * powersOfTen[exponent]!;
  return isNegative ? -magnitude : magnitude;
}
