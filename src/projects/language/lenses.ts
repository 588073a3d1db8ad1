import * as vscode from "vscode";
import { rangeIn, readProjectFile } from "../projectFiles.ts";

/** "Run" above every entry point, where the workspace is trusted. */
export function lensProvider(context: vscode.ExtensionContext): vscode.CodeLensProvider {
  const changed = new vscode.EventEmitter<void>();
  context.subscriptions.push(
    changed,
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
  );
  return {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document) {
      if (!vscode.workspace.isTrusted) return [];
      const project = await readProjectFile(document.uri, document.getText());
      return project.project.entryPoints.flatMap((entryPoint) => {
        if (entryPoint.range === undefined) return [];
        const range = rangeIn(project.text, entryPoint.range);
        const lens = (title: string, command: string) =>
          new vscode.CodeLens(range, { title, command, arguments: [{ project, entryPoint }] });
        return [
          lens(`$(play) ${vscode.l10n.t("Run")}`, "mlflowLens.runEntryPoint"),
          lens(vscode.l10n.t("Run with…"), "mlflowLens.runEntryPointWith"),
          lens(vscode.l10n.t("Debug"), "mlflowLens.debugEntryPoint"),
        ];
      });
    },
  };
}
