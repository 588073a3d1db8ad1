/** A JSON object that came from outside: nothing about its members is known. */
export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object's member that is an object; empty where it is not. */
export function member(value: unknown, key: string): Json {
  const part = isObject(value) ? value[key] : undefined;
  return isObject(part) ? part : {};
}

/** The objects of a list; MLflow omits empty lists. */
export function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
}

/** MLflow's servers say "" where a text is not set. */
export function textIfAny(value: unknown): string | undefined {
  return text(value) || undefined;
}

/** Numbers come as numbers or as strings: 64-bit integers of some servers, and `"NaN"`, `"Infinity"`, `"-Infinity"`. */
export function number(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const parsed = Number(value);
  return Number.isNaN(parsed) && !/^nan$/i.test(value) ? undefined : parsed;
}

/** `[{key, value}]` as a record; in version 3 of the API a map already. */
export function keyValues(value: unknown): Record<string, string> {
  const pairs = Array.isArray(value)
    ? objects(value).map((pair) => [text(pair.key), text(pair.value) ?? ""])
    : Object.entries(isObject(value) ? value : {}).map(([key, part]) => [key, text(part) ?? ""]);
  return Object.fromEntries(pairs.filter(([key]) => key !== undefined)) as Record<string, string>;
}
