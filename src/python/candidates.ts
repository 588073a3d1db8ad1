import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import * as vscode from "vscode";
import { executableIn, type PythonEnvironment } from "./environment.ts";

/** A Python that may be there. */
export interface Candidate {
  executable: string;
  from: PythonEnvironment["from"];
}

const windows = process.platform === "win32";
const programs = windows ? ["python.exe"] : ["python3", "python"];
const environmentFolders = [".venv", "venv"];

/** What of the Python extension's API is used here (`@vscode/python-extension`). */
interface PythonExtension {
  environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    resolveEnvironment(path: { path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
    onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

/** The Python extension, if it is there; starts it where it is not running yet. */
export async function pythonExtension(): Promise<PythonExtension | undefined> {
  const extension = vscode.extensions.getExtension<Partial<PythonExtension>>("ms-python.python");
  if (extension === undefined) return undefined;
  const api = extension.isActive ? extension.exports : await extension.activate();
  return api.environments === undefined ? undefined : (api as PythonExtension);
}

/** The Pythons for a folder, best first: the Python extension's, the setting's, the folder's own, the first of PATH. */
export async function candidates(folder: string | undefined): Promise<Candidate[]> {
  const found: Candidate[] = [];
  const uri = folder === undefined ? undefined : vscode.Uri.file(folder);
  const extension = await pythonExtension();
  if (extension !== undefined) {
    const active = extension.environments.getActiveEnvironmentPath(uri);
    const executable = (await extension.environments.resolveEnvironment(active))?.executable.uri?.fsPath;
    if (executable !== undefined) found.push({ executable, from: "extension" });
  }
  const setting = vscode.workspace.getConfiguration("mlflowLens", uri).get<string>("pythonPath", "");
  if (setting !== "") found.push({ executable: absolute(setting, folder), from: "setting" });
  for (const executable of inFolders(folder)) found.push({ executable, from: "folder" });
  for (const executable of onPath()) found.push({ executable, from: "path" });
  return found.filter(({ executable }, index) => found.findIndex((other) => other.executable === executable) === index);
}

function absolute(setting: string, folder: string | undefined): string {
  const expanded = setting.replace(/^~(?=[\\/])/, process.env["HOME"] ?? process.env["USERPROFILE"] ?? "~");
  const workspace = (vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? folder ?? "").replace(/\/$/, "");
  const named = expanded.replaceAll("${workspaceFolder}", workspace);
  return /^[\\/]|^[a-z]:/i.test(named) || !/[\\/]/.test(named) ? named : join(workspace, named);
}

/** `.venv` of the folder, or of the workspace folder around it. */
function inFolders(folder: string | undefined): string[] {
  const around = folder === undefined ? undefined : vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder));
  const outer = around?.uri.fsPath ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const places = [...new Set([folder, outer].filter((place) => place !== undefined))];
  return places
    .flatMap((place) => environmentFolders.map((name) => executableIn(join(place, name))))
    .filter((executable) => existsSync(executable));
}

function onPath(): string[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  // Two names in one folder are one Python.
  const all = folders.map((folder) => programs.map((name) => join(folder, name)).find((path) => existsSync(path)));
  // What stands there on a Windows without Python only opens the store.
  return all.filter((path): path is string => path !== undefined && !/\\WindowsApps\\/i.test(path)).slice(0, 3);
}
