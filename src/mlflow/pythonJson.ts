// JSON as Python's json.dumps writes it by default, because MLflow stores its text and compares it byte for byte; and as
// json.loads reads it, because it knows numbers that JavaScript's JSON does not.

/**
 * `json.dumps(value)`: a blank after each comma and colon, everything beyond ASCII escaped. A number without a fraction
 * is written as Python's int, since JavaScript does not know which of the two it was.
 */
export function dumps(value: unknown): string {
  if (typeof value === "string") return dumpText(value);
  if (typeof value === "number")
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : formatFloat(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `[${value.map(dumps).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([key, member]) => `${dumpText(key)}: ${dumps(member)}`).join(", ")}}`;
  }
  return "null";
}

/** Python's `repr` of a float: `1.0`, `1e-05`, `1e+16`; in JSON non-finite ones are `NaN`, `Infinity`, `-Infinity`. */
export function formatFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const [digits = "", power = "0"] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    const size = String(Math.abs(exponent)).padStart(2, "0");
    return `${digits}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  const text = Object.is(value, -0) ? "-0" : String(value);
  return text.includes(".") ? text : `${text}.0`;
}

const shortEscapes: Record<string, string> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\f": "\\f",
  "\b": "\\b",
};

function dumpText(text: string): string {
  // eslint-disable-next-line no-control-regex -- JSON escapes exactly these.
  const escaped = text.replace(/["\\\u0000-\u001f]|[^\u0000-\u007e]/g, (unit) => {
    return shortEscapes[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}

/**
 * `json.loads(text)`: NaN, Infinity and -Infinity are numbers.
 *
 * @throws SyntaxError
 */
export function loads(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    const marker = `\u0000${Math.random()}\u0000`;
    const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (token) =>
      token.startsWith('"') ? token : JSON.stringify(marker + token),
    );
    return JSON.parse(quoted, (_, value: unknown) =>
      typeof value === "string" && value.startsWith(marker) ? Number(value.slice(marker.length)) : value,
    );
  }
}
