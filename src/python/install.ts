import { existsSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { programOnPath, type PythonEnvironment } from "./environment.ts";
import { waysToInstall, type Call, type Way } from "./waysToInstall.ts";

/**
 * Asks whether packages may be installed, says what would be run, and runs it in a terminal.
 *
 * @param folder where a new `.venv` would be made
 * @throws CancellationError when the user would rather not; Error when it failed
 */
export async function offerToInstall(
  environment: PythonEnvironment,
  folder: string | undefined,
  packages: readonly string[],
): Promise<void> {
  const labels: Record<Way["kind"], string> = {
    newEnvironment: vscode.l10n.t("Create .venv and Install"),
    pip: vscode.l10n.t("Install with pip"),
    uv: vscode.l10n.t("Install with uv"),
  };
  const means = { newEnvironment: newEnvironmentIn(folder), uv: programOnPath("uv") };
  const ways = waysToInstall(environment, packages, means).map(({ kind, calls }) => ({ label: labels[kind], calls }));
  const names = packages.join(", ");
  if (ways.length === 0) {
    throw new Error(vscode.l10n.t("{0} is missing in {1}, which has no pip.", names, environment.executable));
  }
  const picked = await vscode.window.showInformationMessage(
    vscode.l10n.t("{0} is not installed in Python {1}. Install it?", names, environment.version),
    { modal: true, detail: ways.map(({ label, calls }) => `${label}:\n${calls.map(inWords).join("\n")}`).join("\n\n") },
    ...ways.map(({ label }) => label),
  );
  const way = ways.find(({ label }) => label === picked);
  if (way === undefined) throw new vscode.CancellationError();
  for (const call of way.calls) await runInTerminal(call, folder);
}

/** A `.venv` beside the project, where none is yet. */
function newEnvironmentIn(folder: string | undefined): string | undefined {
  const place = folder ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const made = place && join(place, ".venv");
  return made === undefined || existsSync(made) ? undefined : made;
}

/** A call as a user would type it, near enough to be read. */
export function inWords(call: Call): string {
  return call.map((word) => (/\s/.test(word) ? JSON.stringify(word) : word)).join(" ");
}

/** Runs a program that installs something where the user sees it. @throws Error when it fails */
export async function runInTerminal([program, ...args]: Call, folder: string | undefined): Promise<void> {
  const task = new vscode.Task(
    { type: "mlflowInstall" },
    vscode.TaskScope.Workspace,
    vscode.l10n.t("Install"),
    "MLflow",
    new vscode.ProcessExecution(program, args, { cwd: folder }),
  );
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, panel: vscode.TaskPanelKind.Shared };
  const ended = new Promise<number | undefined>((resolve) => {
    const listener = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.definition.type !== "mlflowInstall") return;
      listener.dispose();
      resolve(exitCode);
    });
  });
  await vscode.tasks.executeTask(task);
  const exitCode = await ended;
  if (exitCode === 0) return;
  throw new Error(vscode.l10n.t("Installing failed (exit code {0}). The terminal says why.", String(exitCode)));
}
