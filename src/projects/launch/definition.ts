import { isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import type { ParameterValues } from "../../mlflow/project/entryPoint.ts";

/** A task of type `mlflow`, as it stands in tasks.json (`taskDefinitions` in package.json says what each means). */
export interface RunDefinition extends vscode.TaskDefinition {
  type: "mlflow";
  /** A folder, relative to the workspace folder, or the URI of a Git repository. */
  project?: string;
  entryPoint?: string;
  /** Of a Git repository: a commit, branch or tag. */
  version?: string;
  parameters?: Record<string, string | number | boolean>;
  /** As the Experiments view calls it, or a tracking URI. */
  store?: string;
  experiment?: string;
  runName?: string;
  envManager?: string;
  backend?: string;
  backendConfig?: string;
  /** A Python's program; the workspace's if left out. Without mlflow in it only the entry point runs in it. */
  python?: string;
  /** Of the run, from its first moment on. */
  tags?: Record<string, string>;
}

/** The same with nothing left open, but for the store. */
export interface Launch {
  /** An absolute folder, or the URI of a Git repository. */
  project: string;
  isRemote: boolean;
  entryPoint: string;
  version: string | undefined;
  parameters: ParameterValues;
  store: string | undefined;
  experiment: string;
  runName: string | undefined;
  envManager: string;
  backend: string;
  backendConfig: string | undefined;
  python: string | undefined;
  tags: Record<string, string>;
}

export const defaultExperiment = "Default";

/** @throws Error in words for the user when something in tasks.json is of the wrong kind */
export function launchOf(definition: RunDefinition): Launch {
  const text = (key: keyof RunDefinition & string): string | undefined => {
    const value: unknown = definition[key];
    if (value === undefined || value === "") return undefined;
    if (typeof value !== "string") throw new Error(vscode.l10n.t("'{0}' of a task of type mlflow is a text.", key));
    return value;
  };
  const project = text("project") ?? ".";
  const isRemote = isRemoteProject(project);
  return {
    project: isRemote ? project : absolute(project),
    isRemote,
    entryPoint: text("entryPoint") ?? "main",
    version: text("version"),
    parameters: textsOf("parameters", definition.parameters),
    store: text("store"),
    experiment: text("experiment") ?? defaultExperiment,
    runName: text("runName"),
    envManager: text("envManager") ?? "local",
    backend: text("backend") ?? "local",
    backendConfig: text("backendConfig"),
    python: text("python"),
    tags: textsOf("tags", definition.tags),
  };
}

/** Whether MLflow would fetch it: `https://…`, `ssh://…`, `git@host:…`, an archive. */
export function isRemoteProject(project: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(project) || /^[\w.-]+@[\w.-]+:/.test(project);
}

function absolute(project: string): string {
  if (isAbsolute(project)) return join(project);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) throw new Error(vscode.l10n.t("Open a folder, or name the project by its whole path."));
  return join(folder, project);
}

/** Names and values; a number may stand for its text. */
function textsOf(key: string, object: unknown): Record<string, string> {
  if (object === undefined) return {};
  if (typeof object !== "object" || object === null || Array.isArray(object)) {
    throw new Error(vscode.l10n.t("'{0}' of a task of type mlflow is an object: names and values.", key));
  }
  return Object.fromEntries(
    Object.entries(object).map(([name, value]: [string, unknown]) => {
      if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
        throw new Error(vscode.l10n.t("'{0}' in '{1}' of a task is a text or a number.", name, key));
      }
      return [name, String(value)];
    }),
  );
}
