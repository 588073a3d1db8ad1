import * as vscode from "vscode";
import type { ColumnView } from "../../protocol/runs.ts";
import { keyOfEntry, type RunsTable } from "../rows/runsTable.ts";
import { csvLine } from "./copy.ts";
import { askFile, writeTexts } from "./saveFile.ts";

const pageRows = 500;

/** Writes all rows into a file that the user names, a page at a time, with progress; cancelled, it leaves none. */
export async function exportCsv(
  table: RunsTable,
  rowCount: number,
  columns: readonly ColumnView[],
  heads: readonly string[],
  title: string,
): Promise<void> {
  const target = await askFile(title, "csv");
  if (target === undefined) return;
  const { version } = table;
  const texts = async function* () {
    yield { text: csvLine(heads), increment: 0 };
    for (let start = 0; start < rowCount; start += pageRows) {
      const end = Math.min(rowCount, start + pageRows);
      const entries = await table.entries(version, { start, end });
      const keys = entries.filter(({ kind }) => kind === "run").map(keyOfEntry);
      const text = (await table.cellsOf(keys, columns)).map(csvLine).join("");
      yield { text, increment: (100 * (end - start)) / rowCount };
    }
  };
  await writeTexts(target, vscode.l10n.t("Exporting {0} runs", rowCount), texts());
  const show = vscode.l10n.t("Open");
  const answer = vscode.window.showInformationMessage(vscode.l10n.t("{0} runs were exported.", rowCount), show);
  void answer.then((chosen) => chosen === show && vscode.commands.executeCommand("vscode.open", target));
}
