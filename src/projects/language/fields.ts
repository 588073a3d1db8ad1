import * as vscode from "vscode";

/** Where in an MLproject a field stands: at its root, in an entry point, in a parameter, in `docker_env`. */
export type Place = "root" | "entryPoint" | "parameter" | "docker";

export interface Field {
  name: string;
  place: Place;
  documentation: string;
  /** What is inserted, as a snippet; `NAME: ` where absent. */
  snippet?: string;
}

/** The fields that MLflow knows. */
export function fields(): Field[] {
  return [
    { name: "name", place: "root", documentation: vscode.l10n.t("What the project is called.") },
    {
      name: "entry_points",
      place: "root",
      documentation: vscode.l10n.t(
        "What can be run: a command for each name, with parameters. Without a name, MLflow runs `main`.",
      ),
      snippet:
        'entry_points:\n  ${1:main}:\n    parameters:\n      ${2:alpha}: {type: ${3:float}, default: ${4:0.1}}\n    command: "python ${5:train.py} --$2 {$2}"',
    },
    {
      name: "python_env",
      place: "root",
      documentation: vscode.l10n.t(
        "A file that names a Python version and the packages to install. A project has one environment.",
      ),
      snippet: "python_env: ${1:python_env.yaml}",
    },
    {
      name: "conda_env",
      place: "root",
      documentation: vscode.l10n.t("A conda environment file. A project has one environment."),
      snippet: "conda_env: ${1:conda.yaml}",
    },
    {
      name: "docker_env",
      place: "root",
      documentation: vscode.l10n.t("A Docker image to run in. A project has one environment."),
      snippet: "docker_env:\n  image: ${1:python:3.11}",
    },
    {
      name: "parameters",
      place: "entryPoint",
      documentation: vscode.l10n.t("The parameters by name: a type, or a mapping with `type` and `default`."),
      snippet: "parameters:\n  ${1:alpha}: {type: ${2:float}, default: ${3:0.1}}",
    },
    {
      name: "command",
      place: "entryPoint",
      documentation: vscode.l10n.t(
        "What bash runs. `{alpha}` stands for the value of the parameter `alpha`, quoted for the shell; `{{` is a brace.",
      ),
      snippet: 'command: "${1:python train.py}"',
    },
    {
      name: "type",
      place: "parameter",
      documentation: vscode.l10n.t(
        "`string`, `float`, `int`, `path` or `uri`. MLflow checks that a `path` is there and that a `uri` is one.",
      ),
    },
    {
      name: "default",
      place: "parameter",
      documentation: vscode.l10n.t("The value where none is given. A parameter without one has to be given."),
    },
    { name: "image", place: "docker", documentation: vscode.l10n.t("The name of the image.") },
    { name: "volumes", place: "docker", documentation: vscode.l10n.t('What to mount, as a list: `["/data:/data"]`.') },
    {
      name: "environment",
      place: "docker",
      documentation: vscode.l10n.t('Variables to copy, by name, or to set: `["HOME_VARIABLE", ["NEW", "value"]]`.'),
    },
  ];
}

/** The types of parameters, and what MLflow does with each. */
export function parameterTypes(): [name: string, documentation: string][] {
  return [
    ["string", vscode.l10n.t("Any text.")],
    ["float", vscode.l10n.t("A number. MLflow passes on whatever is given.")],
    ["int", vscode.l10n.t("A whole number. MLflow passes on whatever is given.")],
    ["path", vscode.l10n.t("A file or folder, which has to be there and becomes absolute; a URI is downloaded first.")],
    ["uri", vscode.l10n.t("A URI, passed on as it is.")],
  ];
}

/** Where a line stands, told by the indentation of the lines before it. */
export function placeOf(
  document: vscode.TextDocument,
  line: number,
  indentation: number,
): { place: Place | undefined; path: string[] } {
  const path: string[] = [];
  let indent = indentation;
  for (let above = line - 1; above >= 0 && indent > 0; above--) {
    const [, spaces, name] = /^( *)(?:["']?)([^\s#"':][^"':]*)["']?\s*:/.exec(document.lineAt(above).text) ?? [];
    if (spaces === undefined || name === undefined || spaces.length >= indent) continue;
    indent = spaces.length;
    path.unshift(name.trim());
  }
  return { place: placeAt(path), path };
}

function placeAt(path: readonly string[]): Place | undefined {
  if (path.length === 0) return "root";
  if (path[0] === "docker_env" && path.length === 1) return "docker";
  if (path[0] !== "entry_points") return undefined;
  if (path.length === 2) return "entryPoint";
  return path.length === 4 && path[2] === "parameters" ? "parameter" : undefined;
}
