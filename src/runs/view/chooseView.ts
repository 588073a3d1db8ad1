import * as vscode from "vscode";
import type { RunsView } from "../../protocol/runs.ts";
import { initialView, type Views } from "./views.ts";

interface ViewItem extends vscode.QuickPickItem {
  readonly view?: RunsView;
  readonly saves?: boolean;
}

/**
 * Lets the user choose a view, save what is set as one, share one in the workspace's settings or remove one.
 *
 * @returns the view that was chosen; `undefined` where the one that is shown stays
 */
export async function chooseView(views: Views, shown: RunsView): Promise<RunsView | undefined> {
  const picker = vscode.window.createQuickPick<ViewItem>();
  const share = {
    iconPath: new vscode.ThemeIcon("cloud-upload"),
    tooltip: vscode.l10n.t("Share in Workspace Settings"),
  };
  const remove = { iconPath: new vscode.ThemeIcon("trash"), tooltip: vscode.l10n.t("Remove") };
  const fill = () => {
    const named = [...views.named()].sort(([a], [b]) => a.localeCompare(b));
    picker.items = [
      ...named.map(([name, { view, isShared }]) => ({
        label: name,
        description: isShared ? vscode.l10n.t("shared in settings") : "",
        view,
        buttons: isShared ? [remove] : [share, remove],
      })),
      { label: "", kind: vscode.QuickPickItemKind.Separator },
      { label: `$(save) ${vscode.l10n.t("Save View As...")}`, saves: true },
      { label: `$(discard) ${vscode.l10n.t("Reset View")}`, view: initialView },
    ];
  };
  picker.title = vscode.l10n.t("Views of Runs");
  picker.placeholder = vscode.l10n.t("Columns, filter, order and charts");
  fill();
  const chosen = await new Promise<ViewItem | undefined>((resolve) => {
    picker.onDidAccept(() => resolve(picker.selectedItems[0]));
    picker.onDidHide(() => resolve(undefined));
    picker.onDidTriggerItemButton(({ item, button }) => {
      const change = button === share ? item.view && views.share(item.label, item.view) : views.remove(item.label);
      void Promise.resolve(change).then(fill);
    });
    picker.show();
  });
  picker.dispose();
  if (chosen?.saves !== true) return chosen?.view;
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t("Save View As"),
    prompt: vscode.l10n.t("A name for these columns, this filter and this order"),
    validateInput: (text) => (text.trim() === "" ? vscode.l10n.t("A view needs a name.") : undefined),
  });
  if (name !== undefined) await views.save(name.trim(), shown);
  return undefined;
}
