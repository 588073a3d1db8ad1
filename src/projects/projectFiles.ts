import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import * as vscode from "vscode";
import { log } from "../log.ts";
import { isProjectFile, type Project } from "../mlflow/project/project.ts";

/** A project of the workspace: an MLproject, or a folder without one whose script MLflow runs all the same. */
export interface WorkspaceProject {
  /** Its folder, absolute; the same in every session. */
  readonly folder: string;
  /** The MLproject; absent for a folder that only has a script. */
  readonly file: vscode.Uri | undefined;
  /** The MLproject's text as it was read, which `project`'s ranges are of. */
  readonly text: string;
  readonly project: Project;
}

/** Any letter case: globs know no other way to say it. */
export const projectGlob = "**/[mM][lL][pP][rR][oO][jJ][eE][cC][tT]";
const scriptName = "train.py";
const excluded = "**/{node_modules,.git,site-packages,__pycache__,mlruns,.venv,venv,.tox}/**";
const maxFound = 200;

/** The projects of the workspace. Nothing is looked for before `all()` is first asked. */
export class ProjectFiles implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #disposables: vscode.Disposable[];
  #found: Promise<WorkspaceProject[]> | undefined;

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher(
      `{${projectGlob},**/{${scriptName},python_env.yaml,conda.yaml}}`,
    );
    const forget = () => this.refresh();
    this.#disposables = [
      this.#changed,
      watcher,
      watcher.onDidCreate(forget),
      watcher.onDidChange((uri) => isProjectFile(basename(uri.path)) && forget()),
      watcher.onDidDelete(forget),
      vscode.workspace.onDidChangeWorkspaceFolders(forget),
      vscode.workspace.onDidChangeTextDocument(
        ({ document }) => isProjectFile(basename(document.uri.path)) && forget(),
      ),
    ];
  }

  /** In the order of their folders. */
  all(): Promise<WorkspaceProject[]> {
    return (this.#found ??= find());
  }

  /** The project of a folder, also of one outside the workspace. @throws Error in words for the user when it has none */
  async inFolder(folder: string): Promise<WorkspaceProject> {
    const project = (await this.all()).find((each) => each.folder === folder) ?? (await projectOutside(folder));
    if (project === undefined) throw new Error(vscode.l10n.t("There is no MLproject and no train.py in {0}.", folder));
    return project;
  }

  refresh(): void {
    if (this.#found === undefined) return;
    this.#found = undefined;
    this.#changed.fire();
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }
}

async function find(): Promise<WorkspaceProject[]> {
  const [files, scripts] = await Promise.all([
    vscode.workspace.findFiles(projectGlob, excluded, maxFound),
    vscode.workspace.findFiles(`**/${scriptName}`, excluded, maxFound),
  ]);
  const local = files.filter(({ scheme }) => scheme === "file");
  const projects = await Promise.all(local.map(readFrom));
  const folders = new Set(local.map(({ fsPath }) => dirname(fsPath)));
  for (const { fsPath, scheme } of scripts) {
    if (scheme === "file" && !folders.has(dirname(fsPath))) projects.push(await ofScript(dirname(fsPath)));
  }
  return projects
    .filter((project) => project !== undefined)
    .sort((a, b) => a.folder.localeCompare(b.folder, undefined, { numeric: true }));
}

async function readFrom(file: vscode.Uri): Promise<WorkspaceProject | undefined> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
  try {
    return await readProjectFile(file, open?.getText() ?? (await readFile(file.fsPath, "utf8")));
  } catch (error) {
    log.warn(`Reading ${file.fsPath}: ${String(error)}`);
    return undefined;
  }
}

/** Of a folder that no folder of the workspace holds: with an MLproject, or with scripts, which are entry points by their names. */
async function projectOutside(folder: string): Promise<WorkspaceProject | undefined> {
  if (vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder)) !== undefined) return undefined;
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) return undefined;
  const name = names.find(isProjectFile);
  if (name !== undefined) return readFrom(vscode.Uri.file(join(folder, name)));
  const { project, ...script } = await ofScript(folder);
  return { ...script, project: { ...project, entryPoints: [] } };
}

/** With it comes a YAML library, whose loading would be half of our activation. */
const reader = () => import("../mlflow/project/readProject.ts");

/** What an MLproject with this text is. */
export async function readProjectFile(file: vscode.Uri, text: string): Promise<WorkspaceProject> {
  const { readProject } = await reader();
  const folder = dirname(file.fsPath);
  return { folder, file, text, project: readProject(text, { path: folder, exists: existsSync }) };
}

async function ofScript(folder: string): Promise<WorkspaceProject> {
  const { readProject } = await reader();
  const { environment } = readProject("name: script", { path: folder, exists: existsSync });
  const entryPoints = [{ name: scriptName, command: `python ${scriptName}`, parameters: [] }];
  return { folder, file: undefined, text: "", project: { name: undefined, entryPoints, environment, problems: [] } };
}

/** Where an offset of a text is in an editor. */
export function rangeIn(text: string, { start, end }: { start: number; end: number }): vscode.Range {
  return new vscode.Range(positionIn(text, start), positionIn(text, end));
}

function positionIn(text: string, offset: number): vscode.Position {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  return new vscode.Position(lines.length - 1, lines.at(-1)!.length);
}

/** The script that a project without an MLproject runs. */
export function scriptOf(project: WorkspaceProject): vscode.Uri {
  return vscode.Uri.file(join(project.folder, scriptName));
}
