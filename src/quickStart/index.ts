import { constants } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { command } from "../command.ts";

/** What is copied, of `media/quickStart`. */
const files = ["MLproject", "train.py"];

/** The Iris example, put into the workspace: the walkthrough takes it from there to a model in production. */
export function register(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    command("mlflowLens.insertQuickStart", async () => {
      await insertQuickStart(context);
      await tellFolder();
    }),
    command("mlflowLens.openWalkthrough", async () => {
      const walkthrough = `${context.extension.id}#quickStart`;
      await vscode.commands.executeCommand("workbench.action.openWalkthrough", walkthrough, false);
      await tellFolder();
    }),
  );
}

/** For the step that opens one: VS Code checks no step for what was so before it knew of the walkthrough. */
async function tellFolder(): Promise<void> {
  const isThere = (vscode.workspace.workspaceFolders ?? []).length > 0;
  await vscode.commands.executeCommand("setContext", "mlflowLens.hasFolder", isThere);
}

async function insertQuickStart(context: vscode.ExtensionContext): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder = folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0];
  if (folder === undefined) {
    if (folders.length === 0) throw new Error(vscode.l10n.t("Open a folder first: the example is put into it."));
    return;
  }
  const place = folder.uri.fsPath;
  for (const name of files) {
    const source = vscode.Uri.joinPath(context.extensionUri, "media", "quickStart", name).fsPath;
    try {
      await copyFile(source, join(place, name), constants.COPYFILE_EXCL);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      // What the user has is never written over.
      void vscode.window.showInformationMessage(vscode.l10n.t("{0} is there already, and stays as it is.", name));
    }
  }
  await vscode.window.showTextDocument(vscode.Uri.file(join(place, "train.py")));
}
