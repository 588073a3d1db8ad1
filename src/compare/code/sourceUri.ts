import { basename } from "node:path";
import * as vscode from "vscode";
import type { CommitPlace } from "../../source/findCommit.ts";
import { placeIn } from "../../source/findSource.ts";
import { git } from "../../source/gitProgram.ts";

/** The scheme of files as they were at a commit: `mlflow-source:/train.py?{"repository":…,"commit":…}`. */
export const sourceScheme = "mlflow-source";

export function sourceUri({ repository, commit }: CommitPlace, path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: sourceScheme, path: `/${path}`, query: JSON.stringify({ repository, commit }) });
}

/** Files as they were at a commit, read-only. */
export const sourceDocuments: vscode.TextDocumentContentProvider = {
  async provideTextDocumentContent(uri) {
    if (!vscode.workspace.isTrusted) throw new Error(vscode.l10n.t("Git is asked only in a workspace that you trust."));
    const { repository, commit } = JSON.parse(uri.query) as CommitPlace;
    // Anybody may make such a URI: it opens what the workspace is part of, and nothing else of the machine.
    const folders = vscode.workspace.workspaceFolders ?? [];
    const isOfWorkspace = folders.some(
      (folder) =>
        placeIn(repository, folder.uri.fsPath) !== undefined || placeIn(folder.uri.fsPath, repository) !== undefined,
    );
    if (!isOfWorkspace) throw new Error(vscode.l10n.t("{0} is no repository of this workspace.", basename(repository)));
    return (await git().fileAt(repository, commit, uri.path.slice(1))).toString();
  },
};
