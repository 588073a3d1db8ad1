import * as vscode from "vscode";
import { entryPointOf } from "../mlflow/project/entryPoint.ts";
import { credentialVariables, pythonVariables, storeVariables } from "../python/child.ts";
import { allowUpgrade } from "../python/schema.ts";
import { debugpyConfiguration } from "./debugpyConfiguration.ts";
import { checkTrust } from "./launch/commands.ts";
import { launchOf, type RunDefinition } from "./launch/definition.ts";
import type { Launcher } from "./launch/prepare.ts";
import { relativeProject } from "./launch/tasks.ts";
import { targetOf } from "./launch/target.ts";

const debuggerExtension = "ms-python.debugpy";

/** Configurations of type `mlflow` in launch.json: an entry point in the Python debugger, with its store and experiment. */
export function debugConfigurationProvider(launcher: Launcher): vscode.DebugConfigurationProvider {
  return {
    async provideDebugConfigurations() {
      const projects = await launcher.files.all();
      return projects.flatMap(({ folder, project }) =>
        project.entryPoints.map(({ name }) => ({
          type: "mlflow",
          request: "launch",
          name: vscode.l10n.t("MLflow: {0}", name),
          project: relativeProject(folder),
          entryPoint: name,
        })),
      );
    },
    async resolveDebugConfigurationWithSubstitutedVariables(_folder, configuration) {
      try {
        return await pythonConfiguration(configuration, launcher);
      } catch (error) {
        if (error instanceof vscode.CancellationError) return undefined;
        throw error;
      }
    },
  };
}

/** What the Python debugger is given. */
async function pythonConfiguration(
  configuration: vscode.DebugConfiguration,
  { context, stores, python, files }: Launcher,
): Promise<vscode.DebugConfiguration | undefined> {
  checkTrust();
  if (vscode.extensions.getExtension(debuggerExtension) === undefined) return offerDebugger();
  const launch = launchOf(configuration as unknown as RunDefinition);
  if (launch.isRemote) throw new Error(vscode.l10n.t("Only a project of this machine can be debugged."));
  const { project, folder } = await files.inFolder(launch.project);
  const entryPoint = entryPointOf(project, launch.entryPoint, process.env["SHELL"]);
  const environment = await python.withMlflow(folder);
  const target = await targetOf(launch.store, stores, folder, environment.mlflow);
  if (target.store !== undefined) await allowUpgrade(target.store, environment, python);
  const { command, configuration: program } = debugpyConfiguration({
    entryPoint,
    parameters: launch.parameters,
    folder,
    python: environment.executable,
    variables: {
      ...pythonVariables(environment),
      ...storeVariables(target.trackingUri),
      ...(await credentialVariables(context.secrets, target.trackingUri)),
      MLFLOW_EXPERIMENT_NAME: launch.experiment,
    },
  });
  if (program === undefined) {
    throw new Error(vscode.l10n.t("Only a command that starts one Python program can be debugged: {0}", command));
  }
  const { justMyCode = true, stopOnEntry = false } = configuration as { justMyCode?: boolean; stopOnEntry?: boolean };
  return { ...program, name: configuration.name, justMyCode, stopOnEntry };
}

async function offerDebugger(): Promise<undefined> {
  const show = vscode.l10n.t("Show Extension");
  const picked = await vscode.window.showInformationMessage(
    vscode.l10n.t("Debugging an entry point needs the extension Python Debugger."),
    show,
  );
  if (picked === show) await vscode.commands.executeCommand("extension.open", debuggerExtension);
}
