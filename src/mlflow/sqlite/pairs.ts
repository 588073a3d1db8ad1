import { type Sql } from "../search/sqlText.ts";
import { type Database } from "./database.ts";

/**
 * Tags, parameters and the like of several owners.
 *
 * @param statement selects the owner, a key and its value; a value that is NULL is an empty text
 * @returns by owner; owners without any are left out
 */
export function pairsByOwner(database: Database, statement: Sql): Map<string, Record<string, string>> {
  const byOwner = new Map<string, Record<string, string>>();
  for (const [owner, key, value] of database.rows<[string, string, string | null]>(statement)) {
    const pairs = byOwner.get(owner) ?? {};
    putPair(pairs, key, value ?? "");
    byOwner.set(owner, pairs);
  }
  return byOwner;
}

/** Sets a key of a record, also one that JavaScript takes for the record's prototype. */
export function putPair<T>(pairs: Record<string, T>, key: string, value: T): void {
  if (key !== "__proto__") pairs[key] = value;
  else Object.defineProperty(pairs, key, { value, enumerable: true, configurable: true, writable: true });
}
