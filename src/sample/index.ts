import * as vscode from "vscode";
import { command } from "../command.ts";

/** "Open the Sample": a copy of the Iris example with a store that MLflow wrote, to look around in. */
export function register(context: vscode.ExtensionContext): void {
  context.subscriptions.push(command("mlflowLens.openSample", () => openSample(context)));
}

async function openSample(context: vscode.ExtensionContext): Promise<void> {
  const { unpackSample } = await import("./unpack.ts");
  const archive = vscode.Uri.joinPath(context.extensionUri, "media", "sample", "workspace.tar.gz").fsPath;
  const folder = vscode.Uri.joinPath(context.globalStorageUri, "sample").fsPath;
  const sample = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Unpacking the sample") },
    () => unpackSample(archive, folder),
  );
  await vscode.commands.executeCommand("vscode.openFolder", vscode.Uri.file(sample), {
    forceNewWindow: vscode.workspace.workspaceFolders !== undefined,
  });
}
