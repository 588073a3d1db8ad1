import { parentRunTag, type Run } from "../mlflow/entities.ts";
import type { Store } from "../mlflow/store.ts";
import type { Stores } from "../stores/index.ts";
import type { ExperimentNode, MoreNode, Node, RunNode } from "./nodes.ts";
import type { ExperimentsTree } from "./tree.ts";

/** A run this far down a long list is not looked for: the view would have to hold all before it. */
const maxListed = 5_000;
/** Runs nested deeper than this lead in a circle. */
const maxNesting = 50;

/** A run, or an experiment where no run is named. */
export interface RowAddress {
  storeId: string;
  experimentId?: string;
  runId?: string;
  /** The user is busy elsewhere. */
  keepFocus?: true;
}

/**
 * The row of a run or of an experiment, read anew on its way. A run that is not among the rows shown (filtered out, or very
 * far down) has none: then it is the row nearest to it, of its parent or its experiment.
 */
export async function findRow(
  tree: ExperimentsTree,
  stores: Stores,
  { storeId, experimentId, runId }: RowAddress,
): Promise<ExperimentNode | RunNode | undefined> {
  await stores.ready();
  const store = stores.get(storeId);
  const run = runId === undefined ? undefined : await store.getRun(runId);
  const wanted = run?.experimentId ?? experimentId;
  const experiment = (await experimentsOf(tree, storeId)).find((node) => node.experiment.experimentId === wanted);
  if (run === undefined || experiment === undefined) return experiment;
  let nearest: ExperimentNode | RunNode = experiment;
  // A parent that is left out has its children at the top.
  for (const each of [...(await parentsOf(store, run)), run]) {
    // A run that was just made is not in what was read before.
    tree.readAgain(nearest);
    nearest = (await runIn(tree, nearest, each.runId)) ?? nearest;
  }
  return nearest;
}

async function experimentsOf(tree: ExperimentsTree, storeId: string): Promise<ExperimentNode[]> {
  const roots = await tree.getChildren();
  const lists = roots.map(async (node) => (node.kind === "store" ? tree.getChildren(node) : [node]));
  const nodes = (await Promise.all(lists)).flat();
  return nodes.filter((node) => node.kind === "experiment").filter(({ store }) => store.id === storeId);
}

/** The runs that this one is nested in, the outermost first. */
async function parentsOf(store: Store, run: Run): Promise<Run[]> {
  const parents: Run[] = [];
  for (let id = run.tags[parentRunTag]?.trim(); id !== undefined && parents.length < maxNesting;) {
    const parent: Run | undefined = await store.getRun(id).catch(() => undefined);
    if (parent === undefined) break;
    parents.unshift(parent);
    id = parent.tags[parentRunTag]?.trim();
  }
  return parents;
}

async function runIn(
  tree: ExperimentsTree,
  holder: ExperimentNode | RunNode,
  runId: string,
): Promise<RunNode | undefined> {
  for (;;) {
    const children: Node[] = await tree.getChildren(holder);
    const found = children.find((node): node is RunNode => node.kind === "run" && node.row.runId === runId);
    const rest = children.find((node): node is MoreNode => node.kind === "more");
    if (found !== undefined || rest === undefined || holder.limit >= maxListed) return found;
    tree.loadMore(rest);
  }
}
