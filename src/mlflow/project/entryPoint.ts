import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EntryPoint, Project, ProjectParameter } from "./project.ts";
import { reprList } from "../search/python/repr.ts";
import { invalidParameter } from "../errors.ts";
import { isFloat, isInteger } from "./pythonNumber.ts";
import { shellQuote } from "./shell.ts";
import { strFormat } from "./strFormat.ts";

/** Values by the names of parameters; those that an entry point does not have are passed on as `--name value`. */
export type ParameterValues = Readonly<Record<string, string>>;

/** What is wrong with a value. MLflow fails on an error; of a warning it says nothing. */
export interface ValueProblem {
  severity: "error" | "warning";
  /** MLflow's own where it has one. */
  message: string;
}

/**
 * The entry point of that name, or the script that MLflow takes the name for.
 *
 * @param shell of `.sh` scripts: `$SHELL`, else bash
 * @throws MlflowError in MLflow's words when it is neither
 */
export function entryPointOf(project: Pick<Project, "entryPoints">, name: string, shell = "bash"): EntryPoint {
  const known = project.entryPoints.find((entryPoint) => entryPoint.name === name);
  if (known !== undefined) return known;
  const script = (command: string): EntryPoint => ({ name, command, parameters: [] });
  const [extension] = /(?<=[^/.])\.[^./]*$/.exec(name) ?? [];
  if (extension === ".py") return script(`python ${shellQuote(name)}`);
  if (extension === ".sh") return script(`${shell} ${shellQuote(name)}`);
  if (extension === ".R") return script(`Rscript -e "mlflow::mlflow_source('${shellQuote(name)}')" --args`);
  const names = project.entryPoints.map((entryPoint) => entryPoint.name);
  throw invalidParameter(
    `Could not find ${name} among entry points ${reprList(names)} or interpret ${name} as a runnable script. ` +
      `Supported script file extensions: ['.py', '.sh']`,
  );
}

/** MLflow's refusal of values that lack one without a default, or `undefined`. */
export function missingParameters({ parameters }: EntryPoint, values: ParameterValues): string | undefined {
  const missing = parameters.filter(
    (parameter) => values[parameter.name] === undefined && parameter.default === undefined,
  );
  if (missing.length === 0) return undefined;
  return `No value given for missing parameters: ${missing.map(({ name }) => `'${name}'`).join(", ")}`;
}

/** Where relative paths start, and what is there. */
export interface PathLookup {
  folder: string;
  exists(path: string): boolean;
}

/** What MLflow would say of a parameter's value when it starts; of a type that it does not check, what is wrong with it. */
export function valueProblem(parameter: ProjectParameter, value: string, paths: PathLookup): ValueProblem | undefined {
  const { name, type } = parameter;
  const isRight = type === "float" ? isFloat(value) : type === "int" ? isInteger(value) : true;
  if (!isRight) return { severity: "warning", message: `The value of '${name}' is no ${type}: '${value}'.` };
  if (type === "uri" && schemeOf(value) === undefined) {
    return { severity: "error", message: `Expected URI for parameter ${name} but got ${value}` };
  }
  if (type !== "path") return undefined;
  const path = localPath(value, paths.folder);
  if (path === undefined || paths.exists(path)) return undefined;
  const message = `Got value ${value} for parameter ${name}, but no such file or directory was found.`;
  return { severity: "error", message };
}

/**
 * The command that MLflow gives to bash, with values quoted (`compute_command`).
 *
 * @param options.paths where values of type `path` become absolute; without it they stay, as in what MLflow logs
 * @param options.quotesKeys false for MLflow 1 and 2, which leave the names of further parameters unquoted
 * @throws MlflowError in MLflow's words for a value that it refuses
 */
export function commandOf(
  entryPoint: EntryPoint,
  given: ParameterValues,
  { paths, quotesKeys = true }: { paths?: PathLookup; quotesKeys?: boolean } = {},
): string {
  const missing = missingParameters(entryPoint, given);
  if (missing !== undefined) throw invalidParameter(missing);
  const quoted = new Map<string, string>();
  for (const parameter of entryPoint.parameters) {
    const value = given[parameter.name] ?? parameter.default ?? "";
    const problem = valueProblem(parameter, value, paths ?? { folder: "", exists: () => true });
    if (problem?.severity === "error") throw invalidParameter(problem.message);
    const path = parameter.type === "path" && paths !== undefined ? localPath(value, paths.folder) : undefined;
    quoted.set(parameter.name, shellQuote(path ?? value));
  }
  const filled = strFormat(entryPoint.command, quoted);
  if ("problem" in filled) throw invalidParameter(filled.problem);
  const further = Object.entries(given)
    .filter(([name]) => !quoted.has(name))
    .map(([name, value]) => `--${quotesKeys ? shellQuote(name) : name} ${shellQuote(value)}`);
  return [filled.text, ...further].join(" ");
}

/** What Python's `urlparse` takes for the scheme, in lower case. */
function schemeOf(text: string): string | undefined {
  return /^([a-z][a-z0-9+.-]*):/i.exec(text.replace(/^[\0- ]+/, "").replaceAll(/[\t\r\n]/g, ""))?.[1]?.toLowerCase();
}

/** The file that a value of type `path` names; `undefined` for a URI of another scheme, which MLflow downloads. */
function localPath(value: string, folder: string): string | undefined {
  const scheme = schemeOf(value);
  if (scheme === undefined) return isAbsolute(value) ? join(value) : join(folder, value);
  if (scheme !== "file" || /^file:\/\/[^/]/i.test(value)) return undefined;
  try {
    return fileURLToPath(value.replace(/^file:(?=\/(?!\/))/i, "file://"));
  } catch {
    // A form that only Python takes for a path: it is looked at when MLflow starts.
    return undefined;
  }
}
