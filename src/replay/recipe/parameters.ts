import { valueProblem, type PathLookup } from "../../mlflow/project/entryPoint.ts";
import type { EntryPoint } from "../../mlflow/project/project.ts";
import { isBrokenByCmd, isCutWord, unquotedByCmd, unquotedParameter } from "../../mlflow/project/shell.ts";

/** The parameters of a run as its program is given them again. */
export interface PassedParameters {
  values: Record<string, string>;
  /** Of the entry point, with a default that is taken because the run has not logged them. */
  defaulted: string[];
  /** Of the entry point, neither logged nor with a default. */
  missing: string[];
  /** Logged, but not whole: MLflow cuts long values. */
  cut: string[];
  /** What MLflow, or this machine's shell, says of values that cannot be passed. */
  refused: { name: string; problem: string | undefined }[];
  /** Logged and not declared by the entry point: by the program itself, or as arguments beyond what it declares. */
  others: number;
}

/** A name that MLflow 1 and 2 put into a command as it is. */
const plainName = /^\w[\w.-]*$/;

/**
 * The parameters with which an entry point made a run.
 *
 * @param params as the run logged them: `mlflow run` quotes each for a shell
 * @param options.paths where values of type `path` are looked for
 * @param options.madeOn the system of the machine that made the run; `platform` is this one's
 */
export function passedParameters(
  entryPoint: EntryPoint,
  params: Record<string, string>,
  { paths, madeOn, platform }: { paths: PathLookup; madeOn: "windows" | "posix"; platform: NodeJS.Platform },
): PassedParameters {
  const unquoted = madeOn === "windows" ? unquotedByCmd : unquotedParameter;
  const passed: PassedParameters = { values: {}, defaulted: [], missing: [], cut: [], refused: [], others: 0 };
  const declared = new Set(entryPoint.parameters.map(({ name }) => name));
  for (const parameter of entryPoint.parameters) {
    const { name } = parameter;
    const logged = Object.hasOwn(params, name) ? params[name] : undefined;
    if (logged === undefined) {
      (parameter.default === undefined ? passed.missing : passed.defaulted).push(name);
      continue;
    }
    if (madeOn === "posix" && isCutWord(logged)) {
      passed.cut.push(name);
      continue;
    }
    const value = unquoted(logged);
    passed.values[name] = value;
    const problem = valueProblem(parameter, value, paths);
    if (problem?.severity === "error") passed.refused.push({ name, problem: problem.message });
    else if (platform === "win32" && isBrokenByCmd(value)) passed.refused.push({ name, problem: undefined });
  }
  for (const [name, logged] of Object.entries(params)) {
    if (declared.has(name)) continue;
    const value = unquoted(logged);
    // Only `mlflow run` quotes: what is quoted was an argument, of the rest nobody knows.
    if (value !== logged && plainName.test(name)) passed.values[name] = value;
    else passed.others++;
  }
  return passed;
}

/** On which system a run was made, as the path of its source tells. */
export function madeOn(tags: Record<string, string>): "windows" | "posix" {
  return /^(?:file:\/{2,3})?[a-z]:[\\/]/i.test(tags["mlflow.source.name"] ?? "") ? "windows" : "posix";
}
