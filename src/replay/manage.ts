import * as vscode from "vscode";
import { messageOf } from "../command.ts";
import { log } from "../log.ts";
import { formatAge, formatBytes } from "../mlflow/format.ts";
import { gitProgram } from "../source/gitProgram.ts";
import type { Environments } from "./places/environments.ts";
import { isInUse, type ReplayTrees } from "./places/trees.ts";
import { sizeOf } from "./places/worktree.ts";

interface PlaceItem extends vscode.QuickPickItem {
  size: number;
  kind?: vscode.QuickPickItemKind.Default;
  isTree: boolean;
  isUsed: boolean;
  remove: () => Promise<void>;
}

/** Lists worktrees and environments of replays, and removes those that the user picks. */
export async function manageReplays(trees: ReplayTrees, environments: Environments): Promise<void> {
  const reading = itemsOf(trees, environments);
  const title = vscode.l10n.t("Manage Replays");
  const items = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => reading);
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t("There are no worktrees and environments of runs that were run again."),
    );
    return;
  }
  const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const [ofTrees, ofEnvironments] = [items.filter(({ isTree }) => isTree), items.filter(({ isTree }) => !isTree)];
  const picked = await vscode.window.showQuickPick<vscode.QuickPickItem>(
    [
      ...(ofTrees.length > 0 ? [separator(vscode.l10n.t("Worktrees")), ...ofTrees] : []),
      ...(ofEnvironments.length > 0 ? [separator(vscode.l10n.t("Environments")), ...ofEnvironments] : []),
    ],
    {
      title: vscode.l10n.t("{0}: {1}", title, bytes(sum(items))),
      placeHolder: vscode.l10n.t("Which are removed?"),
      canPickMany: true,
      matchOnDescription: true,
    },
  );
  const chosen = items.filter((item) => picked?.includes(item));
  if (chosen.length > 0) await removeAll(chosen);
}

async function itemsOf(trees: ReplayTrees, environments: Environments): Promise<PlaceItem[]> {
  const [allTrees, built] = await Promise.all([trees.all(), environments.all()]);
  const used = new Set(allTrees.filter(isInUse).map(({ environmentId }) => environmentId));
  const ofTrees = allTrees.map(async (tree): Promise<PlaceItem> => {
    const [size, isUsed] = [await sizeOf(tree.folder), isInUse(tree)];
    const commit = vscode.l10n.t("commit {0}", tree.commit.slice(0, 7));
    return {
      label: tree.runName,
      description: [commit, ...facts(size, tree.madeAt, isUsed)].join(" · "),
      detail: tree.worktree,
      ...{ size, isUsed, isTree: true },
      remove: () => trees.remove(gitProgram(), tree),
    };
  });
  const ofEnvironments = built.map(async (environment): Promise<PlaceItem> => {
    const { version, lines, runName, madeAt, folder, id } = environment;
    const [size, isUsed] = [await sizeOf(folder), used.has(id)];
    return {
      label: vscode.l10n.t("Python {0}, {1} packages", version, lines.length),
      description: [vscode.l10n.t("for {0}", runName), ...facts(size, madeAt, isUsed)].join(" · "),
      detail: folder,
      ...{ size, isUsed, isTree: false },
      remove: () => environments.remove(environment),
    };
  });
  return Promise.all([...ofTrees, ...ofEnvironments]);
}

function facts(size: number, madeAt: number, isUsed: boolean): string[] {
  const age = formatAge(madeAt, vscode.env.language);
  return [bytes(size), age, ...(isUsed ? [vscode.l10n.t("running")] : [])];
}

async function removeAll(chosen: readonly PlaceItem[]): Promise<void> {
  const free = chosen.filter(({ isUsed }) => !isUsed);
  if (free.length === 0) throw new Error(vscode.l10n.t("Something still runs there. Stop it first."));
  const remove = vscode.l10n.t("Remove");
  const kept = chosen.length - free.length;
  const picked = await vscode.window.showWarningMessage(
    free.length === 1
      ? vscode.l10n.t("Remove {0}?", free[0]!.label)
      : vscode.l10n.t("Remove {0} worktrees and environments?", free.length),
    {
      modal: true,
      detail: [
        vscode.l10n.t(
          "This frees {0}. Runs keep what they logged; other files that they wrote there are lost.",
          bytes(sum(free)),
        ),
        ...(kept > 0 ? [vscode.l10n.t("Something still runs in {0} of those picked, which stay.", kept)] : []),
      ].join("\n\n"),
    },
    remove,
  );
  if (picked !== remove) return;
  const title = vscode.l10n.t("Removing");
  const failed = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title },
    async () => {
      const failures: string[] = [];
      for (const item of free) {
        await item.remove().catch((error: unknown) => {
          log.error(error instanceof Error ? error : String(error));
          failures.push(`${item.label}: ${messageOf(error)}`);
        });
      }
      return failures;
    },
  );
  if (failed.length > 0) throw new Error(failed.join("; "));
}

function sum(items: readonly { size: number }[]): number {
  return items.reduce((total, { size }) => total + size, 0);
}

function bytes(size: number): string {
  return formatBytes(size, vscode.env.language);
}
