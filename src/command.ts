import * as vscode from "vscode";
import { log } from "./log.ts";

/**
 * Registers a command. What it throws is shown in one line, with its stack in the log; a cancelled one is silent.
 */
export function command<Args extends unknown[]>(id: string, handler: (...args: Args) => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: Args) => {
    try {
      return await handler(...args);
    } catch (error) {
      // Not awaited: the command has ended, whether or not the user closes the message.
      void showError(error);
      return undefined;
    }
  });
}

/** Tells the user of an error that ended what they asked for. */
export async function showError(error: unknown): Promise<void> {
  if (error instanceof vscode.CancellationError) return;
  log.error(error instanceof Error ? error : String(error));
  const showLog = vscode.l10n.t("Show Log");
  if ((await vscode.window.showErrorMessage(messageOf(error), showLog)) === showLog) log.show();
}

/** An error's first line, for the user. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
}
