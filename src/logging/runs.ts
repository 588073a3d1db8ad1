import { qualified, type Imports } from "./imports.ts";
import { enclosing, firstInside, isDefinition, scopeOf, type Script, type Statement } from "./statements.ts";

/** Where something can be said, and how far it is indented. */
export interface Place {
  offset: number;
  indent: string;
}

/** Where a run begins: the body of `with mlflow.start_run():`, or after `mlflow.start_run()`. */
export interface RunStart extends Place {
  statement: Statement;
  /** Whether it is a run within another. */
  isNested: boolean;
}

export function runStarts(script: Script, imports: Imports): RunStart[] {
  const found: RunStart[] = [];
  for (const statement of script.statements) {
    if (!calls(statement.code, imports, "mlflow.start_run")) continue;
    const isNested =
      /\bnested\s*=\s*True\b/.test(statement.code) ||
      [...enclosing(statement)].some((outer) => found.some((run) => run.statement === outer));
    if (/^(?:async\s+)?with\b/.test(statement.code)) {
      const body = firstInside(script, statement);
      if (body !== undefined) found.push({ statement, isNested, offset: statement.end, indent: body.indent });
    } else if (/^(?:\w+\s*=\s*)?[\w.]+\s*\(/.test(statement.code)) {
      found.push({ statement, isNested, offset: statement.end, indent: statement.indent });
    }
  }
  return found;
}

/** Whether a statement calls something by its name in a module. */
export function calls(code: string, imports: Imports, name: string): boolean {
  return [...code.matchAll(/(?<![\w.])([A-Za-z_][\w.]*)\s*\(/g)].some(
    ([, dotted = ""]) => qualified(dotted, imports) === name,
  );
}

/** Whether it calls a function of mlflow's, or a method of a client's, by its last name. */
export function callsAny(code: string, name: RegExp): boolean {
  return new RegExp(`(?<!\\w)(?<!def\\s)(?:${name.source})\\s*\\(`).test(code);
}

/** Where a script that starts no run itself begins to log. */
export interface WorkPlace extends Place {
  /** Whether something before it logs, which starts a run. */
  isStarted: boolean;
}

/**
 * After what says where runs go and what the arguments are; else where the script begins to work.
 *
 * @param end where its imports end
 * @returns undefined for a module, which does nothing when it is imported, and for what makes its runs by a client
 */
export function placeOfWork(script: Script, imports: Imports, end: number): WorkPlace | undefined {
  if (script.statements.some(({ code }) => callsAny(code, /create_run/))) return undefined;
  const place = afterDirections(script, imports) ?? inMain(script) ?? beforeWork(script, end);
  if (place === undefined) return undefined;
  const isStarted = script.statements.some(
    (statement) =>
      statement.end <= place.offset &&
      scopeOf(statement) === undefined &&
      [...statement.code.matchAll(/(?<![\w.])([A-Za-z_][\w.]*)\s*\(/g)].some(([, dotted = ""]) =>
        /^mlflow\.(?:log_\w+|set_tags?)$/.test(qualified(dotted, imports)),
      ),
  );
  return { ...place, isStarted };
}

function afterDirections(script: Script, imports: Imports): Place | undefined {
  const last = script.statements.findLast(
    ({ code }) =>
      calls(code, imports, "mlflow.set_experiment") ||
      calls(code, imports, "mlflow.set_tracking_uri") ||
      callsAny(code, /parse(?:_known)?_args/),
  );
  return last && /^(?:\w+(?:\s*,\s*\w+)*\s*=\s*)?[\w.]+\s*\(/.test(last.code)
    ? { offset: last.end, indent: last.indent }
    : undefined;
}

function inMain(script: Script): Place | undefined {
  const main = script.statements.find(({ code, parent }) => parent === undefined && /^if\s+__name__\s*==/.test(code));
  const body = main && firstInside(script, main);
  return main && body && { offset: main.end, indent: body.indent };
}

function beforeWork(script: Script, end: number): Place | undefined {
  const work = script.statements.find(
    (statement) =>
      statement.lineStart >= end &&
      statement.parent === undefined &&
      !isDefinition(statement) &&
      !/^(?:@|[rbuRBU]{0,2}["']|import\b|from\b|if\s+__name__\b)/.test(statement.code),
  );
  return work && { offset: aboveComments(script.text, work.lineStart), indent: "" };
}

/** A comment belongs to what follows it. */
function aboveComments(text: string, offset: number): number {
  const lines = text.slice(0, offset).match(/[^\r\n]*(?:\r\n|\n|\r)/g) ?? [];
  const comments = lines.slice(lines.findLastIndex((line) => !/^[ \t]*#/.test(line)) + 1);
  return offset - comments.join("").length;
}

/** Where data that was read can be logged: at once within a run, else where the next run of its scope begins. */
export function placeOfData(
  script: Script,
  read: Statement,
  runs: readonly RunStart[],
  work: Place | undefined,
): Place | undefined {
  const after = { offset: read.end, indent: read.indent };
  if (runs.length === 0 && work !== undefined) {
    if (isReadAfter(script, read, work)) return after;
    // What was read before the script logs anything is logged with the rest.
    return enclosing(read).next().done === true ? work : undefined;
  }
  const outer = [...enclosing(read)];
  if (runs.some(({ statement }) => outer.includes(statement))) return after;
  const scope = scopeOf(read);
  const bare = runs.find(
    ({ statement }) =>
      !/^(?:async\s+)?with\b/.test(statement.code) && statement.end <= read.lineStart && scopeOf(statement) === scope,
  );
  if (bare !== undefined) return after;
  const next = runs.find(
    ({ statement, isNested }) =>
      !isNested && statement.lineStart >= read.end && (scopeOf(statement) === scope || scope === undefined),
  );
  // What is read in a branch or a loop may not be there after it.
  const isSure = next !== undefined && outer.every((each) => isDefinition(each) || encloses(each, next.statement));
  return isSure ? { offset: next.offset, indent: next.indent } : undefined;
}

/** A function that is called only later reads later, wherever it stands. */
function isReadAfter(script: Script, read: Statement, work: Place): boolean {
  if (read.lineStart >= work.offset) return true;
  const scope = scopeOf(read);
  const [, name] = /^(?:async\s+)?def\s+(\w+)/.exec(scope?.code ?? "") ?? [];
  if (name === undefined) return false;
  const isCall = new RegExp(`\\b${name}\\s*\\(`);
  return !script.statements.some(
    (statement) =>
      statement.end <= work.offset &&
      scopeOf(statement) === undefined &&
      statement !== scope &&
      isCall.test(statement.code),
  );
}

function encloses(outer: Statement, inner: Statement): boolean {
  return [...enclosing(inner)].includes(outer);
}
