import { isAlias, isMap, isScalar, isSeq, type Document, type Node } from "yaml";
import { type PythonDate, plainValue } from "../pythonScalar.ts";
import { reprFloat, reprString } from "../search/python/repr.ts";

// What PyYAML's safe_load makes of YAML 1.1, and how Python prints it: `on` is `True`, `1.0` stays `1.0`, but `1e-3` has
// no dot and is a text. MLflow puts `str(value)` of what is written in an MLproject into the command.

/** A value of Python's; integers are bigint, floats number. */
export type PythonValue =
  null | boolean | bigint | number | string | PythonDate | PythonValue[] | Map<string, PythonValue>;

/** A key of a mapping with where it stands, and its value, which may be nothing. */
export interface Entry {
  key: string;
  keyNode: Node;
  value: Node | undefined;
}

/** A node with aliases followed; `undefined` where nothing is written. */
export function resolved(node: unknown, document: Document): Node | undefined {
  if (isAlias(node)) return resolved(node.resolve(document), document);
  return isMap(node) || isSeq(node) || isScalar(node) ? node : undefined;
}

/** The entries of a mapping in Python's order: of two with one key the last counts, and `<<` brings in others. */
export function entriesOf(node: unknown, document: Document): Entry[] {
  if (!isMap(node)) return [];
  const merged: Entry[] = [];
  const own: Entry[] = [];
  for (const { key, value } of node.items) {
    const keyNode = resolved(key, document);
    if (!isScalar(keyNode)) continue;
    const target = resolved(value, document);
    if (keyNode.value === "<<" && keyNode.type === "PLAIN") {
      const sources = isSeq(target) ? target.items.map((item) => resolved(item, document)).reverse() : [target];
      merged.push(...sources.flatMap((source) => entriesOf(source, document)));
    } else {
      own.push({ key: pythonText(pythonValue(keyNode, document)), keyNode: keyNode as Node, value: target });
    }
  }
  return [...new Map([...merged, ...own].map((entry) => [entry.key, entry])).values()];
}

/** What `safe_load` makes of a node of a document that was parsed as texts (yaml's schema "failsafe"). */
export function pythonValue(node: unknown, document: Document): PythonValue {
  const target = resolved(node, document);
  if (isMap(target)) {
    const entries = entriesOf(target, document);
    return new Map(entries.map(({ key, value }) => [key, pythonValue(value, document)]));
  }
  if (isSeq(target)) return target.items.map((item) => pythonValue(item, document));
  if (!isScalar(target)) return null;
  const text = String(target.value);
  return target.type === "PLAIN" && target.tag !== "tag:yaml.org,2002:str" ? plainValue(text) : text;
}

/** Python's `str(value)`. */
export function pythonText(value: PythonValue): string {
  return typeof value === "string" ? value : repr(value);
}

function repr(value: PythonValue): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return reprString(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return reprFloat(value);
  if (Array.isArray(value)) return `[${value.map(repr).join(", ")}]`;
  if (value instanceof Map) {
    return `{${[...value].map(([key, member]) => `${reprString(key)}: ${repr(member)}`).join(", ")}}`;
  }
  return value.text;
}
