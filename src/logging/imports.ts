import { scopeOf, type Script, type Statement } from "./statements.ts";

/** What a script imports. */
export interface Imports {
  /** What names of the whole script stand for: `pd` for `pandas`, `read_csv` for `pandas.read_csv`. */
  names: Map<string, string>;
  /** Those that the whole script knows, and not only a function. */
  globals: Set<string>;
  /** Every module that is named anywhere, also within functions: `sklearn.ensemble`. */
  modules: Set<string>;
}

export function importsOf({ statements }: Script): Imports {
  const names = new Map<string, string>();
  const globals = new Set<string>();
  const modules = new Set<string>();
  for (const statement of statements) {
    const bind = (name: string, meaning: string) => {
      names.set(name, meaning);
      if (scopeOf(statement) === undefined) globals.add(name);
    };
    const text = statement.code.replaceAll(/[()\\\s]+/g, " ").trim();
    const [, from, what = ""] = /^from ([\w.]+) import (.+)$/.exec(text) ?? [];
    if (from !== undefined) {
      modules.add(from);
      for (const [name, bound] of asPairs(what)) {
        modules.add(`${from}.${name}`);
        bind(bound ?? name, `${from}.${name}`);
      }
      continue;
    }
    const [, plain] = /^import (.+)$/.exec(text) ?? [];
    for (const [name, bound] of asPairs(plain ?? "")) {
      modules.add(name);
      const [first = ""] = name.split(".", 1);
      if (bound === undefined) bind(first, first);
      else bind(bound, name);
    }
  }
  return { names, globals, modules };
}

function asPairs(list: string): [name: string, bound: string | undefined][] {
  return list
    .split(";", 1)[0]!
    .split(",")
    .flatMap((each): [string, string | undefined][] => {
      const [, name, bound] = /^\s*([\w.]+)(?: as (\w+))?\s*$/.exec(each) ?? [];
      return name === undefined ? [] : [[name, bound]];
    });
}

/** A dotted name as the modules have it: `pd.read_csv` is `pandas.read_csv`. */
export function qualified(dotted: string, { names }: Imports): string {
  const [first = "", ...rest] = dotted.split(".");
  return [names.get(first) ?? first, ...rest].join(".");
}

/** The name that a module goes by in the whole script; undefined where it is not imported as a whole. */
export function boundTo(module: string, { names, globals }: Imports): string | undefined {
  return [...names].find(([name, meaning]) => meaning === module && globals.has(name))?.[0];
}

/** Modules of Python itself that scripts begin with: new ones of Python stand among them. */
const ofPython =
  /^(?:__future__|abc|argparse|ast|asyncio|base64|collections|contextlib|copy|csv|dataclasses|datetime|enum|functools|glob|gzip|hashlib|importlib|io|itertools|json|logging|math|multiprocessing|operator|os|pathlib|pickle|platform|pprint|random|re|shutil|signal|socket|statistics|string|subprocess|sys|tempfile|textwrap|threading|time|traceback|types|typing|unittest|urllib|uuid|warnings|zipfile)\b/;

/** Where imports go. */
export interface ImportPlaces {
  /** For a module, in the order of the alphabet among those of its kind. */
  of: (module: string) => number;
  /** The offset after all imports that the script begins with, and after what turns logging on. */
  end: number;
  /** Where modules of Python go while there are none; an empty line follows them. */
  aloneAt: number | undefined;
  hasImports: boolean;
}

/** After the docstring and `from __future__`, and before anything that the script does. */
export function importPlaces(script: Script): ImportPlaces {
  const top = script.statements.filter(({ parent }) => parent === undefined);
  const beginning: Statement[] = [];
  let prologueEnd = /^#!.*\r?\n?|^/.exec(script.text)![0].length;
  let last: Statement | undefined;
  for (const [index, statement] of top.entries()) {
    if (index === 0 && /^[rbuRBU]{0,2}["']/.test(statement.code)) prologueEnd = statement.end;
    if (/^from\s+__future__\b/.test(statement.code)) prologueEnd = statement.end;
    else if (isImport(statement)) {
      beginning.push(statement);
      last = statement;
    } else if (/^[\w.]*\bautolog\s*\(/.test(statement.code)) last = statement;
    if (/^(?:async|def|class|with|for|while|@|if\s+__name__)/.test(statement.code)) break;
  }
  const end = last?.end ?? prologueEnd;
  const own = beginning.filter(({ code }) => ofPython.test(moduleOf(code)));
  const others = beginning.filter((statement) => !own.includes(statement));
  const first = beginning[0]?.lineStart ?? prologueEnd;
  return {
    of: (module) =>
      ofPython.test(module) ? (among(module, own) ?? own[0]?.lineStart ?? first) : (among(module, others) ?? end),
    end,
    aloneAt: own.length === 0 && beginning.length > 0 ? first : undefined,
    hasImports: last !== undefined,
  };
}

/** Where a module belongs among `import` lines; undefined where there are none. */
function among(module: string, statements: readonly Statement[]): number | undefined {
  const plain = statements.filter(({ code, parent }) => /^import\b/.test(code) && parent === undefined);
  const before = plain.findLast(({ code }) => moduleOf(code) < module);
  return before?.end ?? plain[0]?.lineStart;
}

function isImport({ code }: Statement): boolean {
  return /^(?:import|from)\s/.test(code);
}

function moduleOf(code: string): string {
  return /^(?:import|from)\s+([\w.]+)/.exec(code)?.[1] ?? "";
}
