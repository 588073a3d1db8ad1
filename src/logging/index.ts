import { basename } from "node:path";
import * as vscode from "vscode";
import { command } from "../command.ts";
import { hasMlflow } from "../python/environment.ts";
import type { Python } from "../python/index.ts";
import type { Stores } from "../stores/index.ts";
import { importsOf } from "./imports.ts";
import { isTraining, missingIn, parts, withAdditions, type Addition, type Part } from "./missing.ts";
import { Previews } from "./preview.ts";
import { readScript } from "./statements.ts";

const commandId = "mlflowLens.logWhatIsMissing";
const sourceKind = vscode.CodeActionKind.Source.append("mlflow");
const refactorKind = vscode.CodeActionKind.RefactorRewrite.append("mlflow");

/** "Log What Is Missing": puts into a Python script what makes its runs complete and reproducible. */
export function register(context: vscode.ExtensionContext, _stores: Stores, python: Python): void {
  const previews = new Previews();
  context.subscriptions.push(
    previews.register(),
    command(commandId, (uri?: vscode.Uri) => logWhatIsMissing(uri, python, previews)),
    vscode.languages.registerCodeActionsProvider(
      { language: "python" },
      { provideCodeActions: actionsIn },
      {
        providedCodeActionKinds: [sourceKind, refactorKind],
      },
    ),
  );
}

/** Of the whole file, and where the cursor stands on an import or on the beginning of a run. */
function actionsIn(
  document: vscode.TextDocument,
  range: vscode.Range,
  { only }: vscode.CodeActionContext,
): vscode.CodeAction[] {
  const isWanted = (kind: vscode.CodeActionKind) => only === undefined || only.contains(kind) || kind.contains(only);
  const isOnWord = /^\s*(?:import|from)\s|\bmlflow\b|\bstart_run\b/.test(document.lineAt(range.start.line).text);
  const kinds = [...(isWanted(sourceKind) && only !== undefined ? [sourceKind] : [])];
  if (isOnWord && isWanted(refactorKind)) kinds.push(refactorKind);
  if (kinds.length === 0) return [];
  const text = document.getText();
  if (!isTraining(importsOf(readScript(text))) || missingIn(text, undefined).additions.length === 0) return [];
  const title = vscode.l10n.t("Log What Is Missing to MLflow...");
  return kinds.map((kind) => {
    const action = new vscode.CodeAction(title, kind);
    action.command = { command: commandId, title, arguments: [document.uri] };
    return action;
  });
}

async function logWhatIsMissing(uri: vscode.Uri | undefined, python: Python, previews: Previews): Promise<void> {
  const document =
    uri === undefined ? vscode.window.activeTextEditor?.document : await vscode.workspace.openTextDocument(uri);
  if (document?.languageId !== "python") throw new Error(vscode.l10n.t("Open the Python file of a training first."));
  const version = await versionFor(document, python);
  const { version: readVersion } = document;
  const text = document.getText();
  const { additions, hasPlace } = missingIn(text, version);
  if (!hasPlace) {
    throw new Error(
      vscode.l10n.t("This file starts no run, and does nothing when it is imported. Open the one that starts the run."),
    );
  }
  if (additions.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t("Nothing is missing: the script logs its models, data, packages and changes."),
    );
    return;
  }
  const wanted = await pickParts(document, additions);
  if (wanted === undefined || wanted.length === 0) return;
  const chosen = missingIn(text, version, wanted).additions;
  if (!(await previews.ask(document, withAdditions(text, chosen)))) return;
  if (document.version !== readVersion) {
    throw new Error(vscode.l10n.t("The file was changed meanwhile, and nothing was inserted. Try again."));
  }
  const edit = new vscode.WorkspaceEdit();
  for (const { offset, text: addition } of chosen) {
    edit.insert(document.uri, document.positionAt(offset), addition);
  }
  await vscode.workspace.applyEdit(edit, { isRefactoring: true });
  await vscode.window.showTextDocument(document);
}

/** Asks which of the parts that are missing should be inserted; all are chosen at first. */
async function pickParts(document: vscode.TextDocument, additions: readonly Addition[]): Promise<Part[] | undefined> {
  const words: Record<(typeof parts)[number], [label: string, detail: string]> = {
    autolog: [
      vscode.l10n.t("Automatic logging"),
      vscode.l10n.t("Parameters, metrics and models of the libraries that are imported"),
    ],
    data: [vscode.l10n.t("Data"), vscode.l10n.t("What the script reads, as datasets")],
    packages: [
      vscode.l10n.t("Environment"),
      vscode.l10n.t("The Python and its packages, as requirements.txt and python_env.yaml"),
    ],
    changes: [
      vscode.l10n.t("Uncommitted changes"),
      vscode.l10n.t("As uncommitted.diff, so that the code of a run can be had again"),
    ],
  };
  const items = parts
    .filter((part) => additions.some((addition) => addition.part === part))
    .map((part) => ({ label: words[part][0], detail: words[part][1], picked: true, part }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: vscode.l10n.t("Log What Is Missing in {0}", basename(document.uri.path)),
    placeHolder: vscode.l10n.t("What should be inserted? It is shown to you first"),
  });
  return picked?.map(({ part }) => part);
}

/** The version of the mlflow that would run it; undefined where none is, or where code is not trusted. */
async function versionFor(document: vscode.TextDocument, python: Python): Promise<string | undefined> {
  if (!vscode.workspace.isTrusted) return undefined;
  const folder = vscode.workspace.getWorkspaceFolder(document.uri)?.uri.fsPath;
  const environment = await python.environment(folder).catch(() => undefined);
  return environment !== undefined && hasMlflow(environment) ? environment.mlflow.version : undefined;
}
