import * as vscode from "vscode";
import { command } from "../command.ts";
import { registerPage } from "../page.ts";
import type { Wish } from "../protocol/model.ts";
import type { Stores } from "../stores/index.ts";
import { copyAliasUri, copyCode, copyUri } from "./actions/copy.ts";
import { createModel } from "./actions/create.ts";
import { aliasVersion, describeModel, moveVersion, removeAlias, renameModel, tagModel } from "./actions/edit.ts";
import { openModel } from "./actions/open.ts";
import { registerVersion, type RegisterArgument } from "./actions/register.ts";
import { deleteModel } from "./actions/remove.ts";
import { targetOf, type TargetArgument } from "./actions/target.ts";
import { ModelPages } from "./page/page.ts";
import { exportReport } from "./report/save.ts";
import type { MoreNode, StoreNode } from "./tree/nodes.ts";
import { ModelsTree } from "./tree/tree.ts";
import { describeView, filterModels, sortModels, modelsView } from "./tree/view.ts";

/** The model registry: the Models view, the page of a model, and what is done to models, versions and aliases. */
export function register(context: vscode.ExtensionContext, stores: Stores): void {
  const view = modelsView(context);
  const tree = new ModelsTree(stores, view);
  const pages = new ModelPages(stores);
  const treeView = vscode.window.createTreeView("mlflowLens.models", { treeDataProvider: tree, showCollapseAll: true });
  tree.attach(treeView);
  const onTarget = (id: string, action: (stores: Stores, argument: TargetArgument) => Promise<void>) =>
    command(id, (argument?: TargetArgument) => action(stores, argument));
  context.subscriptions.push(
    tree,
    treeView,
    tree.onDidRead((isEmpty) => (treeView.message = isEmpty ? undefined : describeView(view.state))),
    registerPage("mlflowLens.model", (uri, panel) => pages.show(uri, panel)),
    command("mlflowLens.openModel", (argument: TargetArgument & Wish) => openModel(stores, pages, argument)),
    command("mlflowLens.refreshModels", async () => {
      await vscode.window.withProgress({ location: { viewId: "mlflowLens.models" } }, () => stores.refresh());
      tree.reload();
    }),
    command("mlflowLens.loadMoreModels", (node: MoreNode) => tree.loadMore(node)),
    command("mlflowLens.filterModels", () => filterModels(view)),
    command("mlflowLens.clearModelFilter", () => view.set({ filter: "" })),
    command("mlflowLens.sortModels", () => sortModels(view)),
    command("mlflowLens.createModel", (node?: StoreNode) => createModel(stores, node)),
    command("mlflowLens.registerModel", (argument?: RegisterArgument) => registerVersion(stores, argument)),
    onTarget("mlflowLens.renameModel", renameModel),
    onTarget("mlflowLens.describeModel", describeModel),
    onTarget("mlflowLens.tagModel", tagModel),
    onTarget("mlflowLens.moveModelVersion", moveVersion),
    onTarget("mlflowLens.setModelAlias", aliasVersion),
    onTarget("mlflowLens.removeModelAlias", removeAlias),
    onTarget("mlflowLens.deleteModel", deleteModel),
    onTarget("mlflowLens.copyModelUri", copyUri),
    onTarget("mlflowLens.copyModelAliasUri", copyAliasUri),
    onTarget("mlflowLens.copyModelCode", copyCode),
    command("mlflowLens.exportModelReport", async (argument?: TargetArgument) => {
      const target = await targetOf(stores, argument);
      if (target !== undefined) await exportReport(stores, target);
    }),
  );
}
