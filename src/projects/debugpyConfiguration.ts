import { existsSync } from "node:fs";
import { commandOf, type ParameterValues } from "../mlflow/project/entryPoint.ts";
import type { EntryPoint } from "../mlflow/project/project.ts";
import { pythonProgramOf } from "../mlflow/project/pythonProgram.ts";

/** An entry point, with where and with what it is debugged. */
export interface Debugged {
  entryPoint: EntryPoint;
  parameters: ParameterValues;
  /** The project's. */
  folder: string;
  python: string;
  variables: Record<string, string>;
}

/**
 * What the Python debugger is given to start an entry point's program.
 *
 * @returns undefined where the command, which is answered too, is more than one Python program
 * @throws MlflowError in MLflow's words for parameters that it refuses
 */
export function debugpyConfiguration({ entryPoint, parameters, folder, python, variables }: Debugged) {
  const command = commandOf(entryPoint, parameters, { paths: { folder, exists: existsSync } });
  const program = pythonProgramOf(command);
  if (program === undefined) return { command, configuration: undefined };
  const { start, args, pythonArgs } = program;
  const configuration = {
    ...{ type: "debugpy", request: "launch", ...start, args, pythonArgs },
    ...{ python, cwd: folder, console: "integratedTerminal", env: variables },
  };
  return { command, configuration };
}
