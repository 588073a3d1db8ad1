import { relative } from "node:path";
import * as vscode from "vscode";
import { projectName } from "../tree.ts";
import { defaultExperiment, type RunDefinition } from "./definition.ts";
import type { Launcher } from "./prepare.ts";
import { ProjectTerminal, type TaskOutcome } from "./terminal.ts";

/** Tasks of type `mlflow`: one for each entry point that needs no parameter, and those of tasks.json. */
export function taskProvider(launcher: Launcher): vscode.TaskProvider {
  return {
    async provideTasks() {
      if (!vscode.workspace.isTrusted) return [];
      const projects = await launcher.files.all();
      return projects.flatMap((project) =>
        project.project.entryPoints
          .filter(({ parameters }) => parameters.every((parameter) => parameter.default !== undefined))
          .map(({ name }) => {
            const definition: RunDefinition = {
              type: "mlflow",
              project: relativeProject(project.folder),
              entryPoint: name,
            };
            const task = taskOf(definition, launcher);
            task.detail = projectName(project);
            return task;
          }),
      );
    },
    resolveTask: (task) => taskOf(task.definition as RunDefinition, launcher, task.scope),
  };
}

/** How tasks.json names a folder: relative where there is but one workspace folder. */
export function relativeProject(folder: string): string {
  const [first, second] = vscode.workspace.workspaceFolders ?? [];
  if (first === undefined || second !== undefined) return folder;
  const inside = relative(first.uri.fsPath, folder).replaceAll("\\", "/");
  return inside === "" ? "." : inside.startsWith("..") ? folder : inside;
}

/** A task that runs what its definition says. Nothing is asked before it starts. */
export function taskOf(
  definition: RunDefinition,
  launcher: Launcher,
  scope: vscode.WorkspaceFolder | vscode.TaskScope | undefined = vscode.TaskScope.Workspace,
  onEnded?: (outcome: TaskOutcome) => void,
): vscode.Task {
  const { project = ".", entryPoint = "main", experiment = defaultExperiment } = definition;
  const name = project === "." ? entryPoint : `${entryPoint} - ${project}`;
  const task = new vscode.Task(
    definition,
    scope,
    name,
    "mlflow",
    // The definition given here has the variables of tasks.json filled in.
    new vscode.CustomExecution((filled) =>
      Promise.resolve(new ProjectTerminal(filled as RunDefinition, launcher, onEnded)),
    ),
    [],
  );
  task.detail = experiment;
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    clear: true,
  };
  return task;
}
