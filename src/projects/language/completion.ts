import { readdir } from "node:fs/promises";
import { dirname } from "node:path";
import * as vscode from "vscode";
import { readProjectFile } from "../projectFiles.ts";
import { fields, parameterTypes, placeOf } from "./fields.ts";

/** Completes the fields of an MLproject, types, environment files, and the parameters in a command. */
export const completion: vscode.CompletionItemProvider = {
  async provideCompletionItems(document, position) {
    const line = document.lineAt(position.line).text;
    const before = line.slice(0, position.character);
    const indentation = /^ */.exec(line)![0].length;
    const { place, path } = placeOf(document, position.line, indentation);
    if (/^\s*(?:python_env|conda_env):\s*["']?[\w./-]*$/.test(before)) return environmentFiles(document);
    if (/\{[^{}]*$/.test(before) && path[0] === "entry_points" && /^\s*command\s*:/.test(line)) {
      return parametersOf(document, path[1]);
    }
    if (/\btype:\s*\w*$/.test(before) || (path.length === 3 && path[2] === "parameters" && /:\s*\w*$/.test(before))) {
      return parameterTypes().map(([name, documentation]) => {
        const item = new vscode.CompletionItem(name, vscode.CompletionItemKind.EnumMember);
        item.documentation = new vscode.MarkdownString(documentation);
        return item;
      });
    }
    if (!/^\s*\w*$/.test(before)) return [];
    if (path.length === 1 && path[0] === "entry_points") {
      return [snippet("main", '${1:main}:\n  command: "${2:python train.py}"', vscode.l10n.t("An entry point."))];
    }
    if (path.length === 3 && path[2] === "parameters") {
      const text = "${1:alpha}: {type: ${2|string,float,int,path,uri|}, default: ${3:0.1}}";
      return [snippet("parameter", text, vscode.l10n.t("A parameter with a default."))];
    }
    return fields()
      .filter((field) => field.place === place)
      .map((field) => snippet(field.name, field.snippet ?? `${field.name}: `, field.documentation));
  },
};

function snippet(label: string, text: string, documentation: string): vscode.CompletionItem {
  const item = new vscode.CompletionItem(label, vscode.CompletionItemKind.Property);
  item.insertText = new vscode.SnippetString(text);
  item.documentation = new vscode.MarkdownString(documentation);
  return item;
}

async function parametersOf(
  document: vscode.TextDocument,
  entryPoint: string | undefined,
): Promise<vscode.CompletionItem[]> {
  const { project } = await readProjectFile(document.uri, document.getText());
  const known = project.entryPoints.find(({ name }) => name === entryPoint);
  return (known?.parameters ?? []).map(({ name, type, default: standard }) => {
    const item = new vscode.CompletionItem(name, vscode.CompletionItemKind.Variable);
    item.detail = standard === undefined ? type : `${type} = ${standard}`;
    return item;
  });
}

async function environmentFiles(document: vscode.TextDocument): Promise<vscode.CompletionItem[]> {
  const names = await readdir(dirname(document.uri.fsPath)).catch(() => []);
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => new vscode.CompletionItem(name, vscode.CompletionItemKind.File));
}
