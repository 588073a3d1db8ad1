/** What can be bound to a parameter; a boolean is 0 or 1, as SQLite stores it. */
export type SqlValue = string | number | bigint | null | Uint8Array;

/** A piece of SQL with its parameters in the order of its question marks. No value is ever part of the text. */
export class Sql {
  readonly text: string;
  readonly values: readonly SqlValue[];

  constructor(text: string, values: readonly SqlValue[] = []) {
    this.text = text;
    this.values = values;
  }
}

/**
 * SQL from a template: pieces of SQL are put in with their parameters, everything else is bound.
 *
 * @example sql`SELECT name FROM runs WHERE run_uuid = ${runId} AND ${condition}`
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly (Sql | SqlValue)[]): Sql {
  let text = strings[0] ?? "";
  const values: SqlValue[] = [];
  parts.forEach((part, index) => {
    if (part instanceof Sql) {
      text += part.text;
      values.push(...part.values);
    } else {
      text += "?";
      values.push(part);
    }
    text += strings[index + 1] ?? "";
  });
  return new Sql(text, values);
}

/** A name of a table or column that this code wrote; never anything that came from outside. */
export function raw(name: string): Sql {
  return new Sql(name);
}

/**
 * What follows `IN`: any number of values as one parameter, so that the statement's text stays the same and can be kept
 * prepared. Numbers stay numbers, strings strings.
 */
export function inList(values: readonly (string | number)[]): Sql {
  return new Sql("(SELECT value FROM json_each(?))", [JSON.stringify(values)]);
}

/** The pieces with `separator` between them, and `empty` where there are none. */
export function joined(pieces: readonly Sql[], separator: string, empty = ""): Sql {
  if (pieces.length === 0) return new Sql(empty);
  return new Sql(
    pieces.map((piece) => piece.text).join(separator),
    pieces.flatMap((piece) => piece.values),
  );
}
