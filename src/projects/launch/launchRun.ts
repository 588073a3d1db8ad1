import * as vscode from "vscode";
import { entryPointOf } from "../../mlflow/project/entryPoint.ts";
import { checkTrust } from "./commands.ts";
import { launchOf, type RunDefinition } from "./definition.ts";
import { findStore } from "./target.ts";
import { parameterSteps, type Answers } from "./form.ts";
import type { Launcher } from "./prepare.ts";
import { askSteps } from "./steps.ts";
import { taskOf } from "./tasks.ts";
import type { TaskOutcome } from "./terminal.ts";

/** What the command `mlflowLens.launchRun` answers when the task has ended. */
interface LaunchOutcome {
  /** 0 where all went well. */
  exitCode: number;
  /** The run that was made, and the store that it is in; absent where none was. */
  runId?: string;
  storeId?: string;
}

/** The form of an entry point's parameters, filled in; a command, since other features ask it too. @throws CancellationError */
export async function askParameters(definition: RunDefinition, launcher: Launcher): Promise<Record<string, string>> {
  checkTrust();
  const { project: folder, entryPoint: name, parameters } = launchOf(definition);
  const project = await launcher.files.inFolder(folder);
  const entryPoint = entryPointOf(project.project, name, process.env["SHELL"]);
  const answers: Answers = { parameters: { ...parameters } };
  await askSteps(vscode.l10n.t("Parameters of {0}", name), parameterSteps(project, entryPoint, answers));
  return answers.parameters;
}

/** Runs what a definition says as a task of that name, to its end; a command, since other features launch too. */
export async function launchRun(definition: RunDefinition, name: string, launcher: Launcher): Promise<LaunchOutcome> {
  checkTrust();
  const { exitCode, run } = await new Promise<TaskOutcome>((resolve, reject) => {
    const task = taskOf(definition, launcher, vscode.TaskScope.Workspace, resolve);
    task.name = name;
    vscode.tasks.executeTask(task).then(undefined, reject);
  });
  if (run === undefined) return { exitCode };
  const store = await findStore(launcher.stores, run.trackingUri);
  return { exitCode, runId: run.runId, storeId: store?.id };
}
