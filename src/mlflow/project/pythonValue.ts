import { isAlias, isMap, isScalar, isSeq, type Document, type Node } from "yaml";
import { reprFloat, reprString } from "../search/python/repr.ts";

// What PyYAML's safe_load makes of YAML 1.1, and how Python prints it: `on` is `True`, `1.0` stays `1.0`, but `1e-3` has
// no dot and is a text. MLflow puts `str(value)` of what is written in an MLproject into the command.

/** A value of Python's; integers are bigint, floats number. */
export type PythonValue =
  null | boolean | bigint | number | string | PythonDate | PythonValue[] | Map<string, PythonValue>;

/** A date or a time, as Python prints it. */
export interface PythonDate {
  text: string;
}

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

const patterns = {
  none: /^(?:~|null|Null|NULL|)$/,
  bool: /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  int: /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
  float:
    /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  time: /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|([-+])(\d\d?)(?::(\d\d))?))?)?$/,
  date: /^\d{4}-\d\d-\d\d$/,
};

/** PyYAML's implicit resolvers, in its order of what excludes what. */
function plainValue(text: string): PythonValue {
  if (patterns.none.test(text)) return null;
  if (patterns.bool.test(text)) return /^(?:yes|true|on)$/i.test(text);
  if (patterns.int.test(text)) return integer(text.replaceAll("_", ""));
  if (patterns.float.test(text)) return float(text.replaceAll("_", "").toLowerCase());
  const time = patterns.time.exec(text);
  if (time !== null && (time[4] !== undefined || patterns.date.test(text))) return { text: timeText(time) };
  return text;
}

function integer(text: string): bigint {
  const digits = text.replace(/^[-+]/, "");
  const octal = /^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits;
  const size = digits.includes(":")
    ? digits.split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n)
    : BigInt(octal);
  return text.startsWith("-") ? -size : size;
}

function float(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  const digits = text.replace(/^[-+]/, "");
  if (digits === ".inf") return sign * Infinity;
  if (digits === ".nan") return NaN;
  return sign * digits.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** `str()` of a date or datetime. */
function timeText(match: RegExpExecArray): string {
  const [, year, month = "", day = "", hour, minute, second, fraction, zone, sign, zoneHour = "", zoneMinute] = match;
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  if (hour === undefined) return date;
  const micros = fraction === undefined ? 0 : Number(fraction.slice(0, 6).padEnd(6, "0"));
  const part = micros === 0 ? "" : `.${String(micros).padStart(6, "0")}`;
  const offset =
    zone === undefined ? "" : zone === "Z" ? "+00:00" : `${sign}${zoneHour.padStart(2, "0")}:${zoneMinute ?? "00"}`;
  return `${date} ${hour.padStart(2, "0")}:${minute}:${second}${part}${offset}`;
}

/** Whether Python's `int()` takes a text. */
export function isInteger(text: string): boolean {
  return /^\s*[-+]?\d+(?:_\d+)*\s*$/.test(text);
}

/** Whether Python's `float()` takes a text. */
export function isFloat(text: string): boolean {
  const trimmed = text.trim().toLowerCase();
  if (/^[-+]?(?:inf|infinity|nan)$/.test(trimmed)) return true;
  return /^[-+]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[-+]?\d+(?:_\d+)*)?$/.test(trimmed);
}
