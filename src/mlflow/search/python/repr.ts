import { formatFloat } from "../../pythonJson.ts";

// Python's `repr`, as MLflow's messages print values.

export function reprString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(/[\\'"]|[\p{C}\p{Z}]/gu, (char) => escape(char, quote));
  return quote + body + quote;
}

const named = new Map([
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  [" ", " "],
]);

function escape(char: string, quote: string): string {
  if (char === "'" || char === '"') return char === quote ? `\\${char}` : char;
  const name = named.get(char);
  if (name !== undefined) return name;
  const hex = char.codePointAt(0)!.toString(16);
  if (hex.length <= 2) return `\\x${hex.padStart(2, "0")}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

export function reprBytes(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(/[^ -~]|[\\'"]/g, (char) => escape(char, quote));
  return `b${quote}${body}${quote}`;
}

export function reprFloat(value: number): string {
  if (Number.isFinite(value)) return formatFloat(value);
  return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

/** A tuple of members that are printed already. */
export function reprTuple(members: readonly string[]): string {
  return members.length === 1 ? `(${members[0]},)` : `(${members.join(", ")})`;
}

export function reprList(texts: readonly string[]): string {
  return `[${texts.map(reprString).join(", ")}]`;
}

/** A set of strings, sorted: Python's own order changes from process to process. */
export function reprSet(texts: Iterable<string>): string {
  return `{${[...texts].sort().map(reprString).join(", ")}}`;
}

/** What `json.loads` made of a text, but for floats without a fraction, which JavaScript takes for integers. */
export function reprJson(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return reprString(value);
  if (Array.isArray(value)) return `[${value.map(reprJson).join(", ")}]`;
  if (typeof value === "object") {
    return `{${Object.entries(value)
      .map(([key, member]) => `${reprString(key)}: ${reprJson(member)}`)
      .join(", ")}}`;
  }
  return Number.isInteger(value) ? (value as number).toFixed(0) : reprFloat(value as number);
}
