import * as vscode from "vscode";
import { fieldNames } from "../../mlflow/project/strFormat.ts";
import type { ProjectParameter } from "../../mlflow/project/project.ts";
import { rangeIn, readProjectFile } from "../projectFiles.ts";
import { fields, placeOf } from "./fields.ts";

/** Says what a field means, and what a parameter is where a command uses it. */
export const hover: vscode.HoverProvider = {
  async provideHover(document, position) {
    const line = document.lineAt(position.line).text;
    const word = document.getWordRangeAtPosition(position, /[\w-]+/);
    if (word === undefined) return undefined;
    const name = document.getText(word);
    const { place, path } = placeOf(document, position.line, /^ */.exec(line)![0].length);
    const isKey =
      /^\s*["']?$/.test(line.slice(0, word.start.character)) && /^["']?\s*:/.test(line.slice(word.end.character));
    const field = fields().find((each) => each.name === name && each.place === place);
    if (isKey && field !== undefined) return new vscode.Hover(new vscode.MarkdownString(field.documentation), word);
    const { project, text } = await readProjectFile(document.uri, document.getText());
    for (const entryPoint of project.entryPoints) {
      const parameter = entryPoint.parameters.find(
        (each) =>
          each.name === name &&
          (rangeIn(text, each.range).contains(position) || isUsed(each, path, entryPoint.name, line)),
      );
      if (parameter !== undefined) return new vscode.Hover(aboutParameter(parameter), word);
    }
    return undefined;

    function isUsed(each: ProjectParameter, where: readonly string[], owner: string, command: string): boolean {
      return where[0] === "entry_points" && where[1] === owner && fieldNames(command).includes(each.name);
    }
  },
};

function aboutParameter({ name, type, default: standard }: ProjectParameter): vscode.MarkdownString {
  const about = new vscode.MarkdownString();
  about.appendCodeblock(standard === undefined ? `${name}: ${type}` : `${name}: ${type} = ${standard}`, "python");
  if (standard === undefined) about.appendText(vscode.l10n.t("Has to be given."));
  return about;
}
