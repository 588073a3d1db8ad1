import { existsSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { executableIn, programOnPath, type PythonEnvironment } from "./environment.ts";

/** A program and its arguments. */
type Call = readonly [program: string, ...args: string[]];

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
  const ways = waysToInstall(environment, folder, packages);
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

interface Way {
  label: string;
  calls: Call[];
}

function waysToInstall(environment: PythonEnvironment, folder: string | undefined, packages: readonly string[]): Way[] {
  const { executable } = environment;
  const ways: Way[] = [];
  const place = folder ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  // Another Python than a virtual environment belongs to the system, which often refuses.
  if (environment.virtualFolder === undefined && place !== undefined && !existsSync(join(place, ".venv"))) {
    const made = join(place, ".venv");
    ways.push({
      label: vscode.l10n.t("Create .venv and Install"),
      calls: [
        [executable, "-m", "venv", made],
        [executableIn(made), "-m", "pip", "install", ...packages],
      ],
    });
  }
  if (environment.hasPip) {
    ways.push({
      label: vscode.l10n.t("Install with pip"),
      calls: [[executable, "-m", "pip", "install", ...packages]],
    });
  }
  const uv = programOnPath("uv");
  if (uv !== undefined) {
    const calls: Call[] = [[uv, "pip", "install", "--python", executable, ...packages]];
    ways.push({ label: vscode.l10n.t("Install with uv"), calls });
  }
  return ways;
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
