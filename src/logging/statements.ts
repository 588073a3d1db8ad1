import { mask, type Masked } from "./mask.ts";

/** A statement of a Python text on its logical line; of a compound one the head, up to its colon. */
export interface Statement {
  /** Offset of its first character. */
  start: number;
  /** Offset of the beginning of its first line. */
  lineStart: number;
  /** Offset after its last line, line break included. */
  end: number;
  indent: string;
  /** Without comments and without what is in strings; as long as the text from `start` to `end`. */
  code: string;
  /** Which statement's body it stands in; undefined at the top. */
  parent: Statement | undefined;
}

/** A Python text, told apart. */
export interface Script extends Masked {
  text: string;
  statements: Statement[];
  /** The line break of the text, and what its first indented line is indented by. */
  eol: string;
  indentUnit: string;
}

export function readScript(text: string): Script {
  const masked = mask(text);
  const statements: Statement[] = [];
  const open: Statement[] = [];
  for (const { lineStart, end } of logicalLines(masked.code)) {
    const line = text.slice(lineStart, end);
    const indent = /^[ \t\f]*/.exec(line)![0];
    const code = masked.code.slice(lineStart + indent.length, end);
    const isString = masked.strings.some(({ start }) => start === lineStart + indent.length);
    if (code.trim() === "" && !isString) continue;
    while (open.length > 0 && width(open.at(-1)!.indent) >= width(indent)) open.pop();
    const statement = { start: lineStart + indent.length, lineStart, end, indent, code, parent: open.at(-1) };
    statements.push(statement);
    open.push(statement);
  }
  const eol = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  const indentUnit = statements.find(({ parent }) => parent !== undefined && parent.indent === "")?.indent ?? "    ";
  return { ...masked, text, statements, eol, indentUnit };
}

/** Lines, those put together that a bracket, a string or a backslash holds together. */
function* logicalLines(code: string): Generator<{ lineStart: number; end: number }> {
  let lineStart = 0;
  let depth = 0;
  let triple = "";
  for (let index = 0; index < code.length; index++) {
    const char = code[index]!;
    if (triple !== "") {
      if (code.startsWith(triple, index)) {
        index += 2;
        triple = "";
      }
    } else if (code.startsWith('"""', index) || code.startsWith("'''", index)) {
      triple = code.slice(index, index + 3);
      index += 2;
    } else if ("([{".includes(char)) depth++;
    else if (")]}".includes(char)) depth = Math.max(0, depth - 1);
    else if (char === "\n" || (char === "\r" && code[index + 1] !== "\n")) {
      const isGoingOn = depth > 0 || /\\\r?$/.test(code.slice(lineStart, index));
      if (isGoingOn) continue;
      yield { lineStart, end: index + 1 };
      lineStart = index + 1;
    }
  }
  if (lineStart < code.length) yield { lineStart, end: code.length };
}

function width(indent: string): number {
  let columns = 0;
  for (const char of indent) columns = char === "\t" ? columns - (columns % 8) + 8 : columns + 1;
  return columns;
}

/** All that it stands in, from the inside out. */
export function* enclosing(statement: Statement): Generator<Statement> {
  for (let outer = statement.parent; outer !== undefined; outer = outer.parent) yield outer;
}

/** The function or class that it stands in; undefined where it runs with the script. */
export function scopeOf(statement: Statement): Statement | undefined {
  for (const outer of enclosing(statement)) if (isDefinition(outer)) return outer;
  return undefined;
}

export function isDefinition({ code }: Statement): boolean {
  return /^(?:async\s+def|def|class)\b/.test(code);
}

/** The first statement of a body; undefined where it stands on the head's own line. */
export function firstInside(script: Script, head: Statement): Statement | undefined {
  return script.statements.find(({ parent }) => parent === head);
}
