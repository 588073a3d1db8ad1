import type { Aggregate, Condition, RunTest } from "../../protocol/runs.ts";

/** A run's value: a number, a text, or none. */
export type Value = number | string | undefined;

/**
 * Whether a run fulfils every condition.
 *
 * @param valueOf the value of a column, in the run that is asked about
 * @param now milliseconds since 1970
 */
export function fulfils(conditions: readonly Condition[], valueOf: ValueOf, now: number): boolean {
  return conditions.every(({ tests }) => tests.length === 0 || tests.some((test) => holds(test, valueOf, now)));
}

type ValueOf = (column: string, aggregate?: Aggregate) => Value;

const dayMs = 86_400_000;

function holds(test: RunTest, valueOf: ValueOf, now: number): boolean {
  const value = valueOf(test.column, test.aggregate);
  switch (test.kind) {
    case "missing":
      return value === undefined;
    case "present":
      return value !== undefined;
    case "contains":
      return value !== undefined && String(value).toLowerCase().includes(test.text.toLowerCase());
    case "matches":
      return value !== undefined && (regularExpression(test.text)?.test(String(value)) ?? false);
    case "is":
      return value !== undefined && test.values.includes(String(value));
    case "between": {
      // A parameter is a text, which may be a number all the same.
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      if (typeof number !== "number" || Number.isNaN(number)) return false;
      return number >= (test.from ?? -Infinity) && number <= (test.to ?? Infinity);
    }
    case "lastDays":
      return typeof value === "number" && value >= now - test.days * dayMs;
  }
}

/** A user's regular expression; `undefined` while it is none. */
export function regularExpression(text: string): RegExp | undefined {
  try {
    return new RegExp(text, "i");
  } catch {
    // It is typed letter by letter: half of one is often none.
    return undefined;
  }
}

/** What of a filter and its conditions MLflow's grammar can say, and what it cannot. */
export interface CarriedFilter {
  filter: string;
  left: Condition[];
}

/**
 * The conditions as MLflow would write them, added to its filter.
 *
 * @param nameOf a column as MLflow's filters name it; `undefined` for one that they do not know
 */
export function toMlflowFilter(
  filter: string,
  conditions: readonly Condition[],
  nameOf: (column: string) => string | undefined,
  now: number,
): CarriedFilter {
  const left: Condition[] = [];
  const parts = filter.trim() === "" ? [] : [filter.trim()];
  for (const condition of conditions) {
    const [test, ...others] = condition.tests;
    if (test === undefined) continue;
    const name = nameOf(test.column);
    // MLflow's filters know the last values alone.
    const isLast = (test.aggregate ?? "last") === "last";
    const isOne = others.length === 0 && isLast;
    const written = isOne && name !== undefined ? written1(test, name, now) : undefined;
    if (written === undefined) left.push(condition);
    else parts.push(written);
  }
  return { filter: parts.join(" and "), left };
}

function written1(test: RunTest, name: string, now: number): string | undefined {
  const isNullable = /^(params|tags)\./.test(name);
  const isNumber = /^metrics\./.test(name) || /_time$/.test(name);
  switch (test.kind) {
    case "missing":
    case "present":
      return isNullable ? `${name} IS ${test.kind === "missing" ? "NULL" : "NOT NULL"}` : undefined;
    case "contains":
      // MLflow has no way to write these two as themselves.
      return isNumber || /[%_]/.test(test.text) ? undefined : withText(name, "ILIKE", `%${test.text}%`);
    case "is": {
      const [value, ...others] = test.values;
      if (value === undefined || others.length > 0) return undefined;
      return isNumber ? `${name} = ${value}` : withText(name, "=", value);
    }
    case "between":
      if (!isNumber) return undefined;
      return [
        ...(test.from === undefined ? [] : [`${name} >= ${test.from}`]),
        ...(test.to === undefined ? [] : [`${name} <= ${test.to}`]),
      ].join(" and ");
    case "lastDays":
      return `${name} >= ${now - test.days * dayMs}`;
    case "matches":
      return undefined;
  }
}

function withText(name: string, comparator: string, text: string): string | undefined {
  if (!text.includes("'")) return `${name} ${comparator} '${text}'`;
  return text.includes('"') ? undefined : `${name} ${comparator} "${text}"`;
}
