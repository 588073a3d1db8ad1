import * as vscode from "vscode";
import { runsUri, runUri } from "../stores/pageUri.ts";
import type { Node } from "./nodes.ts";

/**
 * Rows that are dragged out of the view: dropped among the editors a run or an experiment opens its page; dropped into a
 * text a run is written as `runs:/ID`, which MLflow takes wherever it takes a path.
 */
export const dragOut: vscode.TreeDragAndDropController<Node> = {
  dragMimeTypes: ["text/uri-list"],
  dropMimeTypes: [],
  handleDrag(nodes, transfer) {
    const pages = nodes.flatMap(pageOf);
    if (pages.length === 0) return;
    transfer.set("text/uri-list", new vscode.DataTransferItem(pages.map(String).join("\r\n")));
    const texts = nodes.flatMap((node) => (node.kind === "run" ? `runs:/${node.row.runId}` : []));
    if (texts.length > 0) transfer.set("text/plain", new vscode.DataTransferItem(texts.join("\n")));
  },
};

function pageOf(node: Node): vscode.Uri[] {
  if (node.kind === "run") return [runUri(node.store.id, node.row.runId, node.row.name)];
  if (node.kind !== "experiment") return [];
  const { experimentId, name } = node.experiment;
  return [runsUri([{ storeId: node.store.id, experimentId }], name)];
}
