import { qualified, type Imports } from "./imports.ts";
import type { Script, Statement } from "./statements.ts";

/** Data that a script reads into a variable. */
export interface DataRead {
  statement: Statement;
  /** A Python expression of the data set, without `mlflow.`: `data.from_pandas(df, source="iris.csv", name="iris")`. */
  dataset: string;
}

/** What leaves a data frame a data frame. */
const chained =
  /^(?:\s*\.\s*(?:assign|astype|drop|drop_duplicates|dropna|fillna|head|query|rename|reset_index|sample|set_index|sort_values)\s*\([^()]*(?:\([^()]*\)[^()]*)*\))*\s*(?:;.*)?$/s;

/** Data that is read where it can be told into what, and of which kind it is. */
export function dataReads(script: Script, imports: Imports): DataRead[] {
  return script.statements.flatMap((statement) => {
    const dataset = datasetOf(script, imports, statement);
    return dataset === undefined ? [] : [{ statement, dataset }];
  });
}

function datasetOf(script: Script, imports: Imports, { code, start }: Statement): string | undefined {
  const [head, name = "", second, callee] =
    /^([A-Za-z_]\w*)\s*(?:,\s*([A-Za-z_]\w*)\s*)?(?::[^=(]+)?=\s*([A-Za-z_][\w.]*)\s*\(/.exec(code) ?? [];
  if (head === undefined || callee === undefined) return undefined;
  const end = closingBracket(code, head.length);
  if (end === undefined || !chained.test(code.slice(end + 1))) return undefined;
  const args = code.slice(head.length, end);
  const [first = ""] = topLevelParts(args);
  const source = sourceOf(script, first, start + head.length);
  const called = qualified(callee, imports);
  const [, of] = /^sklearn\.datasets\.(?:load|fetch)_(\w+)$/.exec(called) ?? [];
  if (of !== undefined) return ofSklearn(of, name, second, args);
  if (second !== undefined || /\b(?:chunksize|iterator)\s*=/.test(args)) return undefined;
  const title = JSON.stringify(source?.name ?? name);
  const from = source === undefined ? "" : `, source=${source.expression}`;
  if (/^pandas\.read_(?:csv|excel|feather|fwf|json|orc|parquet|pickle|table)$/.test(called)) {
    return `data.from_pandas(${name}${from}, name=${title})`;
  }
  if (/^pandas\.read_sql(?:_query|_table)?$/.test(called)) {
    return `data.from_pandas(${name}, name=${JSON.stringify(name)})`;
  }
  if (/^polars\.read_(?:csv|excel|ipc|json|ndjson|parquet)$/.test(called)) {
    return `data.from_pandas(${name}.to_pandas()${from}, name=${title})`;
  }
  if (/^numpy\.(?:load|loadtxt|genfromtxt)$/.test(called) && !/\.npz\b/.test(source?.expression ?? "")) {
    return `data.from_numpy(${name}${from}, name=${title})`;
  }
  if (called === "datasets.load_dataset" && /\bsplit\s*=/.test(args)) {
    return `data.from_huggingface(${name}, name=${title})`;
  }
  return undefined;
}

/** The example data of scikit-learn: a frame only where one is asked for. */
function ofSklearn(of: string, name: string, second: string | undefined, args: string): string | undefined {
  const isFrame = /\bas_frame\s*=\s*True\b/.test(args);
  const title = `name=${JSON.stringify(of)}`;
  if (second === undefined) {
    if (/\breturn_X_y\s*=\s*True\b/.test(args)) return undefined;
    return isFrame
      ? `data.from_pandas(${name}.frame, ${title}, targets="target")`
      : `data.from_numpy(${name}.data, targets=${name}.target, ${title})`;
  }
  if (!/\breturn_X_y\s*=\s*True\b/.test(args)) return undefined;
  return isFrame
    ? `data.from_pandas(${name}.assign(target=${second}), ${title}, targets="target")`
    : `data.from_numpy(${name}, targets=${second}, ${title})`;
}

/** Where data comes from, as far as the first argument of a call says: a text, or a name that holds one. */
function sourceOf(
  script: Script,
  argument: string,
  offset: number,
): { expression: string; name: string | undefined } | undefined {
  const blanks = /^\s*/.exec(argument)![0].length;
  const code = argument.trim();
  const text = script.text.slice(offset + blanks, offset + blanks + code.length);
  if (/^[A-Za-z_]\w*(?:\.\w+)*$/.test(code)) return { expression: `str(${text})`, name: undefined };
  const literal = script.strings.find(({ start, end }) => start === offset + blanks && end === start + code.length);
  if (literal === undefined || /[\r\n]/.test(text) || /^[^"']*b/i.test(text)) return undefined;
  const isPlain = /^r?["']/i.test(text);
  const [, name] = (isPlain && /([\w. -]+?)(?:\.\w+)*$/.exec(literal.content)) || [];
  return { expression: text, name: name?.trim() === "" ? undefined : name };
}

/** Where the bracket that is open before `start` closes. */
function closingBracket(code: string, start: number): number | undefined {
  let depth = 1;
  for (let index = start; index < code.length; index++) {
    if ("([{".includes(code[index]!)) depth++;
    else if (")]}".includes(code[index]!) && --depth === 0) return index;
  }
  return undefined;
}

function topLevelParts(args: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const char of args) {
    if ("([{".includes(char)) depth++;
    else if (")]}".includes(char)) depth--;
    if (char === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += char;
  }
  return parts;
}
