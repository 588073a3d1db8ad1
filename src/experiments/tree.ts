import * as vscode from "vscode";
import { messageOf } from "../command.ts";
import { log } from "../log.ts";
import type { Run } from "../mlflow/entities.ts";
import type { RunsQuery, Store } from "../mlflow/store.ts";
import { allExperiments } from "../stores/allExperiments.ts";
import type { StoreChange, Stores, WorkspaceStore } from "../stores/index.ts";
import { listArtifacts } from "../stores/artifactUri.ts";
import { readModels } from "../stores/runModels.ts";
import { groupsOf, inFolder, inGroup } from "./details.ts";
import { treeItem } from "./items.ts";
import {
  more,
  pageSize,
  type ExperimentNode,
  type MoreNode,
  type Node,
  type ProblemNode,
  type RunNode,
  type StoreNode,
} from "./nodes.ts";
import { readRows } from "./read.ts";
import { experimentTooltip, runTooltip } from "./tooltip.ts";
import { type ExperimentsView, viewTypeOf } from "./view.ts";

/** Runs watched for one store: beyond these a change is still noticed, but later. */
const maxWatchedRuns = 500;
/** Changes are drawn together at most this often. */
const redrawMs = 100;
/** Counts and ages of experiments follow at most this often. */
const summarizeMs = 1_000;
const ageMs = 60_000;

/** The Experiments view: experiments, runs, and what is in a run. Each level is read when it is opened, a page at a time. */
export class ExperimentsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<Node[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #stores: Stores;
  readonly #view: ExperimentsView;
  readonly #experiments = new Map<string, ExperimentNode>();
  readonly #runs = new Map<string, RunNode>();
  readonly #expanded = new Set<string>();
  readonly #shownMetrics = new Map<string, string | undefined>();
  readonly #disposables: vscode.Disposable[];
  readonly #stale = new Set<Node>();
  readonly #summarizing = new Map<string, NodeJS.Timeout>();
  #redraw: NodeJS.Timeout | undefined;
  #isVisible = false;

  constructor(stores: Stores, view: ExperimentsView) {
    this.#stores = stores;
    this.#view = view;
    const ages = setInterval(() => this.#isVisible && this.#changed.fire(undefined), ageMs);
    this.#disposables = [
      this.#changed,
      stores.onDidChange((change) => this.#onChange(change)),
      stores.onDidChangeStores(() => this.reload()),
      view.onDidChange(() => this.reload()),
      new vscode.Disposable(() => clearInterval(ages)),
    ];
  }

  /** Forgets what was read and draws again. */
  reload(): void {
    for (const node of [...this.#experiments.values(), ...this.#runs.values()]) node.runs = undefined;
    for (const node of this.#runs.values()) node.details = undefined;
    this.#shownMetrics.clear();
    this.#changed.fire(undefined);
  }

  /** Follows the view: what is not on screen is not watched. */
  attach(treeView: vscode.TreeView<Node>): void {
    this.#isVisible = treeView.visible;
    this.#disposables.push(
      treeView.onDidExpandElement(({ element }) => {
        this.#expanded.add(element.id);
        this.#watch();
      }),
      treeView.onDidCollapseElement(({ element }) => {
        this.#expanded.delete(element.id);
        this.#watch();
      }),
      treeView.onDidChangeVisibility(({ visible }) => {
        this.#isVisible = visible;
        this.#watch();
        // What happened meanwhile was not watched.
        if (visible) void this.#stores.refresh().catch((error: unknown) => log.error(String(error)));
      }),
    );
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return treeItem(node);
  }

  getParent(node: Node): Node | undefined {
    return node.parent;
  }

  async resolveTreeItem(item: vscode.TreeItem, node: Node): Promise<vscode.TreeItem> {
    if (node.kind === "run") item.tooltip = runTooltip(node, await this.details(node));
    if (node.kind === "experiment") item.tooltip = experimentTooltip(node);
    return item;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    try {
      return await this.#childrenOf(node);
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      return [problem(node, error)];
    }
  }

  /** Draws the runs of an experiment, or those nested in a run, as they are now. */
  readAgain(holder: ExperimentNode | RunNode): void {
    holder.runs = undefined;
    this.#changed.fire([holder]);
  }

  /** Shows another page below the parent of a "Load more". */
  loadMore({ parent }: MoreNode): void {
    if (!("limit" in parent)) return;
    parent.limit += pageSize;
    if ("runs" in parent) parent.runs = undefined;
    this.#changed.fire([parent]);
  }

  /** The experiments that are open, or all of that store where none is: what a sort by metric may choose from. */
  openExperiments(): ExperimentNode[] {
    const all = [...this.#experiments.values()];
    const open = all.filter(({ id }) => this.#expanded.has(id));
    return open.length > 0 ? open : all;
  }

  details(node: RunNode): Promise<Run> {
    node.details ??= this.#storeOf(node.store).getRun(node.row.runId);
    node.details.catch(() => (node.details = undefined));
    return node.details;
  }

  dispose(): void {
    for (const timer of [this.#redraw, ...this.#summarizing.values()]) clearTimeout(timer);
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  async #childrenOf(node: Node | undefined): Promise<Node[]> {
    switch (node?.kind) {
      case undefined:
        return this.#rootNodes();
      case "store":
        if (node.store.store === undefined) return [problem(node, node.store.error)];
        return this.#experimentNodes(node.store, node);
      case "experiment":
        return this.#runNodes(node);
      case "run":
        return this.#insideRun(node);
      case "group": {
        const { run } = node;
        return inGroup(node, await this.details(run), this.#storeOf(run.store), vscode.env.language);
      }
      case "model":
      case "artifact": {
        const store = this.#storeOf(node.run.store);
        return inFolder(node, (owner, path) => listArtifacts(store, owner, path));
      }
      default:
        return [];
    }
  }

  async #rootNodes(): Promise<Node[]> {
    await this.#stores.ready();
    const [first, ...others] = this.#stores.all;
    if (first?.store !== undefined && others.length === 0) return this.#experimentNodes(first, undefined);
    return this.#stores.all.map((store): StoreNode => ({ kind: "store", id: store.id, parent: undefined, store }));
  }

  async #experimentNodes(store: WorkspaceStore, parent: StoreNode | undefined): Promise<Node[]> {
    const opened = this.#storeOf(store);
    const viewType = viewTypeOf(this.#view.state);
    const experiments = await allExperiments(opened, viewType);
    const summaries = new Map(
      (await opened.summarizeExperiments({ viewType })).map((summary) => [summary.experimentId, summary]),
    );
    const nodes = experiments.map((experiment): ExperimentNode => {
      // Stores merged by hand may hold an experiment twice: once of them deleted.
      const id = [
        store.id,
        experiment.experimentId,
        ...(experiment.lifecycleStage === "deleted" ? ["deleted"] : []),
      ].join("/");
      const summary = summaries.get(experiment.experimentId);
      const known = this.#experiments.get(id);
      if (known !== undefined) return Object.assign(known, { experiment, summary, store, parent });
      const node: ExperimentNode = {
        kind: "experiment",
        id,
        parent,
        store,
        experiment,
        summary,
        limit: pageSize,
        runs: undefined,
      };
      this.#experiments.set(id, node);
      return node;
    });
    const shown = new Set(nodes);
    for (const [id, node] of this.#experiments)
      if (node.store.id === store.id && !shown.has(node)) this.#experiments.delete(id);
    this.#watch();
    return nodes;
  }

  /** The runs of an experiment, or those nested in a run. */
  async #runNodes(holder: ExperimentNode | RunNode): Promise<Node[]> {
    const experimentId = holder.kind === "run" ? holder.experimentId : holder.experiment.experimentId;
    if (holder.runs === undefined) {
      const store = this.#storeOf(holder.store);
      const { filter, orderBy } = this.#view.state;
      const query: RunsQuery = {
        experimentIds: [experimentId],
        filter,
        orderBy: orderBy === "" ? [] : [orderBy],
        viewType: viewTypeOf(this.#view.state),
        nesting: holder.kind === "run" ? { parentRunId: holder.row.runId } : "top",
      };
      const metric = await this.#shownMetric(holder.store, store, experimentId);
      const { rows, total } = await readRows(store, query, holder.limit, metric);
      const nodes = rows.map((row) => this.#runNode(holder, experimentId, row));
      holder.runs = { nodes, total };
      this.#watch();
    }
    const { nodes, total } = holder.runs;
    if (total <= nodes.length) return nodes;
    return [...nodes, more(holder, total - nodes.length)];
  }

  #runNode(parent: ExperimentNode | RunNode, experimentId: string, row: RunNode["row"]): RunNode {
    const id = `${parent.store.id}/${experimentId}/${row.runId}`;
    const known = this.#runs.get(id);
    if (known !== undefined) return Object.assign(known, { row, parent });
    const node: RunNode = {
      kind: "run",
      id,
      parent,
      store: parent.store,
      experimentId,
      row,
      details: undefined,
      limit: pageSize,
      runs: undefined,
    };
    this.#runs.set(id, node);
    return node;
  }

  async #insideRun(node: RunNode): Promise<Node[]> {
    // Deleted children are in no summary.
    const mayHaveChildren = node.row.children !== undefined || this.#view.state.showsDeleted;
    const nested = mayHaveChildren ? await this.#runNodes(node) : [];
    const run = await this.details(node);
    return [...nested, ...groupsOf(node, run, await readModels(this.#storeOf(node.store), run))];
  }

  /** The metric beside the runs' names: the user's choice, else the one sorted by, else the first of the newest runs. */
  async #shownMetric(owner: WorkspaceStore, store: Store, experimentId: string): Promise<string | undefined> {
    const { metrics, orderBy } = this.#view.state;
    const id = `${owner.id}/${experimentId}`;
    const sorted = /^metrics\.(?:`(.+)`|(\S+))(?: (?:ASC|DESC))?$/.exec(orderBy);
    const chosen = metrics[id] ?? sorted?.[1] ?? sorted?.[2];
    if (chosen !== undefined) return chosen;
    if (!this.#shownMetrics.has(id)) {
      const { runs } = await store.searchRuns({ experimentIds: [experimentId], maxResults: 10 });
      const keys = runs.flatMap((run) => Object.keys(run.metrics)).filter((key) => !key.startsWith("system/"));
      this.#shownMetrics.set(id, keys.sort()[0]);
    }
    return this.#shownMetrics.get(id);
  }

  #storeOf(store: WorkspaceStore): Store {
    return this.#stores.get(store.id);
  }

  #onChange({ store, changes }: StoreChange): void {
    for (const change of changes) {
      if (change.kind === "experiments") this.#changed.fire(undefined);
      if (change.kind !== "runs") continue;
      const { experimentId, runIds } = change;
      const changed = runIds && new Set(runIds);
      for (const run of this.#runs.values()) {
        if (run.store.id !== store.id || run.experimentId !== experimentId) continue;
        run.runs = undefined;
        if (changed?.has(run.row.runId) ?? true) run.details = undefined;
      }
      for (const node of this.#experiments.values()) {
        if (node.store.id !== store.id || node.experiment.experimentId !== experimentId) continue;
        node.runs = undefined;
        // An experiment without a metric so far may have one now.
        if (this.#shownMetrics.get(`${store.id}/${experimentId}`) === undefined)
          this.#shownMetrics.delete(`${store.id}/${experimentId}`);
        this.#stale.add(node);
      }
    }
    if (this.#stale.size > 0) this.#redrawSoon();
    this.#summarizeSoon(store);
  }

  #redrawSoon(): void {
    this.#redraw ??= setTimeout(() => {
      this.#redraw = undefined;
      this.#changed.fire([...this.#stale]);
      this.#stale.clear();
    }, redrawMs);
  }

  #summarizeSoon(store: WorkspaceStore): void {
    if (!this.#isVisible || this.#summarizing.has(store.id)) return;
    const timer = setTimeout(() => {
      this.#summarizing.delete(store.id);
      void this.#summarize(store).catch((error: unknown) =>
        log.warn(`Counting runs of ${store.label}: ${String(error)}`),
      );
    }, summarizeMs);
    this.#summarizing.set(store.id, timer);
  }

  async #summarize(store: WorkspaceStore): Promise<void> {
    const summaries = await this.#storeOf(store).summarizeExperiments({ viewType: viewTypeOf(this.#view.state) });
    for (const summary of summaries) {
      for (const node of this.#experiments.values()) {
        if (node.store.id !== store.id || node.experiment.experimentId !== summary.experimentId) continue;
        const isSame =
          node.summary?.runCount === summary.runCount && node.summary.lastStartTime === summary.lastStartTime;
        node.summary = summary;
        if (!isSame) this.#stale.add(node);
      }
    }
    if (this.#stale.size > 0) this.#redrawSoon();
  }

  #watch(): void {
    for (const store of this.#stores.all) {
      const open = [...this.#experiments.values()].filter(
        (node) => node.store.id === store.id && this.#expanded.has(node.id),
      );
      const runs = open.flatMap((node) => node.runs?.nodes ?? []);
      const nested = runs.flatMap((node) => (this.#expanded.has(node.id) ? (node.runs?.nodes ?? []) : []));
      const runIds = [...runs, ...nested].map((node) => node.row.runId).slice(0, maxWatchedRuns);
      const scope = { experimentIds: open.map((node) => node.experiment.experimentId), runIds };
      this.#stores.show(this, store.id, this.#isVisible ? scope : undefined);
    }
  }
}

function problem(parent: Node | undefined, error: unknown): ProblemNode {
  const store = parent?.kind === "store" ? parent.store : undefined;
  return { kind: "problem", id: `${parent?.id ?? "root"}/problem`, parent, message: messageOf(error), error, store };
}
