import * as vscode from "vscode";
import type { EntryPointTarget } from "./launch/commands.ts";
import type { ProjectFiles } from "./projectFiles.ts";
import { projectName } from "./tree.ts";

interface EntryPointItem extends vscode.QuickPickItem {
  target: EntryPointTarget;
}

/** The only entry point of the workspace, or the one that is picked. @throws CancellationError; Error where there is none */
export async function pickEntryPoint(files: ProjectFiles): Promise<EntryPointTarget> {
  const items = (await files.all()).flatMap((project) =>
    project.project.entryPoints.map((entryPoint): EntryPointItem => ({
      label: entryPoint.name,
      description: projectName(project),
      detail: entryPoint.command,
      target: { project, entryPoint },
    })),
  );
  if (items.length === 0) throw new Error(vscode.l10n.t("No MLproject was found in this workspace."));
  if (items.length === 1) return items[0]!.target;
  const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Which entry point?") });
  if (picked === undefined) throw new vscode.CancellationError();
  return picked.target;
}
