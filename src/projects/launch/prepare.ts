import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as vscode from "vscode";
import { backendConfigProblem, type ReadConfigFile } from "../../mlflow/project/backendConfig.ts";
import { entryPointOf, missingParameters, valueProblem } from "../../mlflow/project/entryPoint.ts";
import { isBrokenByCmd } from "../../mlflow/project/shell.ts";
import { credentialVariables, pythonVariables, storeVariables } from "../../python/child.ts";
import { envManagersOf, hasMlflow, type WithMlflow } from "../../python/environment.ts";
import type { Python } from "../../python/index.ts";
import { allowUpgrade } from "../../python/schema.ts";
import type { Stores } from "../../stores/index.ts";
import type { ProjectFiles } from "../projectFiles.ts";
import type { Launch } from "./definition.ts";
import { targetOf, type Target } from "./target.ts";

/** What features of this folder share. */
export interface Launcher {
  context: vscode.ExtensionContext;
  stores: Stores;
  python: Python;
  files: ProjectFiles;
}

/** A program to start, all asked and checked. */
export interface Prepared {
  program: string;
  args: string[];
  cwd: string;
  variables: Record<string, string>;
  target: Target;
  /** A line for the terminal: mlflow takes seconds to say its first word. */
  announcement: string;
}

/**
 * Checks what MLflow would refuse, asks what has to be asked, and says what to start.
 *
 * @throws Error in words for the user, MLflow's where it has some; CancellationError
 */
export async function prepare(launch: Launch, { context, stores, python, files }: Launcher): Promise<Prepared> {
  if (!vscode.workspace.isTrusted) {
    throw new Error(vscode.l10n.t("Nothing is run in Restricted Mode: a project is code of this workspace."));
  }
  const folder = launch.isRemote ? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath : launch.project;
  if (folder === undefined) throw new Error(vscode.l10n.t("Open a folder first: the runs need a place."));
  if (!launch.isRemote) await checkValues(launch, files);
  const named = launch.python === undefined ? undefined : await python.at(launch.python);
  const environment = named !== undefined && hasMlflow(named) ? named : await python.withMlflow(folder);
  checkOptions(launch, environment, folder);
  const target = await targetOf(launch.store, stores, folder, environment.mlflow);
  if (launch.backend === "databricks" && !/^(?:databricks|https?:)/i.test(target.trackingUri)) {
    throw new Error(
      vscode.l10n.t(
        "A run on Databricks cannot reach the store {0}: it needs a server.",
        target.store?.label ?? target.trackingUri,
      ),
    );
  }
  if (target.store !== undefined) {
    await allowUpgrade(target.store, environment, python);
    await makeExperiment(target, launch.experiment);
  }
  return {
    program: environment.executable,
    args: [python.script("run_project.py"), ...argumentsOf(launch)],
    // A project is named by "." from inside: MLflow takes quotes and a # in a path for something else.
    cwd: folder,
    variables: {
      ...pythonVariables(named ?? environment),
      ...storeVariables(target.trackingUri),
      ...(await credentialVariables(context.secrets, target.trackingUri)),
      // For run_project.py, which keeps it from what it starts.
      MLFLOW_LENS_RUN_TAGS: JSON.stringify(launch.tags),
    },
    target,
    announcement: vscode.l10n.t(
      "Starting mlflow {0} ({1}); the run goes to {2}, experiment {3}.",
      environment.mlflow.version,
      environment.executable,
      target.store?.label ?? target.trackingUri,
      launch.experiment,
    ),
  };
}

/** The arguments of `mlflow run`, each in one word with its option: none can be taken for another option. */
export function argumentsOf(launch: Launch): string[] {
  const { project, isRemote, entryPoint, version, experiment, runName, envManager, backend, backendConfig } = launch;
  return [
    `--entry-point=${entryPoint}`,
    `--experiment-name=${experiment}`,
    ...(backend === "local" ? [`--env-manager=${envManager}`] : [`--backend=${backend}`]),
    ...(version === undefined ? [] : [`--version=${version}`]),
    ...(runName === undefined ? [] : [`--run-name=${runName}`]),
    ...(backendConfig === undefined ? [] : [`--backend-config=${backendConfig}`]),
    ...Object.entries(launch.parameters).map(([name, value]) => `--param-list=${name}=${value}`),
    "--",
    isRemote ? project : ".",
  ];
}

async function checkValues(launch: Launch, files: ProjectFiles): Promise<void> {
  const { project } = await files.inFolder(launch.project);
  const error = project.problems.find(({ severity }) => severity === "error");
  if (error !== undefined) throw new Error(error.message);
  const entryPoint = entryPointOf(project, launch.entryPoint, process.env["SHELL"]);
  const missing = missingParameters(entryPoint, launch.parameters);
  if (missing !== undefined) throw new Error(missing);
  const paths = { folder: launch.project, exists: existsSync };
  for (const parameter of entryPoint.parameters) {
    const problem = valueProblem(parameter, launch.parameters[parameter.name] ?? parameter.default ?? "", paths);
    if (problem?.severity === "error") throw new Error(problem.message);
  }
  if (process.platform !== "win32") return;
  const broken = Object.entries(launch.parameters).find(([, value]) => isBrokenByCmd(value));
  if (broken === undefined) return;
  throw new Error(
    vscode.l10n.t(
      "On Windows MLflow passes parameters through cmd.exe, which would change the value of '{0}'.",
      broken[0],
    ),
  );
}

/** The text of a file that a backend's configuration names, relative to the folder that MLflow is started in. */
export function readConfigFile(folder: string | undefined): ReadConfigFile {
  return (path) => {
    try {
      return readFileSync(folder === undefined ? path : resolve(folder, path), "utf8");
    } catch {
      // Whoever asks says that it is not there.
      return undefined;
    }
  };
}

function checkOptions({ envManager, backend, backendConfig }: Launch, { mlflow }: WithMlflow, folder: string): void {
  const problem = backendConfigProblem(backend, backendConfig, readConfigFile(folder));
  if (problem !== undefined) throw new Error(problem);
  const known = envManagersOf(mlflow);
  if (backend !== "local" || known.includes(envManager)) return;
  throw new Error(
    vscode.l10n.t(
      "mlflow {0} has no environment manager '{1}'. It has {2}.",
      mlflow.version,
      envManager,
      known.join(", "),
    ),
  );
}

/** MLflow would put the artifacts of an experiment that it makes into the folder where it was started. */
async function makeExperiment({ store }: Target, name: string): Promise<void> {
  const opened = store?.store;
  if (opened === undefined || opened.readOnlyReason !== undefined) return;
  if ((await opened.getExperimentByName(name)) === undefined) await opened.createExperiment(name);
}
