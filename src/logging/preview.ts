import { basename } from "node:path";
import * as vscode from "vscode";
import { command } from "../command.ts";

const scheme = "mlflow-completed";

/** Shows what a document would become beside what it is, and asks whether it should. */
export class Previews implements vscode.TextDocumentContentProvider {
  /** What is shown, by its URI, and how the user answers. */
  readonly #open = new Map<string, { text: string; answer: (isWanted: boolean) => void }>();

  register(): vscode.Disposable {
    return vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      // A toast goes after a while: the preview has the answer in its title too.
      command("mlflowLens.insertMissing", (uri?: vscode.Uri) =>
        this.#open.get(String(uri ?? shownUri()))?.answer(true),
      ),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const tab of closed) this.#open.get(String(uriOf(tab)))?.answer(false);
      }),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#open.get(String(uri))?.text ?? "";
  }

  /** @returns whether the user wants it */
  async ask(document: vscode.TextDocument, text: string): Promise<boolean> {
    const name = basename(document.uri.path);
    const uri = vscode.Uri.from({ scheme, path: document.uri.path, query: String(document.version) });
    const answered = new Promise<boolean>((answer) => this.#open.set(String(uri), { text, answer }));
    try {
      const title = vscode.l10n.t("{0}: What Is Missing", name);
      await vscode.commands.executeCommand("vscode.diff", document.uri, uri, title);
      return await Promise.race([answered, askInToast(name)]);
    } finally {
      this.#open.delete(String(uri));
      await vscode.window.tabGroups.close(allTabs().filter((tab) => String(uriOf(tab)) === String(uri)));
    }
  }
}

async function askInToast(name: string): Promise<boolean> {
  const insert = vscode.l10n.t("Insert");
  const discard = vscode.l10n.t("Discard");
  const picked = await vscode.window.showInformationMessage(
    vscode.l10n.t("Insert what is missing into {0}?", name),
    insert,
    discard,
  );
  return picked === insert;
}

function allTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs);
}

function uriOf({ input }: vscode.Tab): vscode.Uri | undefined {
  return input instanceof vscode.TabInputTextDiff && input.modified.scheme === scheme ? input.modified : undefined;
}

function shownUri(): vscode.Uri | undefined {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  return tab && uriOf(tab);
}
