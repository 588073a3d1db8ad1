import * as vscode from "vscode";
import { messageOf } from "../../command.ts";
import { log } from "../../log.ts";
import type { ModelVersion } from "../../mlflow/entities.ts";
import type { Store } from "../../mlflow/store.ts";
import type { Stores, WorkspaceStore } from "../../stores/index.ts";
import { newestFirst, versionsOf } from "../registry.ts";
import { treeItem } from "./items.ts";
import { pageSize, type ModelNode, type MoreNode, type Node, type ProblemNode, type StoreNode } from "./nodes.ts";
import { modelTooltip, versionTooltip } from "./tooltip.ts";
import { filterClause, type ModelsView } from "./view.ts";

/** Changes are drawn together at most this often. */
const redrawMs = 100;
const ageMs = 60_000;
/** A store with more versions than these is not read whole to say which of them serve. */
const maxSummarized = 1_000;
/** Nothing of experiments is shown, and changes of the registry are told all the same. */
const scope = { experimentIds: [], runIds: [] };

/** The Models view: registered models, and their versions, newest first. Prompts are no models: stores leave them out. */
export class ModelsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #emptied = new vscode.EventEmitter<boolean>();
  /** Whether there is nothing to show: the view's welcome then takes the place of its message. */
  readonly onDidRead = this.#emptied.event;
  readonly #stores: Stores;
  readonly #view: ModelsView;
  readonly #disposables: vscode.Disposable[];
  /** How many models of a store are shown. */
  readonly #limits = new Map<string, number>();
  /** How many versions of a model are shown, by the node's id. */
  readonly #versionLimits = new Map<string, number>();
  #redraw: NodeJS.Timeout | undefined;
  #isVisible = false;

  constructor(stores: Stores, view: ModelsView) {
    this.#stores = stores;
    this.#view = view;
    const ages = setInterval(() => this.#isVisible && this.reload(), ageMs);
    this.#disposables = [
      this.#changed,
      this.#emptied,
      stores.onDidChange(({ changes }) => {
        if (changes.some(({ kind }) => kind === "models")) this.#redrawSoon();
      }),
      stores.onDidChangeStores(() => this.reload()),
      view.onDidChange(() => this.reload()),
      new vscode.Disposable(() => clearInterval(ages)),
    ];
  }

  reload(): void {
    this.#changed.fire(undefined);
  }

  /** Follows the view: what is not on screen is not watched. */
  attach(treeView: vscode.TreeView<Node>): void {
    this.#isVisible = treeView.visible;
    this.#disposables.push(
      treeView.onDidChangeVisibility(({ visible }) => {
        this.#isVisible = visible;
        this.#watch();
        if (visible) this.reload();
      }),
    );
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return treeItem(node);
  }

  getParent(node: Node): Node | undefined {
    return node.parent;
  }

  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    if (node.kind === "model") item.tooltip = modelTooltip(node.model, node.versions);
    if (node.kind === "version") item.tooltip = versionTooltip(node.version);
    return item;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    try {
      if (node === undefined) return await this.#rootNodes();
      if (node.kind === "store") return await this.#modelNodes(node.store, node);
      if (node.kind === "model") return await this.#versionNodes(node);
      return [];
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      return [problem(node, error)];
    }
  }

  loadMore({ grow, parent }: MoreNode): void {
    grow();
    this.#changed.fire(parent);
  }

  dispose(): void {
    clearTimeout(this.#redraw);
    for (const store of this.#stores.all) this.#stores.show(this, store.id, undefined);
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  async #rootNodes(): Promise<Node[]> {
    await this.#stores.ready();
    this.#watch();
    // A store without models has no row: most stores of a workspace have none, and the Experiments view shows them all.
    const shown: { store: WorkspaceStore; nodes: Node[] }[] = [];
    for (const store of this.#stores.all) {
      const nodes = await this.#modelNodes(store, undefined).catch((error: unknown) => {
        log.error(error instanceof Error ? error : String(error));
        return [problem(undefined, error, store.id)];
      });
      if (nodes.length > 0) shown.push({ store, nodes });
    }
    this.#emptied.fire(shown.length === 0);
    const [first, ...others] = shown;
    if (first === undefined) return [];
    if (others.length === 0) return first.nodes;
    return shown.map(({ store }): StoreNode => ({
      ...{ kind: "store", id: `models/${store.id}`, parent: undefined, store },
      limit: this.#limits.get(store.id) ?? pageSize,
    }));
  }

  async #modelNodes(store: WorkspaceStore, parent: StoreNode | undefined): Promise<Node[]> {
    const opened = this.#stores.get(store.id);
    const limit = this.#limits.get(store.id) ?? pageSize;
    const { filter, orderBy } = this.#view.state;
    const { registeredModels, nextPageToken } = await opened.searchRegisteredModels({
      filter: filterClause(filter) || undefined,
      orderBy: orderBy === "" ? undefined : [orderBy],
      maxResults: limit,
    });
    const versions = registeredModels.length === 0 ? undefined : await summaries(opened);
    const nodes = registeredModels.map((model): ModelNode => {
      const id = `${store.id}/${model.name}`;
      const own = versions === undefined ? undefined : (versions.get(model.name) ?? []);
      return { kind: "model", id, parent, store, model, versions: own, limit: this.#versionLimits.get(id) ?? pageSize };
    });
    if (nextPageToken === undefined) return nodes;
    const grow = () => this.#limits.set(store.id, limit + pageSize);
    return [...nodes, { kind: "more", id: `${store.id}/more`, parent, grow, remaining: undefined }];
  }

  async #versionNodes(parent: ModelNode): Promise<Node[]> {
    const { store, model, limit, id } = parent;
    const versions = await versionsOf(this.#stores.get(store.id), model.name);
    const nodes = versions.slice(0, limit).map((version): Node => ({
      ...{ kind: "version", id: `${id}/${version.version}`, parent, store, version },
    }));
    if (versions.length <= limit) return nodes;
    const grow = () => {
      parent.limit += pageSize;
      this.#versionLimits.set(id, parent.limit);
    };
    return [...nodes, { kind: "more", id: `${id}/more`, parent, grow, remaining: versions.length - limit }];
  }

  #redrawSoon(): void {
    this.#redraw ??= setTimeout(() => {
      this.#redraw = undefined;
      this.reload();
    }, redrawMs);
  }

  #watch(): void {
    for (const store of this.#stores.all) this.#stores.show(this, store.id, this.#isVisible ? scope : undefined);
  }
}

/** The versions of all models, newest first; `undefined` where there are more than are read for it. */
async function summaries(store: Store): Promise<Map<string, ModelVersion[]> | undefined> {
  const { modelVersions, nextPageToken } = await store.searchModelVersions({ maxResults: maxSummarized });
  return nextPageToken === undefined ? Map.groupBy(modelVersions.sort(newestFirst), ({ name }) => name) : undefined;
}

function problem(parent: Node | undefined, error: unknown, storeId = ""): ProblemNode {
  return {
    kind: "problem",
    id: `${parent?.id ?? `root/${storeId}`}/problem`,
    parent,
    message: messageOf(error),
    error,
  };
}
