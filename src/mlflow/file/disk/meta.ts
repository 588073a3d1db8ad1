import type * as Yaml from "yaml";
import type { ParsedNode } from "yaml";

// MLflow's meta.yaml files are flat: a parser by key takes a microsecond for one where a YAML library takes a hundred.
// Every scalar stays text, as PyYAML 1.1 wrote it: callers know which keys are numbers (`1e3` is a name, not 1000).

/** A scalar as text, `null` for YAML's null, or what is nested. */
export type MetaValue = string | null | MetaValue[] | Meta;
export type Meta = Map<string, MetaValue>;

/** Thrown for text that only the YAML library can read, while that is not loaded; `withYaml` catches it. */
export class YamlNeeded extends Error {}

let library: typeof Yaml | undefined;

/**
 * Runs what reads meta files, and once more where one of them needed the YAML library, which is loaded then.
 *
 * @param read reads only: it may run twice
 */
export async function withYaml<T>(read: () => T): Promise<T> {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof YamlNeeded)) throw error;
    library = await import("yaml");
    return read();
  }
}

/** The YAML library, for what is no meta file; to be used inside `withYaml`. */
export function yamlLibrary(): typeof Yaml {
  if (library === undefined) throw new YamlNeeded();
  return library;
}

/**
 * Parses a meta.yaml, to be called inside `withYaml`.
 *
 * @returns `undefined` for a file without content, as PyYAML answers None
 * @throws Error in words for what is not a YAML mapping
 */
export function parseMeta(file: string): Meta | undefined {
  const text = withNewLineBreaks(file);
  const meta: Meta = new Map();
  const end = parseBlock(text, text.charCodeAt(0) === 0xfeff ? 1 : 0, 0, meta);
  if (end === text.length) return meta.size === 0 ? undefined : meta;
  return parseWithLibrary(text);
}

/**
 * In YAML 1.1, which PyYAML speaks, there are three more line breaks; with them go the spaces around. Two of them stay in
 * the text.
 */
export function withNewLineBreaks(text: string): string {
  if (!text.includes("\x85") && !text.includes("\u2028") && !text.includes("\u2029")) return text;
  return text.replaceAll("\x85", "\n").replace(/[ \t]*([\u2028\u2029])[ \t]*/g, "$1");
}

/** Texts of a meta file; `undefined` where the key is absent, null or nested. */
export function metaText(meta: Meta, key: string): string | undefined {
  const value = meta.get(key);
  return typeof value === "string" ? value : undefined;
}

/** Integers of a meta file (times, versions); `undefined` where the key is absent or null, NaN where it is no number. */
export function metaNumber(meta: Meta, key: string): number | undefined {
  const value = meta.get(key);
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" && value.trim() !== "" ? Number(value) : NaN;
}

/** A nested mapping of texts, such as an input's tags. */
export function metaTexts(meta: Meta, key: string): Record<string, string> {
  const value = meta.get(key);
  if (!(value instanceof Map)) return {};
  return Object.fromEntries([...value].flatMap(([name, text]) => (typeof text === "string" ? [[name, text]] : [])));
}

const newline = 10;
const carriageReturn = 13;
const space = 32;
const colon = 58;

/**
 * Reads the lines of a mapping that are indented by `indent`.
 *
 * @returns where the mapping ends: `text.length`, the start of a line that is indented less, or −1 for anything but
 *   what MLflow writes
 */
function parseBlock(text: string, start: number, indent: number, into: Meta): number {
  let at = start;
  while (at < text.length) {
    const lineEnd = endOfLine(text, at);
    const content = skipSpaces(text, at);
    if (content >= contentEnd(text, at, lineEnd)) {
      at = nextLine(text, lineEnd);
      continue;
    }
    if (content - at < indent) return at;
    if (content - at > indent) return -1;
    const keyEnd = endOfKey(text, content);
    if (keyEnd === -1) return -1;
    const key = text.slice(content, keyEnd);
    const valueStart = skipSpaces(text, keyEnd + 1);
    at =
      valueStart >= contentEnd(text, at, lineEnd)
        ? parseNested(text, nextLine(text, lineEnd), indent, key, into)
        : parseScalar(text, valueStart, lineEnd, indent, key, into);
    if (at === -1) return -1;
  }
  return text.length;
}

/** Behind a key without a value on its line: a mapping, a list of plain words, or nothing. */
function parseNested(text: string, start: number, indent: number, key: string, into: Meta): number {
  const content = skipSpaces(text, start);
  if (text.startsWith("- ", content) && content - start >= indent) {
    return parseList(text, start, content - start, key, into);
  }
  if (content - start <= indent || content >= text.length) {
    into.set(key, null);
    return start;
  }
  const nested: Meta = new Map();
  into.set(key, nested);
  return parseBlock(text, start, content - start, nested);
}

function parseList(text: string, start: number, indent: number, key: string, into: Meta): number {
  const list: MetaValue[] = [];
  let at = start;
  while (text.startsWith("- ", at + indent) && skipSpaces(text, at) === at + indent) {
    const lineEnd = endOfLine(text, at);
    const item = text.slice(at + indent + 2, contentEnd(text, at, lineEnd));
    if (!/^[\w./][\w./ -]*$/.test(item) || text[nextLine(text, lineEnd)] === " ") return -1;
    list.push(plainValue(item.trimEnd()));
    at = nextLine(text, lineEnd);
  }
  into.set(key, list);
  return at;
}

function parseScalar(text: string, start: number, lineEnd: number, indent: number, key: string, into: Meta): number {
  switch (text[start]) {
    case "'": {
      const close = closingQuote(text, start + 1);
      const end = close === -1 ? -1 : endOfLine(text, close);
      if (close === -1 || text.slice(close + 1, end).trim() !== "") return -1;
      const raw = text.slice(start + 1, close);
      into.set(key, (raw.includes("\n") ? unfold(raw) : raw).replaceAll("''", "'"));
      return nextLine(text, end);
    }
    case "{":
    case "[": {
      const word = text.slice(start, contentEnd(text, start, lineEnd)).trimEnd();
      if (word === "{}") into.set(key, new Map());
      else if (word === "[]") into.set(key, []);
      else return -1;
      return nextLine(text, lineEnd);
    }
  }
  if (startsOtherStyle(text, start)) return -1;
  // A plain scalar goes on over every following line that is indented deeper than its key.
  let end = lineEnd;
  for (;;) {
    const following = nextLine(text, end);
    const content = skipSpaces(text, following);
    if (content - following <= indent || content >= text.length) break;
    if (content >= contentEnd(text, following, endOfLine(text, following))) break;
    end = endOfLine(text, following);
  }
  let raw = text.slice(start, end).trimEnd();
  if (end !== lineEnd) raw = unfold(raw);
  if (raw.includes(": ") || raw.includes(" #") || raw.charCodeAt(raw.length - 1) === colon || raw.includes("\t"))
    return -1;
  into.set(key, plainValue(raw));
  return nextLine(text, end);
}

function plainValue(text: string): string | null {
  switch (text) {
    case "null":
    case "Null":
    case "NULL":
    case "~":
      return null;
  }
  return text;
}

/** YAML's line folding: one line break is a space, n + 1 are n. */
function unfold(text: string): string {
  return text.replace(/[ \t]*\r?\n(?:[ \t]*\r?\n)*[ \t]*/g, (breaks) => {
    const count = breaks.split("\n").length - 1;
    return count === 1 ? " " : "\n".repeat(count - 1);
  });
}

/** The colon behind a plain key, or −1: keys of letters, digits, dots and the like only. */
function endOfKey(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === colon) {
      const next = text.charCodeAt(i + 1);
      return i > start && (next === space || next === newline || next === carriageReturn || i + 1 === text.length)
        ? i
        : -1;
    }
    const isWord =
      (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57) || unit === 95;
    // A dash or a dot may not come first: "- item", "...".
    if (!isWord && (i === start || (unit !== 45 && unit !== 46))) return -1;
  }
  return -1;
}

/** Double quotes, block scalars, anchors, tags, comments, flows: nothing that MLflow writes often. */
function startsOtherStyle(text: string, start: number): boolean {
  if ('"|>&*!%@`#,]}'.includes(text.charAt(start))) return true;
  return "-?:".includes(text.charAt(start)) && /[\s]/.test(text.charAt(start + 1));
}

function closingQuote(text: string, start: number): number {
  for (let i = text.indexOf("'", start); i !== -1; i = text.indexOf("'", i + 2)) {
    if (text[i + 1] !== "'") return i;
  }
  return -1;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

function nextLine(text: string, lineEnd: number): number {
  return Math.min(lineEnd + 1, text.length);
}

/** The end of a line without the carriage return of Windows. */
function contentEnd(text: string, start: number, lineEnd: number): number {
  return lineEnd > start && text.charCodeAt(lineEnd - 1) === carriageReturn ? lineEnd - 1 : lineEnd;
}

function skipSpaces(text: string, at: number): number {
  while (text.charCodeAt(at) === space) at++;
  return at;
}

function parseWithLibrary(text: string): Meta | undefined {
  if (library === undefined) throw new YamlNeeded();
  const document = library.parseDocument(text, {
    version: "1.1",
    schema: "failsafe",
    uniqueKeys: false,
    logLevel: "silent",
  });
  const [error] = document.errors;
  // A colon at its end announces the place in the file, which follows on lines of their own.
  if (error !== undefined) throw new Error(error.message.replace(/:?\n[^]*$/, ""));
  if (document.contents === null) return undefined;
  const value = valueOf(document.contents, 0);
  if (value === null || value === "") return undefined;
  if (!(value instanceof Map)) throw new Error("it holds no keys");
  return value;
}

/** Aliases are not followed: MLflow writes none, and a few lines of them can stand for gigabytes. */
function valueOf(node: ParsedNode | null, depth: number): MetaValue {
  const yaml = library!;
  if (node === null || depth > 20) return null;
  if (yaml.isScalar(node)) {
    const text = typeof node.value === "string" ? node.value : "";
    return node.type === "PLAIN" && (text === "" || plainValue(text) === null) ? null : text;
  }
  if (yaml.isSeq(node)) return node.items.map((item) => valueOf(item, depth + 1));
  if (yaml.isMap(node)) {
    const meta: Meta = new Map();
    for (const { key, value } of node.items) {
      const name = valueOf(key, depth + 1);
      if (typeof name === "string") meta.set(name, valueOf(value, depth + 1));
    }
    return meta;
  }
  return null;
}
