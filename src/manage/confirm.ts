import * as vscode from "vscode";
import { log } from "../log.ts";
import type { ModelVersion } from "../mlflow/entities.ts";
import { shortList } from "./carryOut.ts";

const maxShownVersions = 6;

/** What MLflow's deletion is, for every question that asks before one. */
export function softDeletion(): string {
  return vscode.l10n.t(
    "MLflow only marks them as deleted: Show Deleted lists them, and Restore brings them back, until somebody runs mlflow gc, which deletes them and their artifacts for good.",
  );
}

/** What is registered from the deleted runs; `undefined` when nothing is. */
export function versionsText(versions: readonly ModelVersion[]): string | undefined {
  if (versions.length === 0) return undefined;
  const names = versions.map(({ name, version, currentStage }) =>
    currentStage === "None" ? `${name} ${version}` : `${name} ${version} (${currentStage})`,
  );
  const list = shortList(names, maxShownVersions);
  return versions.length === 1
    ? vscode.l10n.t(
        "A registered model version comes from there: {0}. It stays, but mlflow gc may delete its files.",
        list,
      )
    : vscode.l10n.t(
        "{0} registered model versions come from there: {1}. They stay, but mlflow gc may delete their files.",
        versions.length,
        list,
      );
}

/** A registry that does not answer is no reason not to delete; then nothing is said of it. */
export async function orNone<T>(asked: Promise<T[]>): Promise<T[]> {
  try {
    return await asked;
  } catch (error) {
    log.warn(`Looking for what else a deletion concerns: ${String(error)}`);
    return [];
  }
}

/**
 * Asks before something is deleted.
 *
 * @param parts paragraphs of the detail; absent ones are left out
 * @param actions the buttons, the one that Enter presses first
 * @returns the button
 * @throws CancellationError when the user thinks better of it
 */
export async function confirm<Action extends string>(
  question: string,
  parts: readonly (string | undefined)[],
  actions: readonly [Action, ...Action[]],
): Promise<Action> {
  const detail = parts.filter((part) => part !== undefined).join("\n\n");
  const action = await vscode.window.showWarningMessage(question, { modal: true, detail }, ...actions);
  if (action === undefined) throw new vscode.CancellationError();
  return action;
}
