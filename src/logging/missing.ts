import { dataReads } from "./data.ts";
import { boundTo, importPlaces, importsOf, qualified, type Imports } from "./imports.ts";
import { checksLibrariesSince, datasetsSince, hasSince, librariesIn } from "./libraries.ts";
import { callsAny, placeOfData, placeOfWork, runStarts, type Place } from "./runs.ts";
import { changesFunction, packagesFunction, type InsertedFunction } from "./snippets.ts";
import { readScript, type Script } from "./statements.ts";

/** What an addition is for; an import is for what needs it. */
export type Part = "autolog" | "data" | "packages" | "changes" | "run";

/** What can be wanted or not. */
export const parts = ["autolog", "data", "packages", "changes"] as const satisfies Part[];

/** A text that is put into a script. */
export interface Addition {
  part: Part;
  offset: number;
  text: string;
}

/** What is missing in a script; those of one offset follow each other as they do here. */
export interface Missing {
  additions: Addition[];
  /** Whether it is told where the script's runs begin: a module that is only imported has no such place. */
  hasPlace: boolean;
}

/** Whether MLflow could log anything of a script that is not told to: it imports mlflow, or what MLflow knows. */
export function isTraining({ modules }: Imports): boolean {
  return modules.has("torch") || [...modules].some((name) => /^mlflow\b/.test(name)) || librariesIn(modules).length > 0;
}

/**
 * What a script would have to do for its runs to be complete and reproducible, as far as it does not.
 *
 * @param version of the mlflow that runs it, such as `3.17.2`; undefined where that is not known
 * @param wanted what of it is to be added; a run comes with whatever needs one
 */
export function missingIn(text: string, version: string | undefined, wanted: readonly Part[] = parts): Missing {
  const script = readScript(text);
  const imports = importsOf(script);
  const places = importPlaces(script);
  const runs = runStarts(script, imports);
  const work = runs.length === 0 ? placeOfWork(script, imports, places.end) : undefined;
  const starts: Place[] = runs.length === 0 ? (work === undefined ? [] : [work]) : runs.filter((run) => !run.isNested);
  if (starts.length === 0) return { additions: [], hasPlace: false };
  const mlflow = boundTo("mlflow", imports) ?? "mlflow";
  const additions: Addition[] = [];
  const add = (part: Part, offset: number, lines: string) =>
    additions.push({ part, offset, text: lines.replaceAll("\n", script.eol) });

  const isMissing: Record<Exclude<Part, "run">, boolean> = {
    autolog: wanted.includes("autolog"),
    packages: wanted.includes("packages") && !logsPackages(script),
    changes: wanted.includes("changes") && !logsChanges(script),
    data: wanted.includes("data") && hasSince(version, datasetsSince) && !logsData(script),
  };
  const autologs = isMissing.autolog
    ? autologsToSay(script, imports, version).map((call) => `${mlflow}.${call}\n`)
    : [];
  const reads = isMissing.data
    ? dataReads(script, imports).flatMap(({ statement, dataset }) => {
        const place = placeOfData(script, statement, runs, work);
        return place === undefined
          ? []
          : [{ place, line: `${mlflow}.log_input(${mlflow}.${dataset}, context="training")\n` }];
      })
    : [];
  const functions = [
    ...(isMissing.packages ? [packagesFunction(freeName(script, "log_packages"), mlflow, script.indentUnit)] : []),
    ...(isMissing.changes
      ? [changesFunction(freeName(script, "log_uncommitted_changes"), mlflow, script.indentUnit)]
      : []),
  ];
  const isRunMissing = work !== undefined && !work.isStarted && functions.length + reads.length > 0;

  const first: Part | undefined =
    autologs.length > 0
      ? "autolog"
      : isRunMissing
        ? "run"
        : (functions[0]?.part ?? (reads.length > 0 ? "data" : undefined));
  if (first === undefined) return { additions, hasPlace: true };
  addImports();
  if (autologs.length > 0) add("autolog", places.end, `\n${autologs.join("")}`);
  functions.forEach((each, index) => {
    const isLast = index === functions.length - 1;
    add(each.part, places.end, `\n\n${each.text}${isLast ? blankLinesBefore(text.slice(places.end)) : ""}`);
  });
  for (const { offset, indent } of starts) {
    const isAlone = work !== undefined && indent === "" && offset >= places.end;
    const lines: [Part, string][] = [
      ...(isRunMissing ? [["run", `${mlflow}.start_run()\n`] as [Part, string]] : []),
      ...functions.map(({ part, name }): [Part, string] => [part, `${name}()\n`]),
    ];
    lines.forEach(([part, line], index) => {
      const isEnd = isAlone && index === lines.length - 1 && /^[ \t]*\S/.test(text.slice(offset));
      add(part, offset, `${indent}${line}${isEnd ? "\n" : ""}`);
    });
  }
  for (const { place, line } of reads) add("data", place.offset, `${place.indent}${line}`);
  return {
    additions: atLineEnds(
      additions.toSorted((a, b) => a.offset - b.offset),
      script,
    ),
    hasPlace: true,
  };

  function addImports(): void {
    const needed = modulesOf(functions).filter(({ module }) => {
      const [root = ""] = module.split(".", 1);
      return !(imports.globals.has(root) && imports.names.get(root) === root && imports.modules.has(module));
    });
    for (const [index, { part, module }] of needed.entries()) {
      const offset = places.of(module);
      const isLastAlone = index === needed.length - 1 && offset === places.aloneAt;
      add(part, offset, `import ${module}\n${isLastAlone ? "\n" : ""}`);
    }
    if (boundTo("mlflow", imports) === undefined) {
      add(first!, places.of("mlflow"), `${places.hasImports || places.end === 0 ? "" : "\n"}import mlflow\n`);
    }
  }
}

/** A text with its additions in it. */
export function withAdditions(text: string, additions: readonly Addition[]): string {
  let result = "";
  let from = 0;
  for (const { offset, text: addition } of additions) {
    result += text.slice(from, offset) + addition;
    from = offset;
  }
  return result + text.slice(from);
}

/** Each module once, in the order of the alphabet. */
function modulesOf(functions: readonly InsertedFunction[]): { part: Part; module: string }[] {
  const needed = functions.flatMap(({ part, modules }) => modules.map((module) => ({ part, module })));
  return needed
    .filter(({ module }, index) => needed.findIndex((other) => other.module === module) === index)
    .sort((a, b) => (a.module < b.module ? -1 : 1));
}

/** The calls, without `mlflow.`, for the libraries that log nothing yet. */
function autologsToSay({ statements }: Script, imports: Imports, version: string | undefined): string[] {
  const said = statements.flatMap(({ code }) =>
    [...code.matchAll(/(?<![\w.])([A-Za-z_][\w.]*)\s*\(/g)]
      .map(([, dotted = ""]) => qualified(dotted, imports))
      .filter((name) => /(?:^|\.)autolog$/.test(name)),
  );
  // One that is said of no library is said of all.
  const isSaidOf = (flavor: string) =>
    said.some((name) => name === `mlflow.${flavor}.autolog` || !/^mlflow\.\w+(?:\.\w+)?\.autolog$/.test(name));
  const logsModels = statements.some(({ code }) => callsAny(code, /(?:\w+\.)*log_model/));
  const silent = librariesIn(imports.modules).filter(
    ({ flavor, since }) => hasSince(version, since) && !isSaidOf(flavor),
  );
  const calls = silent.map((library) => {
    const options = library.logsModels && logsModels ? "log_models=False" : "";
    return hasSince(version, checksLibrariesSince) ? `${library.flavor}.autolog(${options})` : `autolog(${options})`;
  });
  return [...new Set(calls)];
}

function logsData({ statements }: Script): boolean {
  return statements.some(({ code }) => callsAny(code, /(?:\w+\.)*log_inputs?/));
}

function logsPackages({ statements, strings }: Script): boolean {
  return statements.some(
    ({ code, start, end }) =>
      callsAny(code, /(?:\w+\.)*log_(?:artifacts?|text|dict)/) &&
      strings.some(
        (string) =>
          string.start >= start &&
          string.end <= end &&
          /(?:requirements[\w.-]*\.txt|(?:conda|python_env|environment)\.ya?ml|uv\.lock|poetry\.lock)$/.test(
            string.content,
          ),
      ),
  );
}

function logsChanges({ statements, strings }: Script): boolean {
  return (
    statements.some(({ code }) => callsAny(code, /(?:\w+\.)*enable_git_model_versioning/)) ||
    strings.some(({ content }) => /^mlflow\.source\.git\.diff$|\.(?:diff|patch)$/.test(content))
  );
}

/** A name that nothing in the script has. */
function freeName({ code }: Script, wanted: string): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted}_${count}`;
    if (!new RegExp(`\\b${name}\\b`).test(code)) return name;
  }
}

/** Two empty lines follow a function, as far as there are none yet. */
function blankLinesBefore(rest: string): string {
  if (rest.trim() === "") return "";
  const there = /^(?:[ \t]*(?:\r\n|\n|\r))*/.exec(rest)![0].match(/\r\n|\n|\r/g)?.length ?? 0;
  return "\n".repeat(Math.max(0, 2 - there));
}

/** A text whose last line does not end gets its line break first. */
function atLineEnds(additions: readonly Addition[], { text, eol }: Script): Addition[] {
  const isOpen = text !== "" && !/[\r\n]$/.test(text);
  const firstAtEnd = additions.findIndex(({ offset }) => offset === text.length);
  return additions.map((addition, index) =>
    isOpen && index === firstAtEnd ? { ...addition, text: eol + addition.text } : addition,
  );
}
