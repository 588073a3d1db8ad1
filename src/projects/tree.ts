import { basename } from "node:path";
import * as vscode from "vscode";
import type { EntryPoint, ProjectParameter } from "../mlflow/project/project.ts";
import { type ProjectFiles, rangeIn, scriptOf, type WorkspaceProject } from "./projectFiles.ts";

export type Node = ProjectNode | EntryPointNode | ParameterNode | ProblemNode;

export interface ProjectNode {
  kind: "project";
  project: WorkspaceProject;
}

export interface EntryPointNode {
  kind: "entryPoint";
  project: WorkspaceProject;
  entryPoint: EntryPoint;
}

export interface ParameterNode {
  kind: "parameter";
  parent: EntryPointNode;
  parameter: ProjectParameter;
}

/** What MLflow would fail on. */
export interface ProblemNode {
  kind: "problem";
  project: WorkspaceProject;
  message: string;
  range: vscode.Range;
}

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** The Projects view: projects, their entry points, and the parameters of each. */
export class ProjectsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #files: ProjectFiles;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #subscription: vscode.Disposable;

  constructor(files: ProjectFiles) {
    this.#files = files;
    this.#subscription = files.onDidChange(() => this.#changed.fire());
  }

  async getChildren(node?: Node): Promise<Node[]> {
    switch (node?.kind) {
      case undefined:
        return (await this.#files.all()).map((project): ProjectNode => ({ kind: "project", project }));
      case "project":
        return [...problemNodes(node.project), ...entryPointNodes(node.project)];
      case "entryPoint":
        return node.entryPoint.parameters.map((parameter): ParameterNode => ({
          kind: "parameter",
          parent: node,
          parameter,
        }));
      default:
        return [];
    }
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const item = unnamedItem(node);
    item.id = idOf(node);
    return item;
  }

  getParent(node: Node): Node | undefined {
    if (node.kind === "project") return undefined;
    return node.kind === "parameter" ? node.parent : { kind: "project", project: node.project };
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

function problemNodes(project: WorkspaceProject): ProblemNode[] {
  return project.project.problems
    .filter(({ severity }) => severity === "error")
    .map(({ message, range }) => ({ kind: "problem", project, message, range: rangeIn(project.text, range) }));
}

function entryPointNodes(project: WorkspaceProject): EntryPointNode[] {
  return project.project.entryPoints.map((entryPoint) => ({ kind: "entryPoint", project, entryPoint }));
}

function idOf(node: Node): string {
  switch (node.kind) {
    case "project":
      return node.project.folder;
    case "entryPoint":
      return `${node.project.folder}\0${node.entryPoint.name}`;
    case "parameter":
      return `${idOf(node.parent)}\0${node.parameter.name}`;
    case "problem":
      return `${node.project.folder}\0problem\0${node.range.start.line}\0${node.message}`;
  }
}

function unnamedItem(node: Node): vscode.TreeItem {
  switch (node.kind) {
    case "project":
      return projectItem(node.project);
    case "entryPoint":
      return entryPointItem(node);
    case "parameter":
      return parameterItem(node);
    case "problem":
      return problemItem(node);
  }
}

/** What a project is called where it is shown: by itself, else as its folder. */
export function projectName({ project, folder }: WorkspaceProject): string {
  return project.name ?? basename(folder);
}

function projectItem(project: WorkspaceProject): vscode.TreeItem {
  const { environment, problems } = project.project;
  const item = new vscode.TreeItem(projectName(project), Expanded);
  const isBroken = problems.some(({ severity }) => severity === "error");
  item.iconPath = isBroken
    ? new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"))
    : new vscode.ThemeIcon(project.file === undefined ? "folder" : "project");
  const path = vscode.workspace.asRelativePath(project.folder, false);
  const runsIn = environment.kind === "docker_env" ? environment.image : environment.file && basename(environment.file);
  item.description = [path === project.folder ? undefined : path, runsIn].filter(Boolean).join(" · ");
  item.tooltip = project.file?.fsPath ?? vscode.l10n.t("{0}: a folder without an MLproject", project.folder);
  item.contextValue = project.file === undefined ? "project script" : "project";
  return item;
}

function entryPointItem(node: EntryPointNode): vscode.TreeItem {
  const { entryPoint } = node;
  const item = new vscode.TreeItem(entryPoint.name, entryPoint.parameters.length === 0 ? None : Collapsed);
  item.iconPath = new vscode.ThemeIcon("symbol-event");
  item.description = entryPoint.command === `python ${entryPoint.name}` ? undefined : oneLine(entryPoint.command);
  // Plain text: what a workspace holds is no Markdown.
  item.tooltip = `${entryPoint.name}\n${entryPoint.command}`;
  item.contextValue = "entryPoint";
  item.command = openCommand(node);
  return item;
}

function parameterItem(node: ParameterNode): vscode.TreeItem {
  const { name, type, default: standard } = node.parameter;
  const item = new vscode.TreeItem(name, None);
  item.iconPath = new vscode.ThemeIcon("symbol-parameter");
  item.description = standard === undefined ? vscode.l10n.t("{0}, required", type) : `${type} = ${oneLine(standard)}`;
  item.tooltip =
    standard === undefined
      ? vscode.l10n.t("{0}: {1}, has to be given", name, type)
      : vscode.l10n.t("{0}: {1}, {2} if not given", name, type, JSON.stringify(standard));
  item.contextValue = "parameter";
  item.command = openCommand(node);
  return item;
}

function problemItem(node: ProblemNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.message, None);
  item.iconPath = new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground"));
  item.tooltip = node.message;
  item.contextValue = "problem";
  item.command = openCommand(node);
  return item;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim().slice(0, 200);
}

function openCommand(node: Node): vscode.Command {
  return { command: "mlflowLens.openProject", title: vscode.l10n.t("Open MLproject"), arguments: [node] };
}

/** Shows where something is written: in the MLproject, or the script that stands for one. */
export async function openDefinition(node: Node): Promise<void> {
  const project = node.kind === "parameter" ? node.parent.project : node.project;
  const file = project.file ?? scriptOf(project);
  const range =
    node.kind === "problem"
      ? node.range
      : node.kind === "project"
        ? undefined
        : rangeIn(
            project.text,
            (node.kind === "entryPoint" ? node.entryPoint.range : node.parameter.range) ?? { start: 0, end: 0 },
          );
  await vscode.window.showTextDocument(file, { preview: true, preserveFocus: true, selection: range });
}
