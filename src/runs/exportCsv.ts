import { open, rm } from "node:fs/promises";
import * as vscode from "vscode";
import type { ColumnView } from "../protocol/runs.ts";
import { csvLine } from "./copy.ts";
import { keyOfEntry, type RunsTable } from "./runsTable.ts";

const pageRows = 500;

/** Writes all rows into a file that the user names, a page at a time, with progress; cancelled, it leaves none. */
export async function exportCsv(
  table: RunsTable,
  rowCount: number,
  columns: readonly ColumnView[],
  heads: readonly string[],
  title: string,
): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(process.cwd());
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, `${title.replaceAll(/[^\p{L}\p{N}._ -]/gu, "_")}.csv`),
    filters: { CSV: ["csv"] },
  });
  if (target === undefined) return;
  const { version } = table;
  const lines = async function* (cancelled: () => boolean) {
    yield csvLine(heads);
    for (let start = 0; start < rowCount; start += pageRows) {
      if (cancelled()) return;
      const entries = await table.entries(version, { start, end: Math.min(rowCount, start + pageRows) });
      const keys = entries.filter(({ kind }) => kind === "run").map(keyOfEntry);
      yield (await table.cellsOf(keys, columns)).map(csvLine).join("");
    }
  };
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t("Exporting {0} runs", rowCount),
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (progress, token) => {
    const file = await open(target.fsPath, "w");
    try {
      for await (const text of lines(() => token.isCancellationRequested)) {
        await file.write(text);
        progress.report({ increment: (100 * pageRows) / Math.max(1, rowCount) });
      }
    } finally {
      await file.close();
    }
    if (token.isCancellationRequested) {
      await rm(target.fsPath, { force: true });
      throw new vscode.CancellationError();
    }
  });
  const show = vscode.l10n.t("Open");
  const answer = vscode.window.showInformationMessage(vscode.l10n.t("{0} runs were exported.", rowCount), show);
  void answer.then((chosen) => chosen === show && vscode.commands.executeCommand("vscode.open", target));
}
