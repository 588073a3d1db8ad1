import * as vscode from "vscode";
import { parseRunUri, runScheme, runsUri, runUri } from "../stores/pageUri.ts";
import type { Node } from "./nodes.ts";

const uriList = "text/uri-list";

/** Runs and experiments that are dragged out of the view: dropped among the editors, their pages open. */
export const dragOut: vscode.TreeDragAndDropController<Node> = {
  dragMimeTypes: [uriList],
  dropMimeTypes: [],
  handleDrag(nodes, transfer) {
    const pages = nodes.flatMap(pageOf);
    if (pages.length > 0) transfer.set(uriList, new vscode.DataTransferItem(pages.map(String).join("\r\n")));
  },
};

function pageOf(node: Node): vscode.Uri[] {
  if (node.kind === "run") return [runUri(node.store.id, node.row.runId, node.row.name)];
  if (node.kind !== "experiment") return [];
  const { experimentId, name } = node.experiment;
  return [runsUri([{ storeId: node.store.id, experimentId }], name)];
}

/** Runs that are dropped into a text, with Shift as files are, are written as MLflow takes them for a path: `runs:/ID`. */
export function dropsIntoTexts(): vscode.Disposable {
  const kind = vscode.DocumentDropOrPasteEditKind.Text.append("mlflow");
  const provider: vscode.DocumentDropEditProvider = {
    async provideDocumentDropEdits(_document, _position, transfer) {
      const uris = (await transfer.get(uriList)?.asString())?.split(/\r?\n/).filter((line) => line !== "") ?? [];
      const runs = uris.map((line) => vscode.Uri.parse(line)).filter(({ scheme }) => scheme === runScheme);
      if (runs.length === 0) return undefined;
      const text = runs.map((uri) => `runs:/${parseRunUri(uri).runId}`).join("\n");
      return [new vscode.DocumentDropEdit(text, vscode.l10n.t("Insert Run URI"), kind)];
    },
  };
  return vscode.languages.registerDocumentDropEditProvider({ pattern: "**" }, provider, {
    dropMimeTypes: [uriList],
    providedDropEditKinds: [kind],
  });
}
