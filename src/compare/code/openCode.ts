import * as vscode from "vscode";
import { changeOf, codeRowKeys } from "./codeRows.ts";
import type { CommitFinder, RunCode } from "../../source/findCommit.ts";
import type { FileChange } from "../../source/git.ts";
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
  const { place, reason } = run.code;
  const [path] = run.code.paths;
  const [basePath] = base.code.paths;
  const basePlace = base.code.place;
  if (place === undefined) throw new Error(reason ?? vscode.l10n.t("The run logged no commit."));
  const change = run === base ? undefined : await changeOf(commits, run.code, base.code);
  const title = `${base.name} ↔ ${run.name}`;
  const openChanges = (changes: readonly FileChange[]) =>
    vscode.commands.executeCommand(
      "vscode.changes",
      title,
      changes.map(({ path: file, kind }) => [
        sourceUri(place, file),
        kind === "added" ? undefined : sourceUri(basePlace!, file),
        kind === "deleted" ? undefined : sourceUri(place, file),
      ]),
    );
  const openDiff = (from: string, to: string) =>
    vscode.commands.executeCommand(
      "vscode.diff",
      sourceUri(basePlace!, from),
      sourceUri(place, to),
      `${to} (${title})`,
    );
  if (row === codeRowKeys.files) {
    await openChanges(change?.changes ?? []);
    return;
  }
  if (path === undefined) throw new Error(vscode.l10n.t("The commit does not hold {0}.", run.code.name ?? ""));
  const [only, ...others] = change?.ofSource ?? [];
  if (change !== undefined && basePath !== undefined && basePath !== path) await openDiff(basePath, path);
  else if (only === undefined || basePath === undefined)
    await vscode.commands.executeCommand("vscode.open", sourceUri(place, path));
  else if (others.length === 0 && only.kind === "modified") await openDiff(only.path, only.path);
  else await openChanges(change?.ofSource ?? []);
}
