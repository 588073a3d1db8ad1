import { type Comparator } from "./ast.ts";

/**
 * LIKE and ILIKE of MLflow's file store, which turns a pattern into one of Python's regular expressions: `%` matches any
 * text within a line, `_` one character but a line end; a pattern without `%` at its end matches before a last line end too.
 */
export function compileLike(comparator: Comparator, pattern: string): (text: string) => boolean {
  const body = pattern
    .replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")
    .replaceAll("%", "[^\\n]*")
    .replaceAll("_", "[^\\n]");
  const end = pattern.endsWith("%") ? "" : "(?=\\n?$)";
  const ignoresCase = comparator === "ILIKE";
  // Python's letters i without regard to case are four, with and without their dots.
  const source = ignoresCase ? body.replace(/[iIİı]/g, "[iIİı]") : body;
  const expression = new RegExp(`^${source}${end}`, ignoresCase ? "iu" : "u");
  return (text) => expression.test(text);
}
