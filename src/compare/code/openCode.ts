import * as vscode from "vscode";
import { changeOf, codeRowKeys } from "./codeRows.ts";
import type { CommitFinder, RunCode } from "../../source/findCommit.ts";
import { sourceUri } from "./sourceUri.ts";
import type { Uncommitted } from "./uncommitted.ts";

/** Two sides of a comparison, and how they are called. */
export interface CodeSide {
  name: string;
  code: RunCode;
  uncommitted: Uncommitted | undefined;
}

/** Opens what a cell of the code stands for: the source, what differs in it or in all files, or the patch. */
export async function openCode(commits: CommitFinder, row: string, run: CodeSide, base: CodeSide): Promise<void> {
  if (row === codeRowKeys.uncommitted) {
    if (run.uncommitted?.patch === undefined) throw new Error(vscode.l10n.t("The run kept no patch of its changes."));
    await vscode.commands.executeCommand("vscode.open", run.uncommitted.patch);
    return;
  }
  const { place, path, reason } = run.code;
  if (place === undefined) throw new Error(reason ?? vscode.l10n.t("The run logged no commit."));
  const change = run === base ? undefined : await changeOf(commits, run.code, base.code);
  const title = `${base.name} ↔ ${run.name}`;
  if (row === codeRowKeys.files) {
    const basePlace = base.code.place!;
    const files = (change?.changes ?? []).map(({ path: file, kind }) => [
      sourceUri(place, file),
      kind === "added" ? undefined : sourceUri(basePlace, file),
      kind === "deleted" ? undefined : sourceUri(place, file),
    ]);
    await vscode.commands.executeCommand("vscode.changes", title, files);
    return;
  }
  if (path === undefined) throw new Error(vscode.l10n.t("The commit does not hold {0}.", run.code.name ?? ""));
  const basePath = base.code.path;
  const isSame = change?.source === undefined && basePath === path;
  if (run === base || isSame || basePath === undefined || base.code.place === undefined) {
    await vscode.commands.executeCommand("vscode.open", sourceUri(place, path));
    return;
  }
  await vscode.commands.executeCommand(
    "vscode.diff",
    sourceUri(base.code.place, basePath),
    sourceUri(place, path),
    `${path} (${title})`,
  );
}
