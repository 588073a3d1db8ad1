// JSON as Python's `json` module writes and reads it: `NaN`, `Infinity` and `-Infinity` are values, text is ASCII.

/**
 * What Python's `json.loads` answers.
 *
 * @throws SyntaxError
 */
export function parsePythonJson(text: string): unknown {
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

/** What Python's `json.dumps` writes: `, ` and `: ` between parts, all but ASCII escaped, whole floats as JavaScript has them. */
export function pythonJson(value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value).map(([key, part]) => `${pythonJson(key)}: ${pythonJson(part)}`);
    return `{${parts.join(", ")}}`;
  }
  if (typeof value === "number") return pythonFloat(value);
  return asciiOnly(JSON.stringify(value ?? null));
}

function pythonFloat(value: number): string {
  return Object.is(value, -0) ? "-0.0" : String(value).replace(/e([+-])(\d)$/, "e$10$2");
}

function asciiOnly(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
