import * as vscode from "vscode";
import { buildLedger } from "../history/ledger.ts";
import { modelWithVersions, type ModelAddress } from "../registry.ts";
import type { Stores } from "../../stores/index.ts";
import { historyCsv } from "./csv.ts";
import { historyReport, modelReport } from "./report.ts";

/** Asks where, and writes the report of a model there. @returns false where the user thought better of it */
export async function exportReport(stores: Stores, { storeId, name }: ModelAddress): Promise<boolean> {
  return save(`${fileName(name)}-report.md`, () => modelReport(stores.get(storeId), name));
}

/** The same for its history alone. */
export async function exportHistory(
  stores: Stores,
  { storeId, name }: ModelAddress,
  format: "csv" | "markdown",
): Promise<boolean> {
  return save(`${fileName(name)}-history.${format === "csv" ? "csv" : "md"}`, async () => {
    const { model, versions } = await modelWithVersions(stores.get(storeId), name);
    const ledger = buildLedger(model, versions);
    return format === "csv" ? historyCsv(ledger) : historyReport(model, ledger);
  });
}

async function save(suggestion: string, content: () => Promise<string>): Promise<boolean> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const place = await vscode.window.showSaveDialog({
    defaultUri: folder && vscode.Uri.joinPath(folder, suggestion),
    title: vscode.l10n.t("Export"),
  });
  if (place === undefined) return false;
  const text = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Writing {0}…", suggestion) },
    content,
  );
  await vscode.workspace.fs.writeFile(place, new TextEncoder().encode(text));
  await vscode.commands.executeCommand("vscode.open", place);
  return true;
}

function fileName(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-");
}
