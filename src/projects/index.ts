import * as vscode from "vscode";
import { command } from "../command.ts";
import type { Python } from "../python/index.ts";
import type { Stores } from "../stores/index.ts";
import { createProject } from "./createProject.ts";
import { debugConfigurationProvider } from "./debug.ts";
import { completion } from "./language/completion.ts";
import { showProblems, yamlExtension } from "./language/diagnostics.ts";
import { hover } from "./language/hover.ts";
import { lensProvider } from "./language/lenses.ts";
import {
  debugEntryPoint,
  runEntryPoint,
  runEntryPointWith,
  runRemoteProject,
  type EntryPointTarget,
} from "./launch/commands.ts";
import type { RunDefinition } from "./launch/definition.ts";
import { askParameters, launchRun } from "./launch/launchRun.ts";
import type { Launcher } from "./launch/prepare.ts";
import { taskProvider } from "./launch/tasks.ts";
import { pickEntryPoint } from "./pickEntryPoint.ts";
import { ProjectFiles, projectGlob } from "./projectFiles.ts";
import { openDefinition, ProjectsTree, type Node } from "./tree.ts";
import { addWorkflow } from "./workflow/addWorkflow.ts";

/** The Projects view, what an editor knows of an MLproject, and running its entry points. */
export function register(context: vscode.ExtensionContext, stores: Stores, python: Python): void {
  const files = new ProjectFiles();
  const launcher: Launcher = { context, stores, python, files };
  /** A command on an entry point; from the palette it asks for one. */
  const onEntryPoint = (id: string, work: (target: EntryPointTarget, launcher: Launcher) => Promise<void>) =>
    command(id, async (target?: EntryPointTarget) => work(target ?? (await pickEntryPoint(files)), launcher));
  context.subscriptions.push(
    files,
    showProblems(files),
    command("mlflowLens.openProject", (node: Node) => openDefinition(node)),
    command("mlflowLens.createProject", createProject),
    command("mlflowLens.refreshProjects", () => files.refresh()),
    command("mlflowLens.runRemoteProject", () => runRemoteProject(launcher)),
    onEntryPoint("mlflowLens.runEntryPoint", runEntryPoint),
    onEntryPoint("mlflowLens.runEntryPointWith", runEntryPointWith),
    onEntryPoint("mlflowLens.debugEntryPoint", debugEntryPoint),
    // Not of the palette. Their errors are told by the feature that asks.
    vscode.commands.registerCommand("mlflowLens.askParameters", (definition: RunDefinition) =>
      askParameters(definition, launcher),
    ),
    vscode.commands.registerCommand("mlflowLens.launchRun", (definition: RunDefinition, name: string) =>
      launchRun(definition, name, launcher),
    ),
    onEntryPoint("mlflowLens.addWorkflow", addWorkflow),
    vscode.tasks.registerTaskProvider("mlflow", taskProvider(launcher)),
    vscode.debug.registerDebugConfigurationProvider("mlflow", debugConfigurationProvider(launcher)),
    ...languageFeatures(context),
    ...showView(files, python),
  );
}

function showView(files: ProjectFiles, python: Python): vscode.Disposable[] {
  const tree = new ProjectsTree(files);
  const view = vscode.window.createTreeView("mlflowLens.projects", { treeDataProvider: tree, showCollapseAll: true });
  /** Above the projects only: a view that is empty says it in its welcome. */
  const explain = async () => {
    const isEmpty = (await files.all()).length === 0;
    view.message =
      vscode.workspace.isTrusted || isEmpty
        ? undefined
        : vscode.l10n.t("Nothing is run in Restricted Mode: a project is code of this workspace.");
  };
  const shown = () => {
    if (!view.visible) return;
    void explain();
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    // So that the status bar says what would run them. What is wrong is said when something is run.
    if (vscode.workspace.isTrusted) void python.environment(folder?.uri.fsPath).catch(() => undefined);
  };
  return [
    tree,
    view,
    view.onDidChangeVisibility(shown),
    vscode.workspace.onDidGrantWorkspaceTrust(shown),
    files.onDidChange(shown),
  ];
}

/** Code lenses; completion and hover too, but where the YAML extension is: it shows the same from our schema. */
function languageFeatures(context: vscode.ExtensionContext): vscode.Disposable[] {
  const file: vscode.DocumentFilter = { scheme: "file", pattern: projectGlob };
  const selector = [file, { scheme: "untitled", pattern: projectGlob }];
  const lenses = vscode.languages.registerCodeLensProvider(file, lensProvider(context));
  if (vscode.extensions.getExtension(yamlExtension) !== undefined) return [lenses];
  return [
    lenses,
    vscode.languages.registerCompletionItemProvider(selector, completion, "{", ":", " "),
    vscode.languages.registerHoverProvider(selector, hover),
  ];
}
