import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { valueProblem } from "../../mlflow/project/entryPoint.ts";
import type { EntryPoint } from "../../mlflow/project/project.ts";
import type { WorkspaceProject } from "../projectFiles.ts";
import { projectName } from "../tree.ts";
import { isRemoteProject, type RunDefinition } from "./definition.ts";
import { argumentsStep, optionSteps, parameterStep, parameterSteps, storeSteps, type Answers } from "./form.ts";
import type { Launcher } from "./prepare.ts";
import { remember, remembered } from "./remembered.ts";
import { askSteps, askText, back, type Step } from "./steps.ts";
import { relativeProject, taskOf } from "./tasks.ts";

/** Which entry point a command is about: what a tree item or a code lens hands over. */
export interface EntryPointTarget {
  project: WorkspaceProject;
  entryPoint: EntryPoint;
}

export function checkTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new Error(vscode.l10n.t("Nothing is run in Restricted Mode: a project is code of this workspace."));
}

/** Runs an entry point with its defaults. */
export async function runEntryPoint(target: EntryPointTarget, launcher: Launcher): Promise<void> {
  checkTrust();
  await launch(target.project.folder, target.entryPoint.name, await askWhatIsOpen(target, launcher), launcher);
}

/** Runs an entry point with what the user gives for every parameter and option. */
export async function runEntryPointWith({ project, entryPoint }: EntryPointTarget, launcher: Launcher): Promise<void> {
  checkTrust();
  const last = remembered(launcher.context, project.folder, entryPoint.name);
  const answers: Answers = { ...last, parameters: { ...last.parameters } };
  await launcher.stores.ready();
  await askSteps(titleOf(project, entryPoint), [
    ...parameterSteps(project, entryPoint, answers),
    ...optionSteps(answers, project.folder, launcher),
  ]);
  await launch(project.folder, entryPoint.name, answers, launcher);
}

/** Debugs an entry point with its defaults, in the Python debugger. */
export async function debugEntryPoint(target: EntryPointTarget, launcher: Launcher): Promise<void> {
  checkTrust();
  const { project, entryPoint } = target;
  const answers = await askWhatIsOpen(target, launcher);
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(project.folder));
  const definition = definitionOf(project.folder, entryPoint.name, answers);
  const configuration = { ...definition, request: "launch", name: titleOf(project, entryPoint) };
  await vscode.debug.startDebugging(folder, configuration);
}

/** Asks only for what has no default that MLflow would take, and for the store where there are several. */
async function askWhatIsOpen({ project, entryPoint }: EntryPointTarget, launcher: Launcher): Promise<Answers> {
  const last = remembered(launcher.context, project.folder, entryPoint.name);
  const answers: Answers = { ...last, runName: undefined, parameters: {} };
  const paths = { folder: project.folder, exists: existsSync };
  const open = entryPoint.parameters.filter(
    (each) => each.default === undefined || valueProblem(each, each.default, paths)?.severity === "error",
  );
  for (const { name } of open) {
    const value = last.parameters?.[name];
    if (value !== undefined) answers.parameters[name] = value;
  }
  await launcher.stores.ready();
  await askSteps(titleOf(project, entryPoint), [
    ...open.map((parameter) => parameterStep(project.folder, parameter, answers)),
    ...storeSteps(answers, launcher, { again: false }),
  ]);
  return answers;
}

/** Asks for a Git repository and runs an entry point of it. */
export async function runRemoteProject(launcher: Launcher): Promise<void> {
  checkTrust();
  const key = "projects.remote";
  const remote = launcher.context.workspaceState.get(key, { uri: "", version: "", entryPoint: "main" });
  const answers: Answers = { ...remembered(launcher.context, remote.uri, remote.entryPoint), parameters: {} };
  const ask =
    (
      name: keyof typeof remote,
      prompt: string,
      placeholder: string,
      problem?: (text: string) => string | undefined,
    ): Step =>
    async (place) => {
      const { Error: severity } = vscode.InputBoxValidationSeverity;
      const text = await askText(place, {
        ...{ value: remote[name], prompt, placeholder },
        problem: (typed) => {
          const message = problem?.(typed);
          return message === undefined ? undefined : { message, severity };
        },
      });
      if (text === back) return back;
      remote[name] = text.trim();
    };
  await launcher.stores.ready();
  await askSteps(vscode.l10n.t("Run Project from Git"), [
    ask(
      "uri",
      vscode.l10n.t("Git repository; a folder in it after #"),
      "https://github.com/mlflow/mlflow-example",
      (text) =>
        isRemoteProject(text.trim())
          ? undefined
          : vscode.l10n.t("The URI of a Git repository, such as https://… or git@host:…"),
    ),
    ask("version", vscode.l10n.t("Commit, branch or tag; the repository's default branch if empty"), "main"),
    ask("entryPoint", vscode.l10n.t("Entry point"), "main", (text) =>
      text.trim() === "" ? vscode.l10n.t("An entry point has to be named.") : undefined,
    ),
    argumentsStep(answers),
    ...optionSteps(answers, undefined, launcher),
  ]);
  await launcher.context.workspaceState.update(key, remote);
  await launch(remote.uri, remote.entryPoint, answers, launcher, remote.version);
}

function titleOf(project: WorkspaceProject, entryPoint: EntryPoint): string {
  return vscode.l10n.t("Run {0} of {1}", entryPoint.name, projectName(project));
}

async function launch(
  project: string,
  entryPoint: string,
  answers: Answers,
  launcher: Launcher,
  version?: string,
): Promise<void> {
  await remember(launcher.context, project, entryPoint, answers);
  await vscode.tasks.executeTask(taskOf(definitionOf(project, entryPoint, answers, version), launcher));
}

function definitionOf(project: string, entryPoint: string, answers: Answers, version?: string): RunDefinition {
  const { parameters, experiment, store, runName, envManager, backend, backendConfig } = answers;
  const given = { version, experiment, store, runName, envManager, backend, backendConfig };
  return {
    type: "mlflow",
    project: isRemoteProject(project) ? project : relativeProject(project),
    entryPoint,
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== "")),
  };
}
