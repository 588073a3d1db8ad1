import * as vscode from "vscode";
import { log } from "../../log.ts";
import { commitUrl } from "./commitUrl.ts";

/** What is asked of VS Code's own Git extension (`extensions/git/src/api/git.d.ts`). */
interface GitExtension {
  getAPI(version: 1): {
    repositories: { rootUri: vscode.Uri; getCommit(ref: string): Promise<{ hash: string }> }[];
  };
}

/**
 * Shows a commit: in VS Code's own Git view where a repository of the window has it, else on the web where its remote's
 * host is known; else its hash is copied.
 *
 * @param remote the repository that the run names
 */
export async function openCommit(commit: string, remote: string | undefined): Promise<void> {
  if (await viewCommit(commit)) return;
  const url = remote && commitUrl(remote, commit);
  if (url) {
    await vscode.env.openExternal(vscode.Uri.parse(url, true));
    return;
  }
  await vscode.env.clipboard.writeText(commit);
  void vscode.window.showInformationMessage(
    vscode.l10n.t("No repository of this window has the commit {0}. Its hash was copied.", commit.slice(0, 10)),
  );
}

/** @returns false where no repository has it, or Git is not there */
async function viewCommit(commit: string): Promise<boolean> {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  if (extension === undefined || !vscode.workspace.isTrusted) return false;
  try {
    const { repositories } = (await extension.activate()).getAPI(1);
    for (const repository of repositories) {
      const found = await repository.getCommit(commit).catch(() => undefined);
      if (found === undefined) continue;
      await vscode.commands.executeCommand("git.viewCommit", repository.rootUri, found.hash);
      return true;
    }
  } catch (error) {
    // Git may be switched off, or its extension another than we know: then the web has the commit, or the clipboard.
    log.info(`Git could not show ${commit}: ${String(error)}`);
  }
  return false;
}
