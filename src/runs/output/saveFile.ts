import { open, rm } from "node:fs/promises";
import * as vscode from "vscode";
import { messageOf } from "../../command.ts";

/** Asks for a file; what no file system takes in a name is replaced. */
export async function askFile(name: string, extension: "csv" | "png"): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(process.cwd());
  return vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, `${name.replaceAll(/[^\p{L}\p{N}._ -]/gu, "_")}.${extension}`),
    filters: { [extension.toUpperCase()]: [extension] },
  });
}

/**
 * Writes texts into a file as they are made, with progress; cancelled, it leaves none.
 *
 * @param texts each with how much of the whole is done with it, in percent
 */
export async function writeTexts(
  target: vscode.Uri,
  title: string,
  texts: AsyncIterable<{ text: string; increment: number }>,
): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, async (progress, token) => {
    const file = await open(target.fsPath, "w");
    try {
      for await (const { text, increment } of texts) {
        if (token.isCancellationRequested) break;
        await file.write(text);
        progress.report({ increment });
      }
    } finally {
      await file.close();
    }
    if (!token.isCancellationRequested) return;
    await rm(target.fsPath, { force: true });
    throw new vscode.CancellationError();
  });
}

/** Writes a chart's picture into a file that the user names. */
export async function savePicture(name: string, png: Uint8Array): Promise<void> {
  const target = await askFile(name, "png");
  if (target === undefined) return;
  try {
    await vscode.workspace.fs.writeFile(target, png);
  } catch (error) {
    throw new Error(vscode.l10n.t("The picture was not saved: {0}", messageOf(error)), { cause: error });
  }
}
