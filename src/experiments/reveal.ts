import type { Run } from "../mlflow/entities.ts";
import type { Store } from "../mlflow/store.ts";
import type { ExperimentNode, Node, RunNode } from "./nodes.ts";
import type { ExperimentsTree } from "./tree.ts";

/**
 * The row of a run, read anew on its way. A run that is not among the rows shown (filtered out, or further down) has none:
 * then it is the row nearest to it, of its parent or its experiment.
 */
export async function nodeOfRun(
  tree: ExperimentsTree,
  store: Store,
  storeId: string,
  runId: string,
): Promise<Node | undefined> {
  const run = await store.getRun(runId);
  const roots = await tree.getChildren();
  const owner = roots.find((node) => node.kind === "store" && node.store.id === storeId);
  const experiments = owner === undefined ? roots : await tree.getChildren(owner);
  const experiment = experiments.find(
    (node) => node.kind === "experiment" && node.experiment.experimentId === run.experimentId,
  );
  if (experiment?.kind !== "experiment") return owner;
  let nearest: ExperimentNode | RunNode = experiment;
  for (const { runId: id } of await lineOf(run, store)) {
    // A run that was just made is not in what was read before.
    tree.readAgain(nearest);
    const found: RunNode | undefined = (await tree.getChildren(nearest)).find(
      (node): node is RunNode => node.kind === "run" && node.row.runId === id,
    );
    if (found === undefined) break;
    nearest = found;
  }
  return nearest;
}

/** A run after those that it is nested in, outermost first. */
async function lineOf(run: Run, store: Store): Promise<Run[]> {
  const line = [run];
  for (let parent = run.tags["mlflow.parentRunId"]?.trim(); parent !== undefined && line.length < 20;) {
    const outer: Run | undefined = await store.getRun(parent).catch(() => undefined);
    if (outer === undefined) break;
    line.unshift(outer);
    parent = outer.tags["mlflow.parentRunId"]?.trim();
  }
  return line;
}
