import { objects, text } from "./json.ts";

/** The headers that Databricks wants sent with a signed URI: `[{ name, value }]`. */
export function namedHeaders(list: unknown): Record<string, string> {
  const pairs = objects(list).map(({ name, value }) => [text(name) ?? "", text(value) ?? ""] as const);
  return Object.fromEntries(pairs.filter(([name]) => name !== ""));
}
