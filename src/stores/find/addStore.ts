import * as vscode from "vscode";

/**
 * Asks for a folder, a database or a server and adds it to the setting `mlflowLens.stores`: of the workspace, or of the
 * user where no folder is open.
 */
export async function addStore(): Promise<void> {
  const folder = vscode.l10n.t("Folder with Runs...");
  const database = vscode.l10n.t("Database File...");
  const server = vscode.l10n.t("Tracking Server...");
  const kind = await vscode.window.showQuickPick(
    [
      { label: folder, iconPath: new vscode.ThemeIcon("folder"), description: "mlruns" },
      { label: database, iconPath: new vscode.ThemeIcon("database"), description: "mlflow.db" },
      { label: server, iconPath: new vscode.ThemeIcon("server"), description: "http://127.0.0.1:5000" },
    ],
    { title: vscode.l10n.t("Add Store"), placeHolder: vscode.l10n.t("Where are the runs?") },
  );
  if (kind === undefined) return;
  const uri = kind.label === server ? await askForServer() : await askForPath(kind.label === database);
  if (uri === undefined) return;
  const settings = vscode.workspace.getConfiguration("mlflowLens");
  const target = vscode.workspace.workspaceFolders
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  const known = settings.get<string[]>("stores", []);
  if (!known.includes(uri)) await settings.update("stores", [...known, uri], target);
}

async function askForPath(isDatabase: boolean): Promise<string | undefined> {
  const [picked] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: isDatabase,
      canSelectFolders: !isDatabase,
      openLabel: vscode.l10n.t("Add Store"),
      defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri,
      filters: isDatabase
        ? { [vscode.l10n.t("SQLite databases")]: ["db", "sqlite", "sqlite3"], [vscode.l10n.t("All files")]: ["*"] }
        : undefined,
    })) ?? [];
  if (picked === undefined) return undefined;
  // Relative where possible, so that the setting can be shared with the workspace.
  const folder = vscode.workspace.getWorkspaceFolder(picked);
  const isOnlyFolder = folder !== undefined && vscode.workspace.workspaceFolders?.length === 1;
  return isOnlyFolder ? vscode.workspace.asRelativePath(picked, false) : picked.fsPath;
}

async function askForServer(): Promise<string | undefined> {
  const url = await vscode.window.showInputBox({
    title: vscode.l10n.t("Add Tracking Server"),
    prompt: vscode.l10n.t("The address of an MLflow tracking server, or databricks://profile"),
    placeHolder: "http://127.0.0.1:5000",
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (/^databricks(:\/\/[\w.-]+)?$/.test(text)) return undefined;
      if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
        return vscode.l10n.t("An address starts with http:// or https://");
      }
      return new URL(text).password === ""
        ? undefined
        : vscode.l10n.t(
            "Leave the password out: settings are no place for it. You are asked when the server wants one.",
          );
    },
  });
  return url?.trim().replace(/\/+$/, "");
}
