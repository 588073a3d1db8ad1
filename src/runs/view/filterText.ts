import type { Dialect } from "../../mlflow/search/ast.ts";
import { parseFilter } from "../../mlflow/search/parse.ts";
import { spanOf } from "../../mlflow/search/span.ts";
import type { Completion, FilterProblem } from "../../protocol/runs.ts";
import { quoted, type RunKeys } from "./runKeys.ts";

/** What MLflow would say to a filter, and where in it; `null` where it takes it. */
export function filterProblem(filter: string, dialect: Dialect): FilterProblem | null {
  const whole = { start: 0, end: filter.length };
  try {
    const refusal = parseFilter("runs", filter, dialect).find((comparison) => comparison.refusal !== undefined);
    return refusal?.refusal === undefined ? null : { message: refusal.refusal, ...whole };
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error), ...(spanOf(error) ?? whole) };
  }
}

/** What may stand at the caret of a filter, and what is typed of it already. */
export type FilterPlace =
  | { kind: "key"; typed: string; start: number }
  | { kind: "operator"; key: string; typed: string; start: number }
  | { kind: "value"; key: string; typed: string; start: number }
  | { kind: "and"; typed: string; start: number };

const identifier = /^(?:\w+\.(?:`[^`]*`|"[^"]*"|[^\s`"'=!<>]+)|\w+)/;
const operator = /^(?:>=|<=|!=|=|>|<|NOT\s+IN|IN|LIKE|ILIKE|IS\s+NOT\s+NULL|IS\s+NULL)(?![\w])/i;
const value = /^(?:'[^']*'|"[^"]*"|\([^)]*\)|[^\s'"(]+)/;

/** Goes through the filter up to the caret, clause by clause. */
export function filterPlace(filter: string, caret: number): FilterPlace {
  const text = filter.slice(0, caret);
  let at = 0;
  const skip = () => {
    at += /^\s*/.exec(text.slice(at))?.[0].length ?? 0;
  };
  /** The next token, unless the caret is in it or right behind it. */
  const take = (pattern: RegExp) => {
    const found = pattern.exec(text.slice(at))?.[0];
    if (found === undefined || at + found.length >= text.length) return undefined;
    at += found.length;
    return found;
  };
  for (;;) {
    skip();
    const start = at;
    const key = take(identifier);
    if (key === undefined) return { kind: "key", typed: text.slice(start), start };
    skip();
    const operatorStart = at;
    const comparator = take(operator);
    if (comparator === undefined)
      return { kind: "operator", key, typed: text.slice(operatorStart), start: operatorStart };
    skip();
    if (!/null$/i.test(comparator)) {
      const valueStart = at;
      if (take(value) === undefined) return { kind: "value", key, typed: text.slice(valueStart), start: valueStart };
      skip();
    }
    const andStart = at;
    if (take(/^and\b/i) === undefined) return { kind: "and", typed: text.slice(andStart), start: andStart };
  }
}

const attributes = ["status", "start_time", "end_time", "run_name", "run_id", "user_id", "artifact_uri"];
const statuses = ["FINISHED", "FAILED", "RUNNING", "SCHEDULED", "KILLED"];
const maxCompletions = 50;

/**
 * What may be typed at the caret.
 *
 * @param valuesOf values that a column has, such as `params.depth`
 */
export async function completeFilter(
  filter: string,
  caret: number,
  keys: RunKeys,
  valuesOf: (column: string) => Promise<readonly string[]>,
): Promise<Completion[]> {
  const place = filterPlace(filter, caret);
  const found = await candidates(place, keys, valuesOf);
  const typed = place.typed.toLowerCase().replaceAll(/[`"']/g, "");
  return found
    .filter(({ label }) => label.toLowerCase().includes(typed) && label.toLowerCase() !== typed)
    .sort((a, b) => Number(b.label.toLowerCase().startsWith(typed)) - Number(a.label.toLowerCase().startsWith(typed)))
    .slice(0, maxCompletions)
    .map(({ label, detail, insert }) => ({ label, detail, insert, start: place.start, end: caret }));
}

async function candidates(
  place: FilterPlace,
  keys: RunKeys,
  valuesOf: (column: string) => Promise<readonly string[]>,
): Promise<{ label: string; detail: string; insert: string }[]> {
  switch (place.kind) {
    case "key": {
      const named = (kind: string, all: readonly string[]) =>
        all.map((key) => {
          const written = /^[\w.-]+$/.test(key) ? key : quoted(key);
          return { label: `${kind}.${key}`, detail: kind, insert: `${kind}.${written} ` };
        });
      return [
        ...named("metrics", keys.metrics),
        ...named("params", keys.params),
        ...named("tags", keys.tags),
        ...named("attributes", attributes),
        ...named("dataset", ["name", "digest", "context"]),
      ];
    }
    case "operator":
      return operatorsOf(place.key).map((word) => ({ label: word, detail: "", insert: `${word} ` }));
    case "value": {
      const column = columnOf(place.key);
      const values = /status$/.test(column) ? statuses : isNumeric(column) ? [] : await valuesOf(column);
      return values
        .filter((text) => !text.includes("'"))
        .map((text) => ({ label: text, detail: column, insert: `'${text}' ` }));
    }
    case "and":
      return [{ label: "and", detail: "", insert: "and " }];
  }
}

function isNumeric(column: string): boolean {
  return column.startsWith("metric") || /_time$/.test(column);
}

function operatorsOf(key: string): string[] {
  if (isNumeric(key)) return [">", ">=", "=", "!=", "<", "<="];
  const text = ["=", "!=", "LIKE", "ILIKE"];
  return /^(param|tag)/.test(key) ? [...text, "IS NULL", "IS NOT NULL"] : [...text, "IN", "NOT IN"];
}

/** "param.`a b`" as the column "params.a b". */
function columnOf(key: string): string {
  const dot = key.indexOf(".");
  const kind = key.slice(0, dot);
  const name = key.slice(dot + 1).replaceAll(/^[`"]|[`"]$/g, "");
  if (/^param/.test(kind)) return `params.${name}`;
  if (/^tag/.test(kind)) return `tags.${name}`;
  return /^metric/.test(kind) ? `metrics.${name}` : `attributes.${dot === -1 ? key : name}`;
}
