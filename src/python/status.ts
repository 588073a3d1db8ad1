import { dirname } from "node:path";
import * as vscode from "vscode";
import { command } from "../command.ts";
import { hasMlflow, type PythonEnvironment } from "./environment.ts";
import type { Python } from "./index.ts";
import { offerToInstall } from "./install.ts";

/** The entry in the status bar that says which Python runs things and which mlflow it has; a click chooses another. */
export function showPython(
  context: vscode.ExtensionContext,
  python: Python,
  onDidUse: vscode.Event<PythonEnvironment>,
): void {
  const item = vscode.window.createStatusBarItem("mlflowLens.python", vscode.StatusBarAlignment.Left, -1);
  item.name = vscode.l10n.t("MLflow's Python");
  item.command = "mlflowLens.selectPython";
  const show = (environment: PythonEnvironment) => {
    item.text = hasMlflow(environment)
      ? `$(beaker) mlflow ${environment.mlflow.version}`
      : `$(beaker) ${vscode.l10n.t("mlflow missing")}`;
    item.tooltip = `${describe(environment)}\n${environment.executable}\n${chooserOf(environment)}`;
    item.show();
    void vscode.commands.executeCommand("setContext", "mlflowLens.hasMlflow", hasMlflow(environment));
  };
  const folder = () => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  context.subscriptions.push(
    item,
    onDidUse(show),
    // Only what was shown once follows: nothing is started for a user who runs nothing. What is asked for is shown.
    python.onDidChange(() => {
      if (item.text !== "") python.environment(folder()).catch(() => item.hide());
    }),
    command("mlflowLens.selectPython", () => selectPython(python, folder())),
    command("mlflowLens.installMlflow", async () => {
      await offerToInstall(await python.environment(folder()), folder(), ["mlflow"]);
      python.forget();
    }),
  );
}

function describe({ version, mlflow }: PythonEnvironment): string {
  return mlflow === undefined
    ? vscode.l10n.t("Python {0}, without mlflow", version)
    : vscode.l10n.t("Python {0}, mlflow {1}", version, mlflow.version);
}

function chooserOf({ from }: PythonEnvironment): string {
  switch (from) {
    case "extension":
      return vscode.l10n.t("Chosen in the Python extension");
    case "setting":
      return vscode.l10n.t("Named by the setting mlflowLens.pythonPath");
    case "folder":
      return vscode.l10n.t("The environment of this folder");
    case "path":
      return vscode.l10n.t("The first on PATH");
    case "task":
      return vscode.l10n.t("Named by a task");
  }
}

interface PythonItem extends vscode.QuickPickItem {
  executable?: string;
}

async function selectPython(python: Python, folder: string | undefined): Promise<void> {
  const found = await python.all(folder);
  const current = found[0];
  const browse: PythonItem = { label: vscode.l10n.t("Browse..."), iconPath: new vscode.ThemeIcon("folder-opened") };
  const install: PythonItem = {
    label: vscode.l10n.t("Install MLflow..."),
    iconPath: new vscode.ThemeIcon("desktop-download"),
    description: current && describe(current),
  };
  const hasExtension = current?.from === "extension";
  const other: PythonItem = {
    label: vscode.l10n.t("Select in the Python Extension..."),
    iconPath: new vscode.ThemeIcon("gear"),
  };
  const picked = await vscode.window.showQuickPick<PythonItem>(
    [
      ...found.map((environment) => ({
        label: describe(environment),
        description: chooserOf(environment),
        detail: environment.executable,
        executable: environment.executable,
        picked: environment === current,
      })),
      { label: "", kind: vscode.QuickPickItemKind.Separator },
      ...(hasExtension ? [other] : [browse]),
      ...(current !== undefined && !hasMlflow(current) ? [install] : []),
    ],
    { title: vscode.l10n.t("Python for MLflow"), placeHolder: vscode.l10n.t("Runs projects and MLflow's own page") },
  );
  if (picked === undefined) return;
  if (picked === install) return void (await vscode.commands.executeCommand("mlflowLens.installMlflow"));
  if (picked === other) return void (await vscode.commands.executeCommand("python.setInterpreter"));
  const executable = picked === browse ? await browseForPython(current) : picked.executable;
  if (executable === undefined) return;
  const target = folder === undefined ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
  await vscode.workspace.getConfiguration("mlflowLens").update("pythonPath", executable, target);
  // So that the status bar says it, whether or not something was run before.
  await python.environment(folder);
}

async function browseForPython(current: PythonEnvironment | undefined): Promise<string | undefined> {
  const [picked] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t("Python for MLflow"),
      openLabel: vscode.l10n.t("Use"),
      defaultUri: current && vscode.Uri.file(dirname(current.executable)),
    })) ?? [];
  return picked?.fsPath;
}
