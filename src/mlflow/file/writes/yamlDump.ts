import { compareCodePoints } from "../../codePoints.ts";
import { formatFloat } from "../../pythonJson.ts";
import { isBreak, isPrintable, meansSomethingElse, stylesOf } from "./yamlPlain.ts";

// YAML as MLflow writes it: PyYAML's `CSafeDumper`, which is libyaml's emitter, with `default_flow_style=False` and
// `allow_unicode=True`. Written anew from its behaviour, since a file that differs in a byte is another file to Git.

export type YamlValue =
  string | number | bigint | boolean | null | YamlFloat | YamlValue[] | { [key: string]: YamlValue };

const float = Symbol("float");
/** A number that Python holds as a float, though it may be whole: `1.0`. */
export interface YamlFloat {
  [float]: number;
}

export function yamlFloat(value: number): YamlFloat {
  return { [float]: value };
}

const bestWidth = 80;
/** A longer key is written behind `? `. In bytes. */
const maxKeyBytes = 128;
const indentStep = 2;

/** A mapping with its keys in order of code points; integers as such, other numbers as Python's floats. */
export function dumpYaml(mapping: Record<string, YamlValue>): string {
  const keys = Object.keys(mapping);
  return keys.length === 0 ? "{}\n" : dumpMapping(mapping, 0).join("");
}

/** The lines of one key of the outermost mapping. */
export function dumpYamlKey(key: string, value: YamlValue): string {
  return dumpEntry(key, value, 0).join("");
}

/** Lines of a mapping whose keys stand at `indent`; the first line without its indentation. */
function dumpMapping(mapping: Record<string, YamlValue>, indent: number): string[] {
  const keys = Object.keys(mapping).sort(compareCodePoints);
  return keys.flatMap((key, i) => {
    const lines = dumpEntry(key, mapping[key] ?? null, indent);
    return i === 0 ? lines : [" ".repeat(indent), ...lines];
  });
}

function dumpEntry(key: string, value: YamlValue, indent: number): string[] {
  const pad = " ".repeat(indent);
  const isSimple = Buffer.byteLength(key) <= maxKeyBytes && !stylesOf(key).isMultiline;
  if (isSimple) {
    const text = dumpScalar(key, { indent, column: indent, isKey: true });
    const column = indent + [...text].length + 1;
    if (isBlockList(value)) return [text, ":\n", pad, ...dumpList(value, indent)];
    if (isBlockMapping(value)) {
      const inner = indent + indentStep;
      return [text, ":\n", " ".repeat(inner), ...dumpMapping(value, inner)];
    }
    return [text, ": ", dumpLeaf(value, indent, column + 1), "\n"];
  }
  const inner = indent + indentStep;
  const lines = ["? ", dumpScalar(key, { indent, column: inner, isKey: false }), "\n", pad, ": "];
  if (isBlockList(value)) return [...lines, ...dumpList(value, inner)];
  if (isBlockMapping(value)) return [...lines, ...dumpMapping(value, inner)];
  return [...lines, dumpLeaf(value, indent, inner), "\n"];
}

/** Lines of a list whose dashes stand at `indent`; the first line without its indentation. */
function dumpList(list: YamlValue[], indent: number): string[] {
  const inner = indent + indentStep;
  return list.flatMap((item, i) => {
    const start = i === 0 ? "- " : `${" ".repeat(indent)}- `;
    if (isBlockList(item)) return [start, ...dumpList(item, inner)];
    if (isBlockMapping(item)) return [start, ...dumpMapping(item, inner)];
    return [start, dumpLeaf(item, indent, inner), "\n"];
  });
}

function isBlockList(value: YamlValue): value is YamlValue[] {
  return Array.isArray(value) && value.length > 0;
}

/** A float has no keys but its symbol. */
function isBlockMapping(value: YamlValue): value is Record<string, YamlValue> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}

/** What stands on the line of its key, behind `column` characters. */
function dumpLeaf(value: YamlValue, indent: number, column: number): string {
  if (value === null) return "null";
  if (typeof value === "string") return dumpScalar(value, { indent, column, isKey: false });
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : dumpFloat(value);
  if (typeof value === "object" && float in value) return dumpFloat(value[float]);
  if (typeof value === "object") return Array.isArray(value) ? "[]" : "{}";
  return String(value);
}

function dumpFloat(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  const text = formatFloat(value);
  // YAML 1.1 knows no float without a dot.
  return text.includes(".") ? text : text.replace("e", ".0e");
}

interface Place {
  /** Of the mapping or list that the text stands in. */
  indent: number;
  /** Characters before the text on its line. */
  column: number;
  /** A key on one line with its value: it is never folded. */
  isKey: boolean;
}

function dumpScalar(text: string, place: Place): string {
  const styles = stylesOf(text);
  if (styles.plain && !(text === "" && place.isKey) && !meansSomethingElse(text)) return foldPlain(text, place);
  if (styles.single && !(place.isKey && styles.isMultiline)) return singleQuoted(text, place);
  return doubleQuoted(text, place);
}

/** Lines longer than 80 columns are broken at single spaces. */
function foldPlain(text: string, place: Place): string {
  if (place.isKey || !text.includes(" ") || place.column + text.length <= bestWidth) return text;
  const pad = `\n${" ".repeat(place.indent + indentStep)}`;
  const characters = Array.from(text);
  let column = place.column;
  let out = "";
  for (const [i, character] of characters.entries()) {
    const isLoneSpace = character === " " && characters[i - 1] !== " " && characters[i + 1] !== " ";
    if (isLoneSpace && column > bestWidth) {
      out += pad;
      column = pad.length - 1;
    } else {
      out += character;
      column++;
    }
  }
  return out;
}

function singleQuoted(text: string, place: Place): string {
  const indent = " ".repeat(place.indent + indentStep);
  const characters = Array.from(text);
  let column = place.column + 1;
  let out = "'";
  let isBroken = false;
  for (const [i, character] of characters.entries()) {
    if (isBreak(character)) {
      // The first line break of a row would be folded into a space: it is doubled.
      if (!isBroken && character === "\n") out += "\n";
      out += character;
      column = 0;
      isBroken = true;
      continue;
    }
    const isLoneSpace = character === " " && characters[i - 1] !== " " && characters[i + 1] !== " ";
    if (isLoneSpace && !place.isKey && column > bestWidth && i > 0 && i < characters.length - 1) {
      out += `\n${indent}`;
      column = indent.length;
      continue;
    }
    if (isBroken) {
      out += indent;
      column = indent.length;
      isBroken = false;
    }
    out += character === "'" ? "''" : character;
    column += character === "'" ? 2 : 1;
  }
  return `${out}${isBroken ? indent : ""}'`;
}

const shortEscapes: Record<string, string> = {
  "\0": "0",
  "\x07": "a",
  "\b": "b",
  "\t": "t",
  "\n": "n",
  "\v": "v",
  "\f": "f",
  "\r": "r",
  "\x1b": "e",
  '"': '"',
  "\\": "\\",
  "\x85": "N",
  "\xa0": "_",
  "\u2028": "L",
  "\u2029": "P",
};

function doubleQuoted(text: string, place: Place): string {
  const indent = " ".repeat(place.indent + indentStep);
  const characters = Array.from(text);
  let column = place.column + 1;
  let out = '"';
  let isBehindSpace = false;
  for (const [i, character] of characters.entries()) {
    const next = characters[i + 1];
    if (character === " " && !place.isKey && !isBehindSpace && column > bestWidth && i > 0 && next !== undefined) {
      out += `\n${indent}${next === " " ? "\\" : ""}`;
      column = indent.length + (next === " " ? 1 : 0);
      isBehindSpace = true;
      continue;
    }
    const piece = escaped(character);
    out += piece;
    column += Array.from(piece).length;
    isBehindSpace = character === " ";
  }
  return `${out}"`;
}

function escaped(character: string): string {
  if (isPrintable(character) && !isBreak(character) && character !== '"' && character !== "\\") return character;
  const short = shortEscapes[character];
  if (short !== undefined) return `\\${short}`;
  const code = character.codePointAt(0)!;
  const digits = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${digits.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
}
